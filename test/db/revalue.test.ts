/** Exchange rates that are corrected, or stated late, reach the amounts that go by them; history and versions know nothing of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { id as name, sql, toStatement } from '../../server/database/sql.ts';
import { atomically } from '../../server/records/atomically.ts';
import { aggregateRecords } from '../../server/query/aggregate.ts';
import { readRows } from '../../server/query/rows.ts';
import { revalueAmounts } from '../../server/records/revalue.ts';
import { writeRecords } from '../../server/records/write.ts';
import { createAll } from '../support/every-kind.ts';
import { createWorkspaceOf, systemOf, testPack } from '../support/test-workspace.ts';

const workspace = await createWorkspaceOf(
  testPack([
    {
      kind: 'entity',
      content: {
        id: 'test.sale',
        title: 'Sale',
        properties: {
          name: { field: 'text' },
          price: { field: 'money', rateDate: 'soldOn' },
          plain: { field: 'money' },
          soldOn: { field: 'date' },
          of: { field: 'link', to: 'test.sale' },
          worth: { field: 'rollup', of: 'test.sale.of', sum: 'price', index: true },
        },
      },
    },
  ]),
);
const context = systemOf(workspace);
const { database } = workspace;
const rate = async (date: string, value: string, currency = 'EUR'): Promise<string> =>
  (await createAll(workspace, 'system.exchange-rate', [{ currency, date, rate: value, base: 'USD' }]))[0] ?? '';
const sums = async (): Promise<unknown> =>
  (await aggregateRecords(context, 'test.sale', { groups: [], measures: [{ sum: 'price' }, { sum: 'plain' }, { sum: 'worth' }] })).totals;
const state = async (): Promise<unknown> =>
  (
    await database.query(
      toStatement(sql`select (select json_agg(json_build_object('v', version, 'at', updated_at) order by id) from ${name(database.schema, 'test_sale')}) as records,
        (select count(*) from ${name(database.schema, 'relata_history')} where entity = 'test.sale') as entries`),
    )
  ).rows;

test('amounts follow their rates, those of their own day only, and nothing else of the record moves', async () => {
  const early = await rate('2026-01-01', '1.1');
  const [parent = ''] = await createAll(workspace, 'test.sale', [{ name: 'parent', price: '1' }]);
  await createAll(workspace, 'test.sale', [
    { name: 'a', price: { amount: '100', currency: 'EUR' }, soldOn: '2026-02-01', of: parent },
    { name: 'b', price: { amount: '10', currency: 'EUR' }, soldOn: '2026-04-01', of: parent },
    { name: 'c', price: { amount: '1', currency: 'THB' }, plain: { amount: '7', currency: 'EUR' }, soldOn: '2026-04-01', of: parent },
  ]);
  expect(await revalueAmounts(context)).toBe(0);
  expect(await sums()).toEqual(['122', '7.7', '121']);
  const before = await state();
  await rate('2026-03-01', '1.5');
  await rate('2026-06-01', '0.03', 'THB');
  expect(await revalueAmounts(context)).toBe(2);
  expect(await sums()).toEqual(['126.03', '7.7', '125.03']);
  await writeRecords(context, 'system.exchange-rate', [{ action: 'update', id: early, values: { rate: '2' } }], { atomic: true });
  expect(await revalueAmounts(context)).toBe(1);
  expect(await sums()).toEqual(['216.03', '7.7', '215.03']);
  expect(await revalueAmounts(context)).toBe(0);
  expect((await readRows(context, 'test.sale', { filter: { price: { gt: 150 } }, select: ['name'] })).rows).toMatchObject([{ name: 'a' }]);
  expect(await state()).toEqual(before);
});

test('what was being written with the rates of before, when they changed, follows them when it is there', async () => {
  const day = await rate('2027-01-01', '3');
  await revalueAmounts(context);
  const price = { amount: '100', currency: 'EUR' };
  await atomically(context, async (inside) => {
    await writeRecords(inside, 'test.sale', [{ action: 'create', values: { name: 'slow', price, soldOn: '2027-01-01' } }], {
      atomic: true,
    });
    await writeRecords(context, 'system.exchange-rate', [{ action: 'update', id: day, values: { rate: '4' } }], { atomic: true });
    await revalueAmounts(context);
    await revalueAmounts(context);
  });
  // Transactions of others, in the same cluster, are waited for, too.
  while ((await revalueAmounts(context)) === 0) await sleep(20);
  const filter = { name: 'slow' };
  expect((await aggregateRecords(context, 'test.sale', { filter, groups: [], measures: [{ sum: 'price' }] })).totals).toEqual(['400']);
});
