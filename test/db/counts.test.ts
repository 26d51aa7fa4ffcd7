/** Counts of many records: exact as long as that is cheap, then what a sample of the table says, and never a sample for whoever sees a part. */
import { describe, expect, test } from 'vitest';
import { listRecords } from '../../server/query/list.ts';
import { fillTable } from '../support/bulk.ts';
import { contextOfRoles, createWorkspaceOf, systemOf, testPack } from '../support/test-workspace.ts';

const rows = 300_000;
const workspace = await createWorkspaceOf(
  testPack([
    {
      kind: 'entity',
      content: {
        id: 'test.deal',
        title: 'Deal',
        properties: {
          name: { field: 'text' },
          size: { field: 'integer' },
          early: { field: 'boolean' },
          shop: { field: 'link', to: 'test.shop', inverse: 'deals' },
        },
      },
    },
    { kind: 'entity', content: { id: 'test.shop', title: 'Shop', properties: { name: { field: 'text' }, town: { field: 'text' } } } },
    {
      kind: 'role',
      content: { id: 'test.part', title: 'Part', entities: { '*': { read: 'all' }, 'test.deal': { read: { size: { lt: 990 } } } } },
    },
    { kind: 'role', content: { id: 'test.whole', title: 'Whole', entities: { '*': { read: 'all' } } } },
  ]),
);
const { database } = workspace;
await fillTable(database, 'test_shop', 100, {
  id: "lpad(g::text, 32, '0')::uuid",
  name: "'Shop ' || g",
  town: "case when g <= 20 then 'Here' else 'There' end",
});
// `early` stands in the first pages alone, as what goes by time does.
await fillTable(database, 'test_deal', rows, {
  name: "'Deal ' || g || repeat('.', 200)",
  size: 'g % 1000',
  early: `g <= ${rows / 10}`,
  shop: "lpad((g % 100 + 1)::text, 32, '0')::uuid",
});
const whole = contextOfRoles(workspace, ['test.whole']);
const part = contextOfRoles(workspace, ['test.part']);

type Filter = Record<string, unknown>;
async function count(
  filter: Filter,
  wanted: 'exact' | 'estimate',
  context = whole,
): Promise<readonly [number | undefined, string | undefined]> {
  const page = await listRecords(context, 'test.deal', { filter, select: ['id'], limit: 1, count: wanted });
  return [page.count, page.countIs];
}

describe('an exact count', () => {
  test('is exact up to its bound', async () => {
    expect(await count({ size: { lt: 50 } }, 'exact')).toEqual([15_000, 'exact']);
  });

  test.each<readonly [Filter, number]>([
    [{}, rows],
    [{ size: { lt: 500 } }, rows / 2],
    [{ size: { lt: 120 } }, rows * 0.12],
    [{ 'shop.town': 'there' }, rows * 0.8],
  ])('of more than its bound is an estimate and says so: %j', async (filter, truth) => {
    const [found = 0, is] = await count(filter, 'exact');
    expect(is).toBe('estimate');
    expect(found / truth).toBeGreaterThan(0.8);
    expect(found / truth).toBeLessThan(1.2);
  });
});

describe('an estimate', () => {
  test('of few records is exact', async () => {
    expect(await count({ size: 7 }, 'estimate')).toEqual([300, 'exact']);
    expect(await count({ size: { in: [1, 2, 3] } }, 'estimate')).toEqual([900, 'exact']);
  });

  test('that a sample could not say well is counted further', async () => {
    expect(await count({ size: { lt: 5 } }, 'estimate')).toEqual([1500, 'exact']);
  });

  test.each<readonly [Filter, number]>([
    [{}, rows],
    [{ size: { lt: 100 } }, rows / 10],
    [{ size: { lt: 20 } }, rows / 50],
    [{ early: true }, rows / 10],
    [{ 'shop.town': 'here' }, rows / 5],
    [{ shop: { empty: false }, size: { gte: 500 } }, rows / 2],
  ])('is within a fifth of the truth: %j', async (filter, truth) => {
    const [found = 0, is] = await count(filter, 'estimate');
    expect(is).toBe(truth <= 10_000 ? is : 'estimate');
    expect(found / truth).toBeGreaterThan(0.8);
    expect(found / truth).toBeLessThan(1.2);
  });

  test('is the same when it is asked again', async () => {
    expect(await count({ size: { lt: 100 } }, 'estimate')).toEqual(await count({ size: { lt: 100 } }, 'estimate'));
  });
});

describe('whoever sees a part of the records', () => {
  test('gets exact counts up to the bound, and never an estimate beyond it', async () => {
    expect(await count({ size: { lt: 50 } }, 'exact', part)).toEqual([15_000, 'exact']);
    expect(await count({}, 'exact', part)).toEqual([15_000, 'atLeast']);
    expect(await count({}, 'estimate', part)).toEqual([10_000, 'atLeast']);
    expect(await count({ size: { gte: 980 } }, 'estimate', part)).toEqual([3000, 'exact']);
  });
});

test('no count comes that nobody asked for', async () => {
  const page = await listRecords(systemOf(workspace), 'test.deal', { limit: 1 });
  expect([page.count, page.countIs]).toEqual([undefined, undefined]);
});
