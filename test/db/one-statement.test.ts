/** Whatever a request asks for, the database is asked once. */
import { beforeAll, expect, test } from 'vitest';
import type { Context } from '../../server/access/context.ts';
import { aggregateRecords } from '../../server/query/aggregate.ts';
import { listRecords } from '../../server/query/list.ts';
import { pivotRecords } from '../../server/query/pivot.ts';
import { readRecord } from '../../server/query/record.ts';
import { readRows, streamRows } from '../../server/query/rows.ts';
import { createAll, createEveryKind } from '../support/every-kind.ts';
import { contextOfRoles } from '../support/test-workspace.ts';

const workspace = await createEveryKind({
  more: [
    {
      kind: 'role',
      content: {
        id: 'test.part',
        title: 'Part',
        entities: {
          '*': { read: 'all' },
          'test.thing': { read: { 'place.name': { ne: 'Attic' } }, fields: { weight: 'masked' } },
          'test.place': { read: 'team' },
        },
      },
    },
  ],
});
let recordId = '';
beforeAll(async () => {
  const [place = ''] = await createAll(workspace, 'test.place', [{ name: 'Barn' }]);
  const things = Array.from({ length: 20 }, (_, index) => ({ name: `Thing ${index}`, count: index, place, places: [place], stage: 'new' }));
  [recordId = ''] = await createAll(workspace, 'test.thing', things);
  await createAll(workspace, 'test.part', [{ name: 'p', thing: recordId, weight: 1 }]);
});

/** How often a read asks the database, in this context. */
async function statements(context: Context, read: (context: Context) => Promise<unknown>): Promise<number> {
  let count = 0;
  const { database } = context;
  const counting: Context['database'] = {
    ...database,
    query: (statement) => (count++, database.query(statement)),
    stream: (statement, batch) => (count++, database.stream(statement, batch)),
    tx: () => Promise.reject(new Error('A read needs no transaction.')),
  };
  await read({ ...context, database: counting });
  return count;
}

const expand = {
  place: { expand: { within: true, things: { limit: 2, expand: { parts: { sort: ['-weight'], expand: { thing: true } } } } } },
  places: { select: ['name'], sort: ['name'], limit: 1 },
  about: { select: ['name'] },
  parts: { filter: { weight: { gt: 0 } } },
} as const;
const computed = { double: { gte: 0 }, partCount: { gt: 0 }, parts: { some: { weight: 1 } } } as const;
// prettier-ignore
const reads: readonly (readonly [string, (context: Context) => Promise<unknown>])[] = [
  ['a list', (context) => listRecords(context, 'test.thing', {})],
  ['a list with everything', (context) => listRecords(context, 'test.thing', { filter: { 'place.name': 'Barn', day: { within: 'thisMonth' } }, sort: ['-place', 'partCount', 'stage'], q: 'thi ba', select: ['name', 'place.name'], expand, count: 'exact', limit: 5, offset: 1 })],
  ['an estimate', (context) => listRecords(context, 'test.thing', { count: 'estimate', limit: 1 })],
  ['a search', (context) => listRecords(context, 'test.thing', { q: 'ing 1 ba' })],
  ['the trash', (context) => listRecords(context, 'test.thing', { trash: true })],
  ['a record', (context) => readRecord(context, 'test.thing', recordId)],
  ['a record with all around it', (context) => readRecord(context, 'test.thing', recordId, { expand })],
  ['rows', (context) => readRows(context, 'test.thing', { sort: ['-count'] })],
  ['groups', (context) => aggregateRecords(context, 'test.thing', { groups: [{ field: 'place' }, { field: 'day', by: 'fiscalQuarter' }, { field: 'colours' }], measures: [{ count: true }, { median: 'price' }, { countDistinct: 'about' }], sort: { measure: 0 } })],
  ['totals', (context) => aggregateRecords(context, 'test.thing', { measures: [{ sum: 'partWeight' }] })],
  ['a pivot', (context) => pivotRecords(context, 'test.thing', { groups: [{ field: 'stage' }], pivot: [{ field: 'moment', by: 'dayOfWeek' }], measures: [{ sum: 'count' }] })],
  ['an export', async (context) => { for await (const _ of streamRows(context, 'test.thing', { expand, sort: ['name'] })) continue; }],
];
const readers = {
  admin: contextOfRoles(workspace, ['system.admin']),
  part: contextOfRoles(workspace, ['test.part'], { id: '0192f0c0-0000-7000-8000-000000000001' }),
};

test.each(Object.entries(readers).flatMap(([who, context]) => reads.map(([name, read]) => [name, who, read, context] as const)))(
  '%s takes one statement (%s)',
  async (_name, _who, read, context) => {
    expect(await statements(context, read)).toBe(1);
    expect(await statements(context, read)).toBe(1);
  },
);

test('a computed field takes none of its own', async () => {
  expect(
    await statements(readers.admin, (context) =>
      listRecords(context, 'test.thing', { filter: computed, sort: ['partWeight'], count: 'exact' }),
    ),
  ).toBe(1);
});
