/** Time in status: how long a record was in each status, and since when it is in the present one. */
import { describe, expect, test } from 'vitest';
import type { Workspace } from '../../server/access/workspace.ts';
import { startTestApp } from '../support/test-app.ts';
import { createWorkspaceOf, testPack } from '../support/test-workspace.ts';

const start = Date.parse('2026-03-01T08:00:00.000Z');
let now = start;
const pipeline = (id: string, title: string, codes: readonly string[]): { kind: 'pipeline'; content: Record<string, unknown> } => ({
  kind: 'pipeline',
  content: {
    id: `test.${id}`,
    title,
    initial: codes[0],
    statuses: codes.map((code) => ({ code, title: code.toUpperCase(), kind: 'open' })),
  },
});
const role = (id: string, fields: object, read: unknown = 'all'): { kind: 'role'; content: Record<string, unknown> } => ({
  kind: 'role',
  content: { id: `test.${id}`, title: id, entities: { 'test.case': { read, fields } } },
});
const base = await createWorkspaceOf(
  testPack([
    {
      kind: 'entity',
      content: {
        id: 'test.case',
        title: 'Case',
        plural: 'Cases',
        display: 'name',
        properties: {
          name: { field: 'text' },
          stage: { field: 'status', pipelines: ['test.short', 'test.long'] },
          billing: { field: 'status', pipelines: ['test.bill'] },
          age: { field: 'formula', formula: 'hours(stage.since, now())' },
        },
      },
    },
    pipeline('short', 'Short', ['open', 'closed']),
    pipeline('long', 'Long', ['begun', 'going', 'over']),
    pipeline('bill', 'Bill', ['unpaid', 'paid']),
    role('no-stage', { stage: 'hidden' }),
    role('masked', { stage: 'masked' }),
    role('own', {}, 'own'),
  ]),
);
const workspace: Workspace = { ...base, clock: { ...base.clock, now: () => new Date(now) } };
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);

const pass = (hours: number): number => (now += hours * 3_600_000);
const at = (hours: number): string => new Date(start + hours * 3_600_000).toISOString();
const move = (id: string, values: object): ReturnType<typeof admin.call> => admin.call('PATCH', `/api/records/case/${id}`, values);
async function make(values: object): Promise<string> {
  return (await admin.call('POST', '/api/records/case', values)).body.id as string;
}
interface Shown {
  field: string;
  statuses: { code: string; entered: number; since: string | null; seconds: number }[];
}
async function stages(id: string, { call } = admin): Promise<Record<string, unknown>> {
  const { body } = await call('GET', `/api/records/case/${id}/stages`);
  return Object.fromEntries(
    (body.data as Shown[]).map(({ field, statuses }) => [
      field,
      statuses.filter(({ entered }) => entered > 0).map(({ code, entered, since, seconds }) => [code, entered, since, seconds / 3600]),
    ]),
  );
}

const travelled = await make({ name: 'Travelled', stage: 'open' });
pass(2);
await move(travelled, { stage: 'closed' });
pass(3);
await move(travelled, { stage: 'open' });
pass(1);
await move(travelled, { name: 'Travelled on', billing: 'paid' });
pass(4);

describe('the way of a record', () => {
  test('adds up a status that was entered again, and counts the present one up to now', async () => {
    expect(await stages(travelled)).toEqual({
      stage: [
        ['open', 2, at(5), 7],
        ['closed', 1, null, 3],
      ],
      billing: [
        ['unpaid', 1, null, 6],
        ['paid', 1, at(6), 4],
      ],
    });
  });

  test('shows all statuses of the present pipeline in order, and those of an earlier one behind them', async () => {
    const begin = now;
    const id = await make({ stage: 'open' });
    pass(1);
    await move(id, { stagePipeline: 'test.long', stage: 'begun' });
    pass(2);
    const { body } = await admin.call('GET', `/api/records/case/${id}/stages`);
    expect(body.data[0]).toEqual({
      field: 'stage',
      title: 'Stage',
      statuses: [
        { code: 'begun', title: 'BEGUN', entered: 1, since: new Date(begin + 3_600_000).toISOString(), seconds: 7200 },
        { code: 'going', title: 'GOING', entered: 0, since: null, seconds: 0 },
        { code: 'over', title: 'OVER', entered: 0, since: null, seconds: 0 },
        { code: 'open', title: 'OPEN', entered: 1, since: null, seconds: 3600 },
      ],
    });
  });

  test('stands still in the trash', async () => {
    const id = await make({});
    pass(1);
    await admin.call('DELETE', `/api/records/case/${id}`);
    pass(50);
    expect((await stages(id))['billing']).toMatchObject([['unpaid', 1, {}, 1]]);
  });

  test('is read by one statement', async () => {
    const { database } = workspace;
    const query = database.query.bind(database);
    const asked: string[] = [];
    database.query = (statement) => (asked.push(statement.text), query(statement));
    await stages(travelled);
    database.query = query;
    expect(asked.filter((text) => /relata_status_history|test_case/.test(text))).toHaveLength(1);
    expect(asked.at(-1)).toContain('relata_status_history');
  });
});

