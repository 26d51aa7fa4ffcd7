/** Groups and measures over every kind of field: keys, labels, order, values, totals. */
import { beforeAll, describe, expect, test } from 'vitest';
import { writeRecords } from '../../server/records/write.ts';
import { aggregateRecords } from '../../server/query/aggregate.ts';
import { pivotRecords } from '../../server/query/pivot.ts';
import type { AggregateRequest, AggregateResult } from '../../server/query/types.ts';
import { createAll, createEveryKind } from '../support/every-kind.ts';
import { contextOfRoles, systemOf } from '../support/test-workspace.ts';

const workspace = await createEveryKind({
  settings: { timeZone: 'Europe/Berlin', weekStart: 7, fiscalYearStart: '04-01' },
  more: [
    {
      kind: 'role',
      content: {
        id: 'test.part',
        title: 'Part',
        entities: {
          '*': { read: 'all' },
          'test.place': { read: { name: { ne: 'Attic' } } },
          'test.thing': { read: 'all', fields: { weight: 'hidden' } },
        },
      },
    },
    {
      kind: 'locale',
      content: { id: 'test.th', language: 'th', texts: { 'test.thing': { properties: { colour: { options: { red: 'แดง' } } } } } },
    },
  ],
});
const system = systemOf(workspace);
const part = contextOfRoles(workspace, ['test.part']);
const persian = contextOfRoles(workspace, ['system.admin'], { language: 'fa', timeZone: 'Asia/Tehran' });
const ids: Record<string, string> = {};

beforeAll(async () => {
  await createAll(workspace, 'system.exchange-rate', [{ currency: 'USD', date: '2020-01-01', rate: '0.5' }]);
  const [attic = '', barn = ''] = await createAll(workspace, 'test.place', [
    { name: 'Attic', sort: 'red' },
    { name: 'Barn', sort: 'green' },
  ]);
  const [gone = ''] = await createAll(workspace, 'test.place', [{ name: 'Gone', sort: 'amber' }]);
  // prettier-ignore
  const [one = '', two = ''] = await createAll(workspace, 'test.thing', [
    { name: 'a', count: 1, weight: '0.1', price: '10', share: '50', whole: true, day: '2026-03-31', moment: '2026-03-31T22:30:00Z', span: 'PT1H', colour: 'red', colours: ['green', 'red'], labels: ['x', 'y'], stage: 'done', place: attic, about: { entity: 'test.place', id: attic }, stars: 5 },
    { name: 'b', count: 2, weight: '0.2', price: { amount: '10', currency: 'USD' }, share: '25', whole: false, day: '2026-04-01', moment: '2026-04-01T05:00:00Z', span: 'PT30M', colour: 'green', colours: ['red'], labels: ['y'], stage: 'new', place: barn, about: { entity: 'test.place', id: barn }, stars: 3 },
    { name: 'c', count: 2, weight: '0.4', price: '2.5', day: '2026-11-23', moment: '2026-11-23T23:30:00Z', span: 'P2D', colour: 'green', stage: 'doing', place: gone, whole: true },
    { name: 'd', stage: 'new' },
  ]);
  await writeRecords(system, 'test.place', [{ action: 'delete', id: gone }], { atomic: true });
  await createAll(workspace, 'test.part', [
    { name: 'p', weight: 3, made: '2026-01-01', thing: one },
    { name: 'q', weight: 4, made: '2026-02-01', thing: one },
    { name: 'r', weight: 5, made: '2026-03-01', thing: two },
  ]);
  Object.assign(ids, { attic, barn, gone, one, two });
});

const group = (request: Partial<AggregateRequest>, context = system): Promise<AggregateResult> =>
  aggregateRecords(context, 'test.thing', { measures: [{ count: true }], ...request });
/** Keys, labels (with plain spaces, of whatever width they are) and the first value of groups by one field. */
async function by(field: string, part?: string, context = system): Promise<unknown[][]> {
  const { groups } = await group({ groups: [{ field, ...(part === undefined ? {} : { by: part as 'day' }) }] }, context);
  return groups.map(({ keys, labels, values }) => [keys[0], labels[0]?.replace(/\s/g, ' '), values[0]]);
}
const total = async (measure: object, context = system): Promise<unknown> =>
  (await group({ measures: [measure as { count: true }] }, context)).totals[0];

