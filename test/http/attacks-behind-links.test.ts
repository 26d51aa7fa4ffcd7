/** What stands behind a link to a record, or by a link, that the reader may not see: no path, order, group, search or export reaches it. */
import { describe, expect, test } from 'vitest';
import { startTestApp } from '../support/test-app.ts';
import { createWorkspaceOf, testPack } from '../support/test-workspace.ts';

const job = { create: true, read: 'all', export: true };
const workspace = await createWorkspaceOf(
  testPack([
    {
      kind: 'entity',
      content: { id: 'test.firm', title: 'Firm', properties: { name: { field: 'text' }, size: { field: 'integer' } }, search: ['name'] },
    },
    {
      kind: 'entity',
      content: {
        id: 'test.job',
        title: 'Job',
        properties: { name: { field: 'text' }, firm: { field: 'link', to: 'test.firm', inverse: 'jobs' } },
        search: ['name', 'firm.name'],
      },
    },
    {
      kind: 'role',
      content: { id: 'test.scoped', title: 'Scoped', entities: { 'test.job': job, 'test.firm': { read: { size: { lt: 10 } } } } },
    },
    { kind: 'role', content: { id: 'test.own', title: 'Own', entities: { 'test.job': { read: 'own' }, 'test.firm': { read: 'all' } } } },
    {
      kind: 'role',
      content: {
        id: 'test.linkless',
        title: 'Linkless',
        entities: { 'test.job': { ...job, fields: { firm: 'hidden' } }, 'test.firm': { read: 'all' } },
      },
    },
  ]),
);
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const scoped = await app.signIn(['test.scoped']);
const linkless = await app.signIn(['test.linkless']);
const own = await app.signIn(['test.own']);
const both = await app.signIn(['test.own', 'test.linkless']);
const make = async (entity: string, values: object): Promise<string> =>
  (await admin.call('POST', `/api/records/${entity}`, values)).body.id as string;
const small = await make('firm', { name: 'Visible', size: 5 });
const large = await make('firm', { name: 'Concealed', size: 500 });
const seen = await make('job', { name: 'First', firm: small });
const unseen = await make('job', { name: 'Second', firm: large });

describe('a record that is not seen', () => {
  const ids = async (body: object): Promise<string[]> =>
    (await scoped.call('POST', '/api/records/job/query', { select: ['id'], ...body })).body.data.map(
      ({ id }: { id: string }) => id,
    ) as string[];

  test.each<[string, object]>([
    ['its name', { 'firm.name': 'Concealed' }],
    ['a part of its name', { 'firm.name': { contains: 'ceal' } }],
    ['a number of it', { 'firm.size': { gt: 10 } }],
    ['that it has something', { 'firm.size': { empty: false }, name: 'Second' }],
    ['its id', { firm: large }],
  ])('is found by no filter on %s', async (_name, filter) => {
    expect(await ids({ filter })).toEqual([]);
  });

  test('is found by no search, in no group, order, measure or column', async () => {
    expect(await ids({ q: 'concealed' })).toEqual([]);
    expect(await ids({ q: 'visible' })).toEqual([seen]);
    expect(await ids({ filter: { 'firm.name': { empty: true } } })).toEqual([unseen]);
    for (const sort of [['firm.size'], ['-firm.size'], ['firm.name']]) {
      const { body } = await scoped.call('POST', '/api/records/job/query', { sort, select: ['firm.name', 'firm.size', 'firm'] });
      // What is not seen is as if it were empty, and stands at the end.
      expect(body.data).toMatchObject([
        { id: seen, 'firm.name': 'Visible' },
        { id: unseen, 'firm.name': null, 'firm.size': null, firm: null },
      ]);
    }
    const { body } = await scoped.call('POST', '/api/records/job/aggregate', {
      groups: [{ field: 'firm.name' }],
      measures: [{ count: true }, { maximum: 'firm.size' }],
    });
    expect(JSON.stringify(body)).not.toMatch(/Concealed|500/);
    const csv = await scoped.call('POST', '/api/exports', {
      entity: 'job',
      select: ['name', 'firm.name', 'firm.size', 'firm'],
      format: 'csv',
    });
    expect(csv.body).toContain('Second');
    expect(csv.body).not.toMatch(/Concealed|,500/);
  });
});

test('a link that is not seen leads nowhere: not in the search, though both ends are seen', async () => {
  const { body } = await linkless.call('GET', '/api/records/job?q=visible&count=exact');
  expect(body.page.count).toBe(0);
  expect((await linkless.call('GET', '/api/records/job?q=first')).body.data).toMatchObject([{ id: seen }]);
  expect((await linkless.call('GET', '/api/records/firm?q=visible')).body.data).toMatchObject([{ id: small }]);
  expect((await linkless.call('POST', '/api/records/job/query', { filter: { 'firm.name': 'Visible' } })).status).toBe(400);
  expect((await linkless.call('POST', '/api/records/firm/query', { filter: { jobs: { some: {} } } })).status).toBe(400);
});

describe('records that point back', () => {
  const firms = async ({ call }: typeof own, filter: object): Promise<string[]> =>
    (await call('POST', '/api/records/firm/query', { filter, select: ['id'], sort: ['name'] })).body.data.map(
      ({ id }: { id: string }) => id,
    ) as string[];
  const jobsOf = async ({ call }: typeof own, firm: string): Promise<unknown> =>
    (await call('GET', `/api/records/firm/${firm}?expand=jobs`)).body.jobs as unknown;

  test('but are not seen count for none, whatever is asked about them', async () => {
    for (const filter of [{ jobs: { some: {} } }, { jobs: { some: { name: 'First' } } }, { jobs: { empty: false } }])
      expect(await firms(own, filter), JSON.stringify(filter)).toEqual([]);
    expect(await firms(own, { jobs: { none: { name: 'First' } } })).toEqual([large, small]);
    expect(await firms(own, { jobs: { every: { name: 'nobody' } } })).toEqual([large, small]);
    expect(await jobsOf(own, small)).toEqual([]);
    expect(await firms(admin, { jobs: { some: { name: 'First' } } })).toEqual([small]);
  });

  test('by a link that is hidden do not point at all', async () => {
    const { status } = await linkless.call('GET', `/api/records/firm/${small}?expand=jobs`);
    expect([status, (await linkless.call('GET', `/api/records/firm/${small}?expand=nothing`)).status]).toEqual([400, 400]);
  });

  test('by a link that is seen of some records only, point by those', async () => {
    const mine = await make('job', { name: 'Mine', firm: small, owner: both.id });
    expect((await both.call('GET', `/api/records/job/${seen}`)).body).toMatchObject({ firm: null });
    expect(await firms(both, { jobs: { some: {} } })).toEqual([small]);
    expect(await firms(both, { jobs: { some: { name: 'First' } } })).toEqual([]);
    expect(await firms(both, { jobs: { empty: true } })).toEqual([large]);
    expect(await jobsOf(both, small)).toMatchObject([{ id: mine }]);
    expect(await jobsOf(both, large)).toEqual([]);
  });
});