describe('rights', () => {
  test('a status that the reader may not see is not there, and a record that they may not see is 404 like one that is none', async () => {
    for (const name of ['no-stage', 'masked'])
      expect(Object.keys(await stages(travelled, await app.signIn([`test.${name}`])))).toEqual(['billing']);
    const own = await app.signIn(['test.own']);
    const hidden = await own.call('GET', `/api/records/case/${travelled}/stages`);
    const missing = await own.call('GET', `/api/records/case/${own.id}/stages`);
    expect([hidden.status, hidden.body]).toEqual([404, missing.body]);
    expect((await own.call('GET', '/api/records/case/nonsense/stages')).status).toBe(404);
    expect((await app.anonymous('GET', `/api/records/case/${travelled}/stages`)).status).toBe(401);
    expect((await admin.call('GET', `/api/records/case/${travelled}/stages?at=1`)).status).toBe(400);
  });

  test('stage.since is refused to whoever may not see the stage', async () => {
    const blind = await app.signIn(['test.no-stage']);
    for (const query of ['select=stage.since', 'sort=stage.since', `filter=${encodeURIComponent('{"stage.since":{"empty":false}}')}`])
      expect((await blind.call('GET', `/api/records/case?${query}`)).status).toBe(400);
    expect((await blind.call('GET', `/api/records/case/${travelled}`)).body.age).toBeUndefined();
  });
});

describe('stage.since', () => {
  const list = async (query: object): Promise<string[]> => {
    const { body } = await admin.call('POST', '/api/records/case/query', { select: ['name', 'stage.since'], ...query });
    return (body.data as { name: string; 'stage.since': string }[]).map((row) => `${row.name} ${row['stage.since']}`);
  };

  test('can be selected, filtered, sorted by and computed with', async () => {
    const begin = now;
    const [one, two] = [await make({ name: 'Fresh 1' }), await make({ name: 'Fresh 2' })];
    pass(1);
    await move(one, { stage: 'closed' });
    const since = (hours: number): string => new Date(begin + hours * 3_600_000).toISOString();
    const fresh = { name: { startsWith: 'Fresh' } };
    expect(await list({ filter: fresh, sort: ['-stage.since'] })).toEqual([`Fresh 1 ${since(1)}`, `Fresh 2 ${since(0)}`]);
    expect(await list({ filter: { ...fresh, 'stage.since': { lt: since(0.5) } } })).toEqual([`Fresh 2 ${since(0)}`]);
    expect(await list({ filter: { ...fresh, 'stage.since': { lt: { $now: '-PT30M' } } } })).toEqual([`Fresh 2 ${since(0)}`]);
    expect(await list({ filter: { ...fresh, 'stage.since': { within: 'last7Days' } } })).toHaveLength(2);
    pass(1);
    expect((await admin.call('GET', `/api/records/case/${two}`)).body.age).toBe('2');
    const { body } = await admin.call('GET', `/api/records/case?select=name&sort=-stage.since&limit=1`);
    expect(
      (await admin.call('GET', `/api/records/case?select=name&sort=-stage.since&limit=1&after=${body.page.next as string}`)).status,
    ).toBe(200);
  });

  test.each(['soon', 5, { a: 1 }, ['x'], true])('compared with %j is refused with 400', async (value) => {
    const answer = await admin.call('POST', '/api/records/case/query', { filter: { 'stage.since': { gt: value } } });
    expect([answer.status, answer.body.code]).toEqual([400, 'condition']);
  });
});