describe('a group', () => {
  test('of a text, a number and a rating has its value as the key; what is empty comes last, without a label', async () => {
    expect((await by('name')).map(([key]) => key)).toEqual(['a', 'b', 'c', 'd']);
    expect(await by('count')).toEqual([
      [1, '1', 1],
      [2, '2', 2],
      [null, '', 1],
    ]);
    expect(await by('weight')).toEqual([
      ['0.1', '0.1', 1],
      ['0.2', '0.2', 1],
      ['0.4', '0.4', 1],
      [null, '', 1],
    ]);
    expect(await by('stars')).toEqual([
      [3, '3', 1],
      [5, '5', 1],
      [null, '', 2],
    ]);
    expect(await by('whole')).toEqual([
      [false, 'false', 1],
      [true, 'true', 2],
      [null, '', 1],
    ]);
    expect(await by('span')).toEqual([
      ['PT30M', 'PT30M', 1],
      ['PT1H', 'PT1H', 1],
      ['P2D', 'P2D', 1],
      [null, '', 1],
    ]);
  });

  test('of money is its amount in the base currency', async () => {
    expect(await by('price')).toEqual([
      ['2.5', '2.5', 1],
      ['5', '5', 1],
      ['10', '10', 1],
      [null, '', 1],
    ]);
    expect(await by('price.currency')).toEqual([
      ['EUR', 'EUR', 2],
      ['USD', 'USD', 1],
      [null, '', 1],
    ]);
  });

  test('of a select or status stands in the order of its list, by its title in the language of the reader', async () => {
    expect(await by('colour')).toEqual([
      ['green', 'GREEN', 2],
      ['red', 'RED', 1],
      [null, '', 1],
    ]);
    expect(await by('stage')).toEqual([
      ['new', 'New', 2],
      ['doing', 'Doing', 1],
      ['done', 'Done', 1],
    ]);
    expect(await by('stage.kind')).toEqual([
      ['open', 'open', 3],
      ['won', 'won', 1],
    ]);
    expect(await by('stage.probability')).toEqual([
      [10, '10', 2],
      [50, '50', 1],
      [100, '100', 1],
    ]);
    expect((await by('colour', undefined, contextOfRoles(workspace, ['system.admin'], { language: 'th' })))[1]).toEqual(['red', 'แดง', 1]);
  });

  test('of a link has the name of what it points at, and what is in the trash or hidden counts as empty', async () => {
    expect(await by('place')).toEqual([
      [ids['attic'], 'Attic', 1],
      [ids['barn'], 'Barn', 1],
      [null, '', 2],
    ]);
    expect(await by('place', undefined, part)).toEqual([
      [ids['barn'], 'Barn', 1],
      [null, '', 3],
    ]);
    expect(await by('place.sort')).toEqual([
      ['green', 'GREEN', 1],
      ['red', 'RED', 1],
      [null, '', 2],
    ]);
    expect(await by('place.sort', undefined, part)).toEqual([
      ['green', 'GREEN', 1],
      [null, '', 3],
    ]);
    expect(await by('about')).toEqual([
      [ids['attic'], 'Attic', 1],
      [ids['barn'], 'Barn', 1],
      [null, '', 2],
    ]);
    expect(await by('about', undefined, part)).toEqual([
      [ids['barn'], 'Barn', 1],
      [null, '', 3],
    ]);
  });

  test('of several codes has each record in each of its codes, and totals count it once', async () => {
    const { groups, totals } = await group({
      groups: [{ field: 'colours' }],
      measures: [{ count: true }, { sum: 'count' }, { median: 'weight' }],
    });
    expect(groups.map(({ keys, values }) => [keys[0], ...values])).toEqual([
      ['green', 1, '1', '0.1'],
      ['red', 2, '3', '0.15'],
      [null, 2, '2', '0.4'],
    ]);
    expect(totals).toEqual([4, '5', '0.2']);
    expect(await by('labels')).toEqual([
      ['x', 'x', 1],
      ['y', 'y', 2],
      [null, '', 2],
    ]);
  });

  test('of a formula or rollup goes by its results', async () => {
    expect(await by('double')).toEqual([
      ['0.2', '0.2', 1],
      ['0.4', '0.4', 1],
      ['0.8', '0.8', 1],
      [null, '', 1],
    ]);
    expect(await by('partCount')).toEqual([
      [0, '0', 2],
      [1, '1', 1],
      [2, '2', 1],
    ]);
    expect(await by('deadline', 'year')).toEqual([
      ['2026-01-01', '2026', 3],
      [null, '', 1],
    ]);
    expect(await by('lastPart', 'month')).toEqual([
      ['2026-02-01', 'February 2026', 1],
      ['2026-03-01', 'March 2026', 1],
      [null, '', 2],
    ]);
    expect(await by('late')).toEqual([
      [false, 'false', 1],
      [true, 'true', 2],
      [null, '', 1],
    ]);
  });

  test.each(['places', 'person.full.x', 'nothing', 'parts', 'place.things'])('by "%s" is refused', async (field) => {
    await expect(by(field)).rejects.toMatchObject({ status: 400 });
  });

  test('by a hidden field is refused in the words for one that does not exist', async () => {
    await expect(by('weight', undefined, part)).rejects.toThrow('Thing has no field "weight".');
    await expect(by('double', undefined, part)).rejects.toThrow('Thing has no field "double".');
  });
});

