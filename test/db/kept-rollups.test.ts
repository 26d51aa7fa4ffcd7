/**
 * Rollups that are kept in a column: after writes of every kind, by many writers at once, they are what the computation gives; whoever sees only a
 * part of the children never learns what the column holds.
 */
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { Context } from '../../server/access/context.ts';
import { fillRollups, findStrayRollups } from '../../server/changes/run/rollup-step.ts';
import { id as name, sql, toStatement } from '../../server/database/sql.ts';
import type { Statement } from '../../server/database/types.ts';
import { startExport } from '../../server/exchange/exports.ts';
import { newId } from '../../server/kernel/ids.ts';
import { keptFields } from '../../server/query/kept-rollups.ts';
import { aggregateRecords } from '../../server/query/aggregate.ts';
import { listRecords } from '../../server/query/list.ts';
import type { AggregateResult, ListRequest } from '../../server/query/types.ts';
import type { WriteOperation } from '../../server/records/types.ts';
import { writeRecords } from '../../server/records/write.ts';
import { keptRollupDocuments } from '../support/kept-rollups.ts';
import { createRandom } from '../support/random.ts';
import { createTestDatabase } from '../support/test-database.ts';
import { contextOfRoles, createWorkspaceOf, systemOf, testPack } from '../support/test-workspace.ts';

const workspace = await createWorkspaceOf(testPack(keptRollupDocuments), await createTestDatabase(10));
const context = systemOf(workspace);
const { database } = workspace;
const firm = workspace.model().entities.get('test.firm');
if (!firm) throw new Error('There is no firm.');
const kept = keptFields(firm);
type Firm = Record<string, unknown> & { id: string };

async function list(request: ListRequest, who: Context = context, entity = 'test.firm'): Promise<Firm[]> {
  return JSON.parse((await listRecords(who, entity, request)).data) as Firm[];
}

/** Kept values of which the computation gives another. */
const strays = (): Promise<unknown> => findStrayRollups(database, workspace.model(), firm);

async function create(entity: string, values: Record<string, unknown>): Promise<string> {
  const id = newId();
  const [result] = await writeRecords(context, entity, [{ action: 'create', id, values }], { atomic: true });
  expect(result?.ok).toBe(true);
  return id;
}

async function write(entity: string, ...operations: WriteOperation[]): Promise<void> {
  await writeRecords(context, entity, operations, { atomic: true });
}

async function firmOf(id: string): Promise<Firm> {
  const [found] = await list({ filter: { id } });
  if (!found) throw new Error('There is no such firm.');
  return found;
}

test('the cost rule keeps what lists are ordered or narrowed by and nothing else', () => {
  expect(kept.map(({ field }) => field.name)).toEqual(['jobs', 'openJobs', 'worth', 'dearest', 'lastOn', 'calls', 'lastCall', 'lateJobs']);
});

const table = name(database.schema, firm.table);
const columnOf = (field: string): string => kept.find((each) => each.field.name === field)?.kept.column ?? '';

test('a firm follows its children through create, update, move, delete and restore, and is not changed by it', async () => {
  const [one, other] = [await create('test.firm', { name: 'One' }), await create('test.firm', { name: 'Other' })];
  expect(await firmOf(one)).toMatchObject({ jobs: 0, openJobs: 0, worth: null, lastOn: null, version: 1 });
  const job = await create('test.job', { name: 'A', firm: one, amount: 100, stage: 'new', dueOn: '2026-01-02' });
  const more = await create('test.job', { name: 'B', firm: one, amount: 50, stage: 'done', dueOn: '2026-02-03' });
  const before = await firmOf(one);
  expect(before).toMatchObject({ jobs: 2, openJobs: 1, worth: '150', dearest: '100', lastOn: '2026-02-03', perJob: '75', version: 1 });
  await write('test.job', { action: 'update', id: job, values: { firm: other } });
  expect(await firmOf(one)).toMatchObject({ jobs: 1, openJobs: 0, worth: '50', updatedAt: before['updatedAt'] });
  expect(await firmOf(other)).toMatchObject({ jobs: 1, openJobs: 1, worth: '100' });
  await write('test.job', { action: 'update', id: job, values: { amount: 10, stage: 'done' } });
  expect(await firmOf(other)).toMatchObject({ openJobs: 0, worth: '10' });
  await write('test.job', { action: 'delete', id: more });
  expect(await firmOf(one)).toMatchObject({ jobs: 0, worth: null, lastOn: null });
  await write('test.job', { action: 'restore', id: more });
  expect(await firmOf(one)).toMatchObject({ jobs: 1, worth: '50', lastOn: '2026-02-03' });
  await write('test.job', { action: 'update', id: more, values: { firm: null } });
  expect(await firmOf(one)).toMatchObject({ jobs: 0, worth: null, version: 1 });
  const call = await create('test.call', { about: { entity: 'test.firm', id: one }, done: false, at: '2026-03-04T05:06:07Z' });
  await create('test.call', { about: { entity: 'test.job', id: more }, done: false });
  expect(await firmOf(one)).toMatchObject({ calls: 1, lastCall: '2026-03-04T05:06:07.000Z' });
  await write('test.call', { action: 'update', id: call, values: { about: { entity: 'test.job', id: more } } });
  expect(await firmOf(one)).toMatchObject({ calls: 0, lastCall: null });
  expect(await strays()).toEqual([]);
});

