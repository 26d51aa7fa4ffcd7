/** Several roles add up record by record: what one role says of fields counts on the records that this role reaches, and nowhere else. */
import { expect, test } from 'vitest';
import { expectProblem } from '../support/problems.ts';
import { startTestApp, type Call } from '../support/test-app.ts';
import { createWorkspaceOf, testPack } from '../support/test-workspace.ts';

const role = (id: string, deal: Record<string, unknown>): { kind: 'role'; content: Record<string, unknown> } => ({
  kind: 'role',
  content: { id, title: id, entities: { 'system.user': { read: true }, 'test.deal': deal, 'test.firm': { read: 'all' } } },
});

const workspace = await createWorkspaceOf(
  testPack([
    {
      kind: 'entity',
      content: {
        id: 'test.firm',
        title: 'Firm',
        properties: {
          name: { field: 'text' },
          costs: { field: 'rollup', of: 'test.deal.firm', sum: 'cost' },
          kept: { field: 'rollup', of: 'test.deal.firm', sum: 'cost', index: true },
        },
      },
    },
    {
      kind: 'entity',
      content: {
        id: 'test.deal',
        title: 'Deal',
        properties: {
          name: { field: 'text' },
          cost: { field: 'decimal' },
          number: { field: 'text' },
          firm: { field: 'link', to: 'test.firm', inverse: 'deals' },
          doubled: { field: 'formula', formula: 'cost * 2' },
          stage: { field: 'status', pipelines: ['test.flow'] },
        },
        search: ['name', 'number'],
      },
    },
    {
      kind: 'pipeline',
      content: {
        id: 'test.flow',
        title: 'Flow',
        initial: 'open',
        statuses: [
          { code: 'open', title: 'Open', kind: 'open' },
          { code: 'won', title: 'Won', kind: 'won' },
        ],
      },
    },
    // Sees everything but costs; and sees all of what is their own, without writing the number of it.
    role('test.looker', { read: 'all', fields: { cost: 'hidden', number: 'hidden' } }),
    role('test.owner', { create: true, read: 'own', update: 'own', fields: { number: 'read' } }),
    // Reads everything, and says nothing of fields.
    role('test.reader', { read: 'all' }),
    role('test.masking', { read: 'all', fields: { cost: 'masked', number: 'masked' } }),
    // May write every field, of what is still to be mended.
    role('test.mender', { read: 'all', update: { name: { startsWith: 'broken' } } }),
    role('test.mover', { read: 'all', transition: 'all', fields: { cost: 'masked' } }),
  ]),
);
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const both = await app.signIn(['test.looker', 'test.owner']);
const reading = await app.signIn(['test.owner', 'test.reader']);
const mending = await app.signIn(['test.owner', 'test.mender']);
const moving = await app.signIn(['test.owner', 'test.mover']);

const firm = (await admin.call('POST', '/api/records/firm', { name: 'Firm' })).body.id as string;
const create = async (owner: string, name: string, cost: string): Promise<string> => {
  const { status, body } = await admin.call('POST', '/api/records/deal', { name, cost, number: `${name}-7`, firm, owner });
  expect(status, JSON.stringify(body)).toBe(201);
  return body.id as string;
};
const own = await create(both.id, 'own', '10');
const foreign = await create(admin.id, 'foreign', '500');
const query = async (call: Call, body: object, entity = 'deal'): Promise<Record<string, unknown>[]> =>
  (await call('POST', `/api/records/${entity}/query`, body)).body.data as Record<string, unknown>[];