describe('a group by part of a date', () => {
  test('goes by the zone of the reader', async () => {
    // Half past midnight of the next day in Berlin.
    expect(await by('moment', 'day')).toEqual([
      ['2026-04-01', 'Apr 1, 2026', 2],
      ['2026-11-24', 'Nov 24, 2026', 1],
      [null, '', 1],
    ]);
    expect(await by('moment', 'hourOfDay')).toEqual(
      [
        [0, '12:30 AM', 2],
        [7, '07:00 AM', 1],
        [null, '', 1],
      ].map((row) => [row[0], expect.any(String), row[2]]),
    );
  });

  test('has weeks from the day on which they begin here', async () => {
    expect(await by('day', 'week')).toEqual([
      ['2026-03-29', 'Mar 29 – Apr 4, 2026', 2],
      ['2026-11-22', 'Nov 22 – 28, 2026', 1],
      [null, '', 1],
    ]);
    expect((await by('day', 'dayOfWeek')).map(([key, label]) => [key, label])).toEqual([
      [1, 'Monday'],
      [2, 'Tuesday'],
      [3, 'Wednesday'],
      [null, ''],
    ]);
  });

  test('has months, quarters and years, and fiscal ones from the day on which they begin', async () => {
    expect(await by('day', 'month')).toEqual([
      ['2026-03-01', 'March 2026', 1],
      ['2026-04-01', 'April 2026', 1],
      ['2026-11-01', 'November 2026', 1],
      [null, '', 1],
    ]);
    expect(await by('day', 'quarter')).toEqual([
      ['2026-01-01', 'Jan – Mar 2026', 1],
      ['2026-04-01', 'Apr – Jun 2026', 1],
      ['2026-10-01', 'Oct – Dec 2026', 1],
      [null, '', 1],
    ]);
    expect(await by('day', 'year')).toEqual([
      ['2026-01-01', '2026', 3],
      [null, '', 1],
    ]);
    expect(await by('day', 'fiscalYear')).toEqual([
      ['2025-04-01', 'Apr 2025 – Mar 2026', 1],
      ['2026-04-01', 'Apr 2026 – Mar 2027', 2],
      [null, '', 1],
    ]);
    expect(await by('day', 'fiscalQuarter')).toEqual([
      ['2026-01-01', 'Jan – Mar 2026', 1],
      ['2026-04-01', 'Apr – Jun 2026', 1],
      ['2026-10-01', 'Oct – Dec 2026', 1],
      [null, '', 1],
    ]);
    expect((await by('day', 'monthOfYear')).map(([key, label]) => [key, label])).toEqual([
      [3, 'March'],
      [4, 'April'],
      [11, 'November'],
      [null, ''],
    ]);
  });

  test('goes by the calendar of the reader', async () => {
    expect(await by('day', 'month', persian)).toEqual([
      ['2026-03-21', 'فروردین ۱۴۰۵', 2],
      ['2026-11-22', 'آذر ۱۴۰۵', 1],
      [null, '', 1],
    ]);
    expect((await by('day', 'year', persian)).map(([key]) => key)).toEqual(['2026-03-21', null]);
    expect((await by('day', 'quarter', persian)).map(([key]) => key)).toEqual(['2026-03-21', '2026-09-23', null]);
    expect((await by('day', 'monthOfYear', persian)).map(([key, label]) => [key, label])).toEqual([
      [1, 'فروردین'],
      [9, 'آذر'],
      [null, ''],
    ]);
    // The fiscal year is the business's own.
    expect((await by('day', 'fiscalYear', persian)).map(([key]) => key)).toEqual(['2025-04-01', '2026-04-01', null]);
  });

  test('has the same bounds as the periods of conditions', async () => {
    for (const [period, part] of [
      ['thisMonth', 'month'],
      ['thisYear', 'year'],
      ['thisQuarter', 'quarter'],
      ['thisWeek', 'week'],
      ['thisFiscalYear', 'fiscalYear'],
    ] as const)
      for (const context of [system, persian]) {
        const now = { ...context, clock: { now: () => new Date('2026-11-24T12:00:00Z') } };
        const { groups, totals } = await group({ filter: { day: { within: period } }, groups: [{ field: 'day', by: part }] }, now);
        expect([period, groups.length, totals[0]]).toEqual([period, 1, groups[0]?.values[0]]);
      }
  });

  test.each([
    ['day', 'hourOfDay'],
    ['name', 'month'],
    ['day', 'decade'],
  ])('of "%s" by %s is refused', async (field, part) => {
    await expect(by(field, part)).rejects.toMatchObject({ status: 400, errors: [{ pointer: '/groups/0/by' }] });
  });
});

