/** Formulas, rollups and parts of statuses are filtered like any other field; periods go by the reader's calendar, in SQL as in memory. */
import { beforeAll, describe, expect, test } from 'vitest';
import { parseCondition } from '../../metadata/rules/condition.ts';
import { evaluateCondition } from '../../metadata/rules/evaluate.ts';
import { periodEnvironment } from '../../server/access/calendar.ts';
import type { Context } from '../../server/access/context.ts';
import { aggregateRecords } from '../../server/query/aggregate.ts';
import { readRows } from '../../server/query/rows.ts';
import { createAll, createEveryKind } from '../support/every-kind.ts';
import { contextOfRoles, systemOf } from '../support/test-workspace.ts';

/** The first of Azar 1405 in Tehran. */
const now = new Date('2026-11-22T08:00:00Z');
const workspace = await createEveryKind({ settings: { fiscalYearStart: '01-01' }, clock: { now: () => now } });
const system = systemOf(workspace);
const days = ['2026-03-20', '2026-03-21', '2026-11-21', '2026-11-22', '2026-12-21', '2026-12-22', '2027-03-20', '2027-03-21'];

beforeAll(async () => {
  const [one = '', two = ''] = await createAll(workspace, 'test.thing', [
    { name: 'a', weight: '1.5', day: '2026-01-01', moment: '2026-05-01T00:00:00Z', stage: 'new' },
    { name: 'b', weight: '2', day: '2026-06-01', moment: '2026-05-01T00:00:00Z', stage: 'done' },
    { name: 'c', stage: 'doing' },
  ]);
  await createAll(workspace, 'test.part', [
    { name: 'p', weight: 3, made: '2026-01-05', thing: one },
    { name: 'q', weight: 4, made: '2026-02-05', thing: one },
    { name: 'r', weight: 5, made: '2026-03-05', thing: two },
    ...days.map((made) => ({ name: 'dated', made })),
  ]);
});

const names = async (filter: Record<string, unknown>): Promise<string> => {
  const { rows } = await readRows(system, 'test.thing', { filter, select: ['name'], sort: ['name'] });
  return rows.map(({ name }) => name).join('');
};

test.each<readonly [Record<string, unknown>, string]>([
  [{ double: '3' }, 'a'],
  [{ double: { gt: 3 } }, 'b'],
  [{ double: { in: [3, 4] } }, 'ab'],
  [{ double: null }, 'c'],
  [{ double: { ne: 3 } }, 'bc'],
  [{ deadline: '2026-01-08' }, 'a'],
  [{ deadline: { between: ['2026-01-01', '2026-06-08'] } }, 'ab'],
  [{ deadline: { within: 'overdue' } }, 'ab'],
  [{ title: 'A!' }, 'a'],
  [{ title: { startsWith: 'b' } }, 'b'],
  [{ late: true }, 'a'],
  [{ late: { ne: true } }, 'bc'],
  [{ partCount: 0 }, 'c'],
  [{ partCount: { gte: 1 } }, 'ab'],
  [{ partWeight: { lt: 7 } }, 'b'],
  [{ partWeight: { empty: true } }, 'c'],
  [{ lastPart: { gte: '2026-02-05' } }, 'ab'],
  [{ lastPart: { within: 'lastYear' } }, ''],
  [{ 'stage.kind': 'open' }, 'ac'],
  [{ 'stage.kind': { in: ['won', 'lost'] } }, 'b'],
  [{ 'stage.kind': { ne: 'open' } }, 'b'],
  [{ 'stage.kind': { nin: ['open', 'won'] } }, ''],
  [{ 'stage.kind': 'nothing' }, ''],
  [{ 'stage.probability': { gte: 50 } }, 'bc'],
])('%j', async (filter, expected) => {
  expect(await names(filter)).toBe(expected);
});

test('what is computed of a record behind a link is empty where the link is', async () => {
  const dated = { name: 'dated' };
  const matching = async (filter: Record<string, unknown>): Promise<number> =>
    (await readRows(system, 'test.part', { filter: { ...dated, ...filter }, select: ['id'] })).rows.length;
  for (const path of ['thing.title', 'thing.partCount']) {
    expect(await matching({ [path]: { empty: true } })).toBe(days.length);
    expect(await matching({ [path]: { ne: null } })).toBe(0);
  }
  expect(await matching({ 'thing.partCount': 0 })).toBe(0);
  expect(await matching({ 'thing.title': '-!' })).toBe(0);

  const { rows } = await readRows(system, 'test.part', { filter: dated, select: ['thing.title', 'thing.partCount'], limit: 1 });
  expect(rows[0]).toMatchObject({ 'thing.title': null, 'thing.partCount': null });
  const request = { filter: dated, groups: [{ field: 'thing.title' }], measures: [{ maximum: 'thing.partCount' }] };
  expect((await aggregateRecords(system, 'test.part', request)).groups).toEqual([{ keys: [null], labels: [''], values: [null] }]);
  const { rows: counted } = await readRows(system, 'test.part', {
    filter: { 'thing.partCount': { gte: 1 } },
    select: ['name'],
    sort: ['name'],
  });
  expect(counted.map(({ name }) => name).join('')).toBe('pqr');
});

describe('a period', () => {
  const persian = contextOfRoles(workspace, ['system.admin'], { language: 'fa-IR', timeZone: 'Asia/Tehran' });
  const thai = contextOfRoles(workspace, ['system.admin'], { language: 'th', timeZone: 'Asia/Bangkok' });
  const dated = async (context: Context, period: string): Promise<unknown[]> => {
    const { rows } = await readRows(context, 'test.part', {
      filter: { name: 'dated', made: { within: period } },
      select: ['made'],
      sort: ['made'],
    });
    return rows.map(({ made }) => made);
  };

  test.each<readonly [string, Context, string, readonly string[]]>([
    ['a Persian reader', persian, 'thisMonth', ['2026-11-22', '2026-12-21']],
    ['a Persian reader', persian, 'lastMonth', ['2026-11-21']],
    ['a Persian reader', persian, 'nextMonth', ['2026-12-22']],
    ['a Persian reader', persian, 'thisYear', ['2026-03-21', '2026-11-21', '2026-11-22', '2026-12-21', '2026-12-22', '2027-03-20']],
    ['a Persian reader', persian, 'nextYear', ['2027-03-21']],
    // The fiscal year is the business's own.
    ['a Persian reader', persian, 'thisFiscalYear', ['2026-03-20', '2026-03-21', '2026-11-21', '2026-11-22', '2026-12-21', '2026-12-22']],
    ['a Thai reader', thai, 'thisMonth', ['2026-11-21', '2026-11-22']],
    ['others', system, 'thisMonth', ['2026-11-21', '2026-11-22']],
  ])('of %s goes by their calendar, in SQL as in memory: %#', async (_, context, period, expected) => {
    expect(await dated(context, period)).toEqual(expected);
    const node = parseCondition({ made: { within: period } });
    const environment = { ...periodEnvironment(context, now), me: { id: null, team: null, teams: [] }, toBase: () => undefined };
    const inMemory = days.filter((made) =>
      evaluateCondition(node, { get: () => ({ type: 'date', value: made }), many: () => undefined }, environment),
    );
    expect(inMemory).toEqual(expected);
  });
});
