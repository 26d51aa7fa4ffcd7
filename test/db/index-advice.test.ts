/** Which indexes are missing and which nobody uses, from what was really asked. */
import { beforeAll, expect, test } from 'vitest';
import { sql, toStatement } from '../../server/database/sql.ts';
import { listRecords } from '../../server/query/list.ts';
import { aggregateRecords } from '../../server/query/aggregate.ts';
import { flushUsage } from '../../server/query/usage.ts';
import { adviseIndexes } from '../../server/schema/index-advice.ts';
import { fillTable } from '../support/bulk.ts';
import { createWorkspaceOf, systemOf, testPack } from '../support/test-workspace.ts';

const workspace = await createWorkspaceOf(
  testPack([
    {
      kind: 'entity',
      content: {
        id: 'test.deal',
        title: 'Deal',
        properties: {
          name: { field: 'text' },
          region: { field: 'text' },
          size: { field: 'integer' },
          rank: { field: 'integer', index: true },
          code: { field: 'text', index: true },
          place: { field: 'link', to: 'test.place' },
        },
        search: ['name'],
      },
    },
    { kind: 'entity', content: { id: 'test.place', title: 'Place', properties: { name: { field: 'text' }, region: { field: 'text' } } } },
  ]),
);
const { database } = workspace;
const system = systemOf(workspace);
const model = workspace.model();
const now = new Date();

beforeAll(async () => {
  await fillTable(database, 'test_deal', 20_000, { name: "'Deal ' || g", region: "'R' || g % 10", size: 'g', rank: 'g', code: "'C' || g" });
  await fillTable(database, 'test_place', 100, { name: "'Place ' || g", region: "'R'" });
});

async function ask(times: number, request: Parameters<typeof listRecords>[2], entity = 'test.deal'): Promise<void> {
  for (let time = 0; time < times; time++) await listRecords(system, entity, { select: ['id'], limit: 1, ...request });
}

const counted = async (): Promise<string[]> => {
  const { rows } = await database.query<{ text: string }>(
    toStatement(
      sql`select concat_ws(' ', entity, path, use, sum(count)) as text from ${{ chunks: [`"${database.schema}".relata_query_usage`], values: [] }} group by entity, path, use order by 1`,
    ),
  );
  return rows.map(({ text }) => text);
};

test('what is asked is counted, also by statements that are compiled once, and added up', async () => {
  await ask(3, { filter: { region: 'R1', or: [{ size: 1 }, { size: 2 }] }, sort: ['-size', 'name'] });
  await ask(2, { filter: { name: { contains: 'x' }, 'place.name': 'y', size: { gt: 3 }, id: { in: [] } }, sort: ['place'] });
  await aggregateRecords(system, 'test.deal', { filter: { region: 'R2' }, measures: [{ count: true }] });
  await flushUsage(database, now);
  const first = ['test.deal name text 2', 'test.deal region equal 4', 'test.deal size range 2', 'test.deal size sort 3'];
  expect(await counted()).toEqual(first);
  // Nothing is written twice.
  await flushUsage(database, now);
  expect(await counted()).toEqual(first);
  await ask(1, { filter: { region: 'R1' } });
  await flushUsage(database, now);
  expect(await counted()).toContain('test.deal region equal 5');
});

test('a field that is often asked for without an index is named, with how often', async () => {
  await ask(120, { filter: { region: 'R1' } });
  await ask(120, { filter: { rank: 7 } });
  await ask(120, { filter: { code: 'c7' } });
  await ask(120, { sort: ['size'] });
  await ask(120, { filter: { region: 'R' } }, 'test.place');
  await ask(50, { filter: { name: 'Deal 1' } });
  await flushUsage(database, now);
  const { missing } = await adviseIndexes(database, model);
  // Not those that have an index, are asked for seldom, or stand in a small table.
  expect(missing.map(({ entity, path, use }) => `${entity} ${path} ${use}`).toSorted()).toEqual([
    'test.deal region equal',
    'test.deal size sort',
  ]);
  const [region] = missing.filter(({ path }) => path === 'region');
  expect(region?.message).toMatch(
    /^test\.deal is filtered by "region" 125 times in the last seven days \(counted since \d{4}-\d\d-\d\d\) without an index that serves it, over 20,000 records\. Set "index": true on "region"\.$/,
  );
});

test('an index that nobody reads is named, with its size and where it comes from', async () => {
  // Statistics arrive when a session is idle.
  const unused = async (): Promise<string[]> => (await adviseIndexes(database, model)).unused.map(({ index }) => index);
  await expect.poll(unused, { timeout: 15_000, interval: 500 }).not.toContain('test_deal_rank_idx');
  const advice = await adviseIndexes(database, model);
  const names = advice.unused.map(({ index }) => index);
  expect(names).toContain('test_deal_search_idx');
  expect(names).not.toContain('test_deal_pkey');
  expect(names.filter((name) => name.startsWith('test_place'))).toEqual([]);
  const place = advice.unused.find(({ index }) => index === 'test_deal_place_idx');
  expect(place?.bytes).toBeGreaterThan(0);
  expect(place?.message).toMatch(/^The index test_deal_place_idx \(\d+\.\d MB\) was never read since .+\. It serves the link "place"/);
});

test('counts that are older than a month go', async () => {
  await ask(1, { filter: { region: 'R1' } });
  await flushUsage(database, new Date(now.getTime() + 40 * 86_400_000));
  expect(await counted()).toEqual(['test.deal region equal 1']);
});