describe('a measure', () => {
  test('of numbers, percentages, money in the base currency, formulas and rollups', async () => {
    expect(await total({ sum: 'weight' })).toBe('0.7');
    expect(await total({ average: 'weight' })).toBe('0.233333');
    expect(await total({ median: 'weight' })).toBe('0.2');
    expect(await total({ median: 'share' })).toBe('37.5');
    expect(await total({ sum: 'price' })).toBe('17.5');
    expect(await total({ maximum: 'price' })).toBe('10');
    expect(await total({ sum: 'double' })).toBe('1.4');
    expect(await total({ sum: 'partCount' })).toBe('3');
    expect(await total({ maximum: 'partWeight' })).toBe('7');
    expect(await total({ sum: 'stage.probability' })).toBe('170');
  });

  test('of durations is a duration', async () => {
    expect(await total({ sum: 'span' })).toBe('P2DT1H30M');
    expect(await total({ median: 'span' })).toBe('PT1H');
    expect(await total({ average: 'span' })).toBe('PT16H30M');
  });

  test('of dates and moments is a date or a moment in UTC', async () => {
    expect(await total({ minimum: 'day' })).toBe('2026-03-31');
    expect(await total({ median: 'day' })).toBe('2026-04-01');
    expect(await total({ maximum: 'moment' })).toBe('2026-11-23T23:30:00.000Z');
    expect(await total({ maximum: 'deadline' })).toBe('2026-11-30');
    expect(await total({ maximum: 'lastPart' })).toBe('2026-03-01');
  });

  test('counts different values, and of links what the reader may see', async () => {
    expect(await total({ countDistinct: 'count' })).toBe(2);
    expect(await total({ countDistinct: 'place' })).toBe(2);
    expect(await total({ countDistinct: 'place' }, part)).toBe(1);
    expect(await total({ countDistinct: 'about' })).toBe(2);
    expect(await total({ countDistinct: 'about' }, part)).toBe(1);
  });

  test.each([{ sum: 'name' }, { sum: 'day' }, { average: 'moment' }, { sum: 'places' }, { median: 'colour' }, { minimum: 'labels' }])(
    '%j is refused',
    async (measure) => {
      await expect(total(measure)).rejects.toMatchObject({ status: 400 });
    },
  );
});