test('what is undone with its transaction leaves no trace in the rollups', async () => {
  const one = await create('test.firm', { name: 'Undone' });
  const [good, wrong] = [
    { name: 'A', firm: one, amount: 5 },
    { name: 'B', firm: newId(), amount: 5 },
  ].map((values): WriteOperation => ({ action: 'create', values }));
  if (!good || !wrong) throw new Error('Two operations are wanted.');
  await expect(write('test.job', good, wrong)).rejects.toMatchObject({ status: 422 });
  await writeRecords(context, 'test.job', [good], { dryRun: true });
  expect(await firmOf(one)).toMatchObject({ jobs: 0, worth: null });
  const half = await writeRecords(context, 'test.job', [good, wrong]);
  expect(half.map(({ ok }) => ok)).toEqual([true, false]);
  expect(await firmOf(one)).toMatchObject({ jobs: 1, worth: '5' });
});

test('a delete that takes children along, and the restore of a firm, leave the rollups right', async () => {
  const [group, one] = [await create('test.firm', { name: 'Group' }), newId()];
  await write('test.firm', { action: 'create', id: one, values: { name: 'Member', group } });
  const job = await create('test.job', { name: 'A', firm: one, amount: 5 });
  await write('test.firm', { action: 'delete', id: group });
  expect(await list({ filter: { id: one } })).toEqual([]);
  await write('test.firm', { action: 'restore', id: group });
  expect(await firmOf(one)).toMatchObject({ jobs: 1, worth: '5' });
  await write('test.job', { action: 'delete', id: job });
  expect(await firmOf(one)).toMatchObject({ jobs: 0, worth: null });
  expect(await strays()).toEqual([]);
});

const random = createRandom(20261128);
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;

function values(firms: readonly string[]): Record<string, unknown> {
  return {
    name: `Job ${Math.floor(random() * 1000)}`,
    firm: random() < 0.1 ? null : pick(firms),
    amount: random() < 0.1 ? null : { amount: String(Math.floor(random() * 10_000) / 100), currency: 'USD' },
    stage: pick(['new', 'doing', 'done']),
    dueOn: random() < 0.2 ? null : `2026-0${1 + Math.floor(random() * 9)}-11`,
    promisedOn: random() < 0.2 ? null : '2026-05-05',
    note: pick([null, 'seen', 'Änderung', 'other']),
  };
}

/** One writer's act on some jobs of these firms. What others did to them meanwhile may refuse it, but nothing may break. */
async function act(firms: readonly string[], jobs: string[]): Promise<void> {
  const chosen = [...new Set([pick(jobs), pick(jobs), pick(jobs)])];
  const kind = random();
  const operations: WriteOperation[] =
    kind < 0.3
      ? Array.from({ length: 1 + Math.floor(random() * 4) }, () => ({ action: 'create' as const, id: newId(), values: values(firms) }))
      : kind < 0.7
        ? chosen.map((id) => ({ action: 'update' as const, id, values: values(firms) }))
        : chosen.map((id) => ({ action: random() < 0.5 ? ('delete' as const) : ('restore' as const), id }));
  const results = await writeRecords(context, 'test.job', operations, { effects: random() < 0.5, maintenance: random() < 0.1 });
  for (const result of results) if (!result.ok && result.problem.status !== 409 && result.problem.status !== 404) throw result.problem;
  jobs.push(...operations.flatMap((operation) => (operation.action === 'create' && operation.id !== undefined ? [operation.id] : [])));
}

test('eight writers on the same firms lose nothing, whatever they do, and hear of no deadlock', async () => {
  const firms = await Promise.all(Array.from({ length: 3 }, (_, index) => create('test.firm', { name: `Busy ${index}` })));
  const jobs = await Promise.all(Array.from({ length: 10 }, () => create('test.job', values(firms))));
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let round = 0; round < 40; round++) await act(firms, jobs);
    }),
  );
  const found = await list({ filter: { id: { in: firms } } });
  expect(found.some((each) => Number(each['jobs']) > 5)).toBe(true);
  expect(found.every((each) => each['version'] === 1)).toBe(true);
  expect(await strays()).toEqual([]);
}, 120_000);

test('creates of eight writers at once are all counted', async () => {
  const one = await create('test.firm', { name: 'Counted' });
  await Promise.all(Array.from({ length: 80 }, (_, index) => create('test.job', { name: `${index}`, firm: one, amount: 1 })));
  expect(await firmOf(one)).toMatchObject({ jobs: 80, worth: '80' });
});

