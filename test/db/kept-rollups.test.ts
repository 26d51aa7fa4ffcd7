/**
 * Rollups that are kept in a column: after writes of every kind, by many writers at once, they are what the computation gives; whoever sees only a
 * part of the children never learns what the column holds.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../../server/access/context.ts';
import { findStrayRollups } from '../../server/changes/run/rollup-step.ts';
import { newId } from '../../server/kernel/ids.ts';
import { keptFields } from '../../server/query/kept-rollups.ts';
import { aggregateRecords } from '../../server/query/aggregate.ts';
import { listRecords } from '../../server/query/list.ts';
import type { ListRequest } from '../../server/query/types.ts';
import type { WriteOperation } from '../../server/records/types.ts';
import { writeRecords } from '../../server/records/write.ts';
import { keptRollupDocuments } from '../support/kept-rollups.ts';
import { createRandom } from '../support/random.ts';
import { contextOfRoles, createWorkspaceOf, systemOf, testPack } from '../support/test-workspace.ts';

const workspace = await createWorkspaceOf(testPack(keptRollupDocuments));
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

describe('one firm', () => {
  test('follows its children through create, update, move, delete and restore', async () => {
    const [one, other] = [await create('test.firm', { name: 'One' }), await create('test.firm', { name: 'Other' })];
    expect(await firmOf(one)).toMatchObject({ jobs: 0, openJobs: 0, worth: null, lastOn: null, version: 1 });
    const job = await create('test.job', { name: 'A', firm: one, amount: 100, stage: 'new', dueOn: '2026-01-02' });
    const more = await create('test.job', { name: 'B', firm: one, amount: 50, stage: 'done', dueOn: '2026-02-03' });
    expect(await firmOf(one)).toMatchObject({ jobs: 2, openJobs: 1, worth: '150', dearest: '100', lastOn: '2026-02-03', version: 1 });
    await write('test.job', { action: 'update', id: job, values: { firm: other } });
    expect(await firmOf(one)).toMatchObject({ jobs: 1, openJobs: 0, worth: '50' });
    expect(await firmOf(other)).toMatchObject({ jobs: 1, openJobs: 1, worth: '100' });
    await write('test.job', { action: 'update', id: job, values: { amount: { amount: '10', currency: 'EUR' }, stage: 'done' } });
    expect(await firmOf(other)).toMatchObject({ openJobs: 0 });
    await write('test.job', { action: 'delete', id: more });
    expect(await firmOf(one)).toMatchObject({ jobs: 0, worth: null, lastOn: null });
    await write('test.job', { action: 'restore', id: more });
    await write('test.job', { action: 'update', id: more, values: { firm: null } });
    expect(await firmOf(one)).toMatchObject({ jobs: 0, worth: null, version: 1 });
    expect(await strays()).toEqual([]);
  });
});