describe('groups', () => {
  test('stand by a measure where the request says so, and say when there are more', async () => {
    const request = { groups: [{ field: 'name' }], measures: [{ sum: 'count' }, { count: true }] } as const;
    const names = async (more: Partial<AggregateRequest>): Promise<unknown> => {
      const found = await group({ ...request, ...more });
      return [found.groups.map(({ keys }) => keys[0]).join(''), found.more];
    };
    expect(await names({ sort: { measure: 0, descending: true } })).toEqual(['bcad', undefined]);
    expect(await names({ sort: { measure: 0 }, limit: 2 })).toEqual(['da', true]);
    expect(await names({ limit: 4 })).toEqual(['abcd', undefined]);
    expect(await names({ limit: 3 })).toEqual(['abc', true]);
    await expect(names({ sort: { measure: 2 } })).rejects.toThrow('no measure 2');
  });

  test('without any there are totals alone', async () => {
    expect(await group({})).toEqual({ groups: [], totals: [4] });
    expect(await group({ filter: { name: 'nobody' }, measures: [{ count: true }, { sum: 'count' }, { maximum: 'day' }] })).toEqual({
      groups: [],
      totals: [0, '0', null],
    });
  });
});

describe('a pivot', () => {
  test('has cells, totals of rows and columns, and a total of all', async () => {
    const found = await pivotRecords(system, 'test.thing', {
      groups: [{ field: 'stage' }],
      pivot: [{ field: 'day', by: 'year' }],
      measures: [{ count: true }, { sum: 'count' }],
    });
    expect(found).toEqual({
      rows: [
        { keys: ['new'], labels: ['New'], totals: [2, '2'] },
        { keys: ['doing'], labels: ['Doing'], totals: [1, '2'] },
        { keys: ['done'], labels: ['Done'], totals: [1, '1'] },
      ],
      columns: [
        { keys: ['2026-01-01'], labels: ['2026'], totals: [3, '5'] },
        { keys: [null], labels: [''], totals: [1, '0'] },
      ],
      cells: [
        [
          [1, '2'],
          [1, '0'],
        ],
        [[1, '2'], null],
        [[1, '1'], null],
      ],
      totals: [4, '5'],
    });
  });

  test('counts a record once in totals over several codes', async () => {
    const found = await pivotRecords(system, 'test.thing', {
      groups: [{ field: 'colours' }],
      pivot: [{ field: 'labels' }],
      measures: [{ count: true }],
    });
    expect(found.rows.map(({ keys, totals }) => [keys[0], totals[0]])).toEqual([
      ['green', 1],
      ['red', 2],
      [null, 2],
    ]);
    expect(found.columns.map(({ keys, totals }) => [keys[0], totals[0]])).toEqual([
      ['x', 1],
      ['y', 2],
      [null, 2],
    ]);
    expect(found.cells).toEqual([
      [[1], [1], null],
      [[1], [2], null],
      [null, null, [2]],
    ]);
    expect(found.totals).toEqual([4]);
  });

  test('says when it has more rows or columns than are sent', async () => {
    await createAll(
      workspace,
      'test.part',
      Array.from({ length: 1005 }, (_, index) => ({ name: 'many', weight: index })),
    );
    const request = { filter: { name: 'many' }, measures: [{ count: true }] } as const;
    const tall = await pivotRecords(system, 'test.part', { ...request, groups: [{ field: 'weight' }], pivot: [{ field: 'name' }] });
    expect([tall.rows.length, tall.cells.length, tall.columns[0]?.totals, tall.truncated]).toEqual([1000, 1000, [1005], true]);
    const wide = await pivotRecords(system, 'test.part', { ...request, groups: [{ field: 'name' }], pivot: [{ field: 'weight' }] });
    expect([wide.columns.length, wide.cells[0]?.length, wide.totals, wide.truncated]).toEqual([100, 100, [1005], true]);
  });
});

test('the mean and the middle of large numbers are exact to the last place that is sent', async () => {
  const weights = ['9000000000000000.001', '-1', '9000000000000000', '9000000000000001.004'];
  await createAll(
    workspace,
    'test.thing',
    weights.map((weight) => ({ name: 'large', weight })),
  );
  const request = { filter: { name: 'large' }, measures: [{ average: 'weight' }, { median: 'weight' }] } as const;
  expect((await group(request)).totals).toEqual(['6750000000000000.00125', '9000000000000000.0005']);
  expect((await group({ ...request, groups: [{ field: 'name' }] })).groups[0]?.values).toEqual([
    '6750000000000000.00125',
    '9000000000000000.0005',
  ]);
  const none = { filter: { name: 'nobody' }, measures: [{ average: 'weight' }, { median: 'weight' }, { average: 'span' }] } as const;
  expect((await group(none)).totals).toEqual([null, null, null]);
});
