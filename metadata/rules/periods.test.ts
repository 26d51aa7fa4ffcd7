import { describe, expect, it } from 'vitest';
import { resolvePeriod, shiftNow, type PeriodEnvironment } from './periods.ts';
import { periodNames } from './period-names.ts';

/** Monday evening in Berlin, already Tuesday in Bangkok. */
const base: PeriodEnvironment = {
  now: new Date('2026-11-23T18:30:00Z'),
  timeZone: 'Europe/Berlin',
  weekStart: 1,
  fiscalYearStart: '04-01',
  calendar: 'gregory',
};

function dates(name: string, environment: Partial<PeriodEnvironment> = {}): string {
  const { fromDate, toDate } = resolvePeriod(name, { ...base, ...environment });
  return `${fromDate}..${toDate}`;
}

function instants(name: string, environment: Partial<PeriodEnvironment> = {}): string {
  const { from, to } = resolvePeriod(name, { ...base, ...environment });
  return `${from}..${to}`;
}

describe('a period ends before the day that it names last', () => {
  // prettier-ignore
  it.each([
    ['today', '2026-11-23..2026-11-24'], ['yesterday', '2026-11-22..2026-11-23'], ['tomorrow', '2026-11-24..2026-11-25'],
    ['thisWeek', '2026-11-23..2026-11-30'], ['lastWeek', '2026-11-16..2026-11-23'], ['nextWeek', '2026-11-30..2026-12-07'],
    ['thisMonth', '2026-11-01..2026-12-01'], ['lastMonth', '2026-10-01..2026-11-01'], ['nextMonth', '2026-12-01..2027-01-01'],
    ['thisQuarter', '2026-10-01..2027-01-01'], ['lastQuarter', '2026-07-01..2026-10-01'], ['nextQuarter', '2027-01-01..2027-04-01'],
    ['thisYear', '2026-01-01..2027-01-01'], ['lastYear', '2025-01-01..2026-01-01'], ['nextYear', '2027-01-01..2028-01-01'],
    ['thisFiscalYear', '2026-04-01..2027-04-01'], ['lastFiscalYear', '2025-04-01..2026-04-01'],
    ['last1Days', '2026-11-23..2026-11-24'], ['last30Days', '2026-10-25..2026-11-24'], ['next7Days', '2026-11-23..2026-11-30'],
    ['overdue', 'null..2026-11-23'], ['future', '2026-11-24..null'],
  ])('%s', (name, expected) => {
    expect(dates(name)).toBe(expected);
  });
});

it('months and years go by the calendar, the fiscal year by its own', () => {
  const persian = { calendar: 'persian', fiscalCalendar: 'gregory' };
  expect(dates('thisMonth', persian)).toBe('2026-11-22..2026-12-22');
  expect(dates('thisYear', persian)).toBe('2026-03-21..2027-03-21');
  expect(dates('thisFiscalYear', persian)).toBe('2026-04-01..2027-04-01');
  expect(dates('thisFiscalYear', { calendar: 'persian', fiscalYearStart: '01-01' })).toBe('2026-03-21..2027-03-21');
});

it('every named period has bounds', () => {
  for (const name of periodNames) expect(() => resolvePeriod(name, base)).not.toThrow();
});

it('a name that no period has is refused', () => {
  for (const name of ['nextFiscalYear', 'last0Days', 'last99999Days', 'lastXDays', 'thisDecade', '', 'constructor'])
    expect(() => resolvePeriod(name, base)).toThrow(RangeError);
});

it('the day is that of the zone', () => {
  expect(dates('today', { timeZone: 'Asia/Bangkok' })).toBe('2026-11-24..2026-11-25');
  expect(instants('today', { timeZone: 'Asia/Bangkok' })).toBe('2026-11-23T17:00:00.000Z..2026-11-24T17:00:00.000Z');
  expect(instants('overdue')).toBe('null..2026-11-23T18:30:00.000Z');
});

it('the week begins where the workspace says', () => {
  expect(dates('thisWeek', { weekStart: 7 })).toBe('2026-11-22..2026-11-29');
  expect(dates('thisWeek', { weekStart: 0 })).toBe('2026-11-22..2026-11-29');
  expect(dates('thisWeek', { weekStart: 6 })).toBe('2026-11-21..2026-11-28');
});

it('a day has 23 or 25 hours when the clocks change', () => {
  expect(instants('today', { now: new Date('2026-03-29T12:00:00Z') })).toBe('2026-03-28T23:00:00.000Z..2026-03-29T22:00:00.000Z');
  expect(instants('today', { now: new Date('2026-10-25T12:00:00Z') })).toBe('2026-10-24T22:00:00.000Z..2026-10-25T23:00:00.000Z');
});

it('a day whose midnight the clocks jump over begins with its first moment', () => {
  expect(instants('today', { now: new Date('2021-03-22T12:00:00Z'), timeZone: 'Asia/Tehran' })).toBe(
    '2021-03-21T20:30:00.000Z..2021-03-22T19:30:00.000Z',
  );
});

it('months, quarters and years are those of the Persian calendar where that is chosen', () => {
  const persian = { calendar: 'persian', timeZone: 'Asia/Tehran', fiscalYearStart: '01-01' };
  expect(dates('thisMonth', persian)).toBe('2026-11-22..2026-12-22');
  expect(dates('lastMonth', persian)).toBe('2026-10-23..2026-11-22');
  expect(dates('thisQuarter', persian)).toBe('2026-09-23..2026-12-22');
  expect(dates('thisYear', persian)).toBe('2026-03-21..2027-03-21');
  expect(dates('thisFiscalYear', persian)).toBe('2026-03-21..2027-03-21');
});

it('the Buddhist calendar has the months of the Gregorian', () => {
  expect(dates('thisMonth', { calendar: 'buddhist' })).toBe('2026-11-01..2026-12-01');
  expect(dates('thisYear', { calendar: 'buddhist' })).toBe('2026-01-01..2027-01-01');
});

it('a fiscal year that has not begun yet is the one before', () => {
  expect(dates('thisFiscalYear', { now: new Date('2026-03-31T12:00:00Z') })).toBe('2025-04-01..2026-04-01');
  expect(dates('thisFiscalYear', { now: new Date('2026-03-31T23:00:00Z') })).toBe('2026-04-01..2027-04-01');
});

describe('the present is moved', () => {
  // prettier-ignore
  it.each([
    ['P0D', '2026-11-23T18:30:00.000Z', '2026-11-23'], ['-P30D', '2026-10-24T17:30:00.000Z', '2026-10-24'], ['PT6H', '2026-11-24T00:30:00.000Z', '2026-11-24'],
    ['P1M', '2026-12-23T18:30:00.000Z', '2026-12-23'], ['-P1Y', '2025-11-23T18:30:00.000Z', '2025-11-23'], ['P1W', '2026-11-30T18:30:00.000Z', '2026-11-30'], ['-PT0.5S', '2026-11-23T18:29:59.500Z', '2026-11-23'],
  ])('by %s: dates by the calendar, times exactly', (offset, instant, date) => {
    expect(shiftNow(offset, base.now, base.timeZone)).toEqual({ instant, date });
  });
  it('by durations only', () => {
    expect(() => shiftNow('30 days', base.now, base.timeZone)).toThrow(RangeError);
  });

  it.each([
    ['-P300000Y', '0001-01-03T00:00:00.000Z'],
    ['P9000Y', '9999-12-30T00:00:00.000Z'],
  ])('%s leads no further than dates of records go', (offset, instant) => {
    expect(shiftNow(offset, base.now, base.timeZone).instant).toBe(instant);
  });
});