test('a field that only the role for own records shows is empty on all others, wherever it is asked for', async () => {
  expect((await both.call('GET', `/api/records/deal/${own}`)).body).toMatchObject({ cost: '10', number: 'own-7', doubled: '20' });
  expect((await both.call('GET', `/api/records/deal/${foreign}`)).body).toMatchObject({ cost: null, number: null, doubled: null });
  for (const filter of [{ cost: { gt: 100 } }, { number: 'foreign-7' }, { doubled: 1000 }, { cost: '500' }])
    expect(await query(both.call, { filter }), JSON.stringify(filter)).toEqual([]);
  expect(await query(both.call, { filter: { cost: { empty: true } }, select: ['id'] })).toMatchObject([{ id: foreign }]);
  expect(await query(both.call, { q: 'foreign-7' })).toEqual([]);
  expect(await query(both.call, { q: 'own-7', select: ['id'] })).toMatchObject([{ id: own }]);
  expect(await query(both.call, { sort: ['-cost'], select: ['id'] })).toMatchObject([{ id: own }, { id: foreign }]);
  const { body } = await both.call('POST', '/api/records/deal/aggregate', {
    groups: [],
    measures: [{ sum: 'cost' }, { maximum: 'doubled' }],
  });
  expect(body.totals).toEqual(['10', '20']);
  expect(await query(both.call, {}, 'firm')).toMatchObject([{ costs: '10', kept: '10' }]);
  const history = await both.call('GET', `/api/records/deal/${foreign}/history`);
  expect(JSON.stringify(history.body)).not.toContain('"500"');
});

test.each(['test.looker', 'test.masking'])('the search finds nothing by a field that %s closes altogether', async (name) => {
  const { call } = await app.signIn([name]);
  for (const q of ['own-7', 'foreign-7', '7']) {
    expect(await query(call, { q }), q).toEqual([]);
    expect((await call('GET', `/api/records/deal?q=${q}&count=exact`)).body.page.count, q).toBe(0);
    expect((await call('POST', '/api/records/deal/aggregate', { q, measures: [{ count: true }] })).body.totals, q).toEqual([0]);
  }
  expect(await query(call, { q: 'foreign', select: ['id'] })).toMatchObject([{ id: foreign }]);
});

test('a role that lets nothing be written makes no field writable', async () => {
  const id = await create(reading.id, 'read', '1');
  expectProblem(await reading.call('PATCH', `/api/records/deal/${id}`, { number: 'changed' }), 403);
  expectProblem(await reading.call('POST', '/api/records/deal', { name: 'new', number: 'set' }), 403);
  expect((await reading.call('PATCH', `/api/records/deal/${id}`, { cost: '2' })).body).toMatchObject({ cost: '2', number: 'read-7' });
});

test('a field is written by the role that reaches the record, not by another that only moves it', async () => {
  const id = await create(moving.id, 'moved', '1');
  expect((await moving.call('PATCH', `/api/records/deal/${id}`, { cost: '3', stage: 'won' })).status).toBe(200);
  expect((await moving.call('POST', `/api/records/deal/${foreign}/transition`, { to: 'won' })).status).toBe(200);
  expectProblem(await moving.call('POST', `/api/records/deal/${foreign}/transition`, { to: 'open', values: { cost: '3' } }), 403);
  expect((await admin.call('GET', `/api/records/deal/${foreign}`)).body).toMatchObject({ cost: '500', stage: 'won' });
});

test('a field is not written by a role that does not reach the record for it, though another reaches it', async () => {
  const [whole, broken] = [await create(mending.id, 'whole', '1'), await create(mending.id, 'broken', '1')];
  expectProblem(await mending.call('PATCH', `/api/records/deal/${whole}`, { number: 'changed' }), 403);
  expect((await mending.call('PATCH', `/api/records/deal/${whole}`, { cost: '2' })).body).toMatchObject({ cost: '2', number: 'whole-7' });
  expect((await mending.call('PATCH', `/api/records/deal/${broken}`, { number: 'changed' })).body).toMatchObject({ number: 'changed' });
});

test('a record that is shared is seen as each of the roles shows it, and the reasons say which of them counts', async () => {
  const fields = async (id: string): Promise<Record<string, unknown>> => {
    const { body } = await both.call('GET', `/api/records/deal/${id}/access`);
    return Object.fromEntries(body.fields.map((each: { field: string; access: string }) => [each.field, each.access]));
  };
  expect(await fields(own)).toMatchObject({ name: 'write', cost: 'write', number: 'read' });
  expect(await fields(foreign)).toMatchObject({ name: 'read', cost: 'masked', number: 'masked' });
  expect((await admin.call('PUT', `/api/records/deal/${foreign}/shares`, { user: both.id, level: 'read' })).status).toBeLessThan(300);
  expect((await both.call('GET', `/api/records/deal/${foreign}`)).body).toMatchObject({ cost: '500', number: 'foreign-7' });
  expectProblem(await both.call('PATCH', `/api/records/deal/${foreign}`, { cost: '1' }), 403);
});