test('a list that is sorted by a kept rollup walks its index in either direction', async () => {
  await database.query(
    toStatement(sql`insert into ${table} (id, version, created_at, updated_at, name, ${name(columnOf('jobs'))})
      select gen_random_uuid(), 1, now(), now(), 'Filler ' || n, 0 from generate_series(1, 20000) n`),
  );
  await database.query(toStatement(sql`analyze ${table}`));
  const plans = [];
  for (const sort of ['-jobs', 'jobs', '-openJobs']) plans.push([sort, await planOf({ sort: [sort], select: ['name', 'jobs'] })]);
  for (const [sort, plan] of plans)
    expect([sort, plan]).toEqual([sort, expect.stringContaining(`"Index Name":"${indexOf(String(sort))}"`)]);
  await database.query(toStatement(sql`delete from ${table} where name like 'Filler %'`));
});

function indexOf(sort: string): string {
  return `${firm?.table ?? ''}_${columnOf(sort.replace('-', ''))}_${sort.startsWith('-') ? 'desc' : 'asc'}_idx`;
}

async function planOf(request: ListRequest): Promise<string> {
  const seen: Statement[] = [];
  const query: typeof database.query = (statement) => {
    seen.push(statement);
    return database.query(statement);
  };
  await listRecords({ ...context, database: { ...database, query } }, 'test.firm', request);
  const { rows } = await database.query({ text: `explain (format json) ${seen[0]?.text ?? ''}`, values: seen[0]?.values ?? [] });
  return JSON.stringify(rows).replaceAll('": ', '":');
}

describe('where a column holds what it should not', () => {
  const whole = contextOfRoles(workspace, ['test.all']);
  const some = contextOfRoles(workspace, ['test.some']);
  let one = '';

  async function spoil(): Promise<void> {
    one = await create('test.firm', { name: 'Spoilt' });
    await create('test.job', { firm: one, amount: 7, note: 'seen' });
    await create('test.job', { firm: one, amount: 90, note: 'hidden' });
    await database.query(
      toStatement(sql`update ${table} set ${name(columnOf('jobs'))} = 999, ${name(columnOf('worth'))} = 999 where id = ${one}::uuid`),
    );
  }

  test('whoever sees all children reads the column, and whoever sees a part of them never does', async () => {
    await spoil();
    const filter = { id: one };
    expect(await list({ filter }, whole)).toMatchObject([{ jobs: 999, worth: '999' }]);
    expect(await list({ filter }, some)).toMatchObject([{ jobs: 1, worth: '7' }]);
    expect(await list({ filter: { id: one, jobs: { gt: 1 } } }, some)).toEqual([]);
    expect(await list({ filter: { id: one, worth: 7 } }, some)).toHaveLength(1);
    expect((await list({ filter: { name: { in: ['Spoilt', 'Counted'] } }, sort: ['-jobs'] }, some))[0]?.['name']).toBe('Spoilt');
    expect((await list({ filter: { name: { in: ['Spoilt', 'Undone'] } }, sort: ['worth'] }, whole))[0]?.['name']).toBe('Undone');
    const sums = await Promise.all([whole, some].map((who) => totals(who, filter)));
    expect(sums.map(({ totals: found }) => found)).toEqual([
      ['999', '999'],
      ['1', '7'],
    ]);
    const exported = await text(await startExport(some, { entity: 'test.firm', filter, select: ['jobs', 'worth'], format: 'jsonl' }));
    expect(JSON.parse(exported)).toMatchObject({ jobs: 1, worth: '7' });
    const page = await listRecords(some, 'test.firm', {
      filter: { name: { in: ['Spoilt', 'Undone'] } },
      sort: ['-jobs', 'name'],
      limit: 1,
    });
    expect(Buffer.from(page.next ?? '', 'base64url').toString()).not.toContain('"999"');
  });

  test('whoever may not read an amount of every child reads the sum of those that they may', async () => {
    await spoil();
    await create('test.job', { firm: one, amount: 500, note: 'locked' });
    const person = contextOfRoles(workspace, ['test.all'], { id: newId() });
    await database.query(
      toStatement(sql`update ${table} set ${name(columnOf('jobs'))} = 999, ${name(columnOf('worth'))} = 999 where id = ${one}::uuid`),
    );
    expect(await list({ filter: { id: one } }, person)).toMatchObject([{ jobs: 999, worth: '97' }]);
    expect(await list({ filter: { id: one, worth: { gt: 97 } } }, person)).toEqual([]);
  });

  const totals = (who: Context, filter: { id: string }): Promise<AggregateResult> =>
    aggregateRecords(who, 'test.firm', { filter, measures: [{ sum: 'jobs' }, { maximum: 'worth' }] });

  test('the comparison names the record, and a computation of all mends it without a new version', async () => {
    await spoil();
    expect(await strays()).toContainEqual(expect.objectContaining({ field: 'worth', sample: expect.arrayContaining([one]) }));
    await fillRollups(database, workspace.model(), firm, null, () => Promise.resolve(true));
    expect(await strays()).toEqual([]);
    expect(await list({ filter: { id: one } }, whole)).toMatchObject([{ jobs: 2, worth: '97', version: 1 }]);
  });
});
