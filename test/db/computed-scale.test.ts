/** Computed numbers have one value: what is shown is what is filtered, grouped, computed with and asked by rules; and columns may be called anything. */
import { describe, expect, test } from 'vitest';
import { aggregateRecords } from '../../server/query/aggregate.ts';
import { readRows } from '../../server/query/rows.ts';
import { writeRecords } from '../../server/records/write.ts';
import { createAll } from '../support/every-kind.ts';
import { createWorkspaceOf, systemOf, testPack } from '../support/test-workspace.ts';

const workspace = await createWorkspaceOf(
  testPack([
    {
      kind: 'entity',
      content: {
        id: 'test.box',
        title: 'Box',
        properties: {
          name: { field: 'text' },
          weight: { field: 'decimal' },
          part: { field: 'decimal', scale: 4 },
          box: { field: 'link', to: 'test.box' },
          third: { field: 'formula', formula: 'weight / 3', scale: 3 },
          thrice: { field: 'formula', formula: 'third * 3', scale: 6 },
          mean: { field: 'rollup', of: 'test.box.box', average: 'weight' },
          meanKept: { field: 'rollup', of: 'test.box.box', average: 'weight', index: true },
          least: { field: 'rollup', of: 'test.box.box', minimum: 'part' },
        },
        rules: [{ id: 'no-thirds', when: { third: '0.333' }, invalid: 'weight', message: 'No thirds.' }],
      },
    },
    {
      kind: 'entity',
      content: {
        id: 'test.row',
        title: 'Row',
        properties: { ctid: { field: 'text' }, xmin: { field: 'integer' }, tableoid: { field: 'money' }, select: { field: 'date' } },
      },
    },
  ]),
);
const system = systemOf(workspace);

describe('a computed number', () => {
  test('is found by the value that is shown of it', async () => {
    const [outer = ''] = await createAll(workspace, 'test.box', [{ name: 'outer', weight: '2' }]);
    await createAll(workspace, 'test.box', [
      { name: 'a', weight: '1.1', part: '0.0001', box: outer },
      { name: 'b', weight: '1.1', part: '0.0002', box: outer },
      { name: 'c', weight: '1.2', part: '0.0003', box: outer },
    ]);
    const [row] = (await readRows(system, 'test.box', { filter: { third: '0.667' } })).rows;
    expect(row).toMatchObject({ name: 'outer', third: '0.667', thrice: '2.001', mean: '1.13', meanKept: '1.13', least: '0.0001' });
    for (const filter of [{ thrice: 2.001 }, { mean: 1.13 }, { meanKept: { between: [1.13, 1.13] } }, { least: '0.0001' }])
      expect((await readRows(system, 'test.box', { filter, select: ['name'] })).rows).toMatchObject([{ name: 'outer' }]);
    const { groups } = await aggregateRecords(system, 'test.box', { groups: [{ field: 'third' }], measures: [{ sum: 'third' }] });
    expect(groups.map(({ keys, values }) => [...keys, ...values])).toEqual([
      ['0.367', '0.734'],
      ['0.4', '0.4'],
      ['0.667', '0.667'],
    ]);
  });

  test('is the same for a rule, which is judged in memory', async () => {
    const [result] = await writeRecords(system, 'test.box', [{ action: 'create', values: { name: 'd', weight: '1' } }]);
    expect(result).toMatchObject({ ok: false, problem: { errors: [{ pointer: '/weight', message: 'No thirds.' }] } });
  });
});

test('a field may be named like a column that every table of PostgreSQL has', async () => {
  await createAll(workspace, 'test.row', [{ ctid: 'one', xmin: 7, tableoid: '12.5', select: '2026-11-28' }]);
  const { rows } = await readRows(system, 'test.row', {
    filter: { ctid: 'ONE', xmin: { gt: 6 }, tableoid: { lt: 13 } },
    sort: ['ctid', '-xmin'],
  });
  expect(rows).toMatchObject([{ ctid: 'one', xmin: 7, tableoid: { amount: '12.5' }, select: '2026-11-28' }]);
});
