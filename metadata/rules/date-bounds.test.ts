import { CalendarDate, GregorianCalendar, PersianCalendar, toCalendar } from '@internationalized/date';
import { expect, test } from 'vitest';
import { boundCycle, boundDate } from './date-bounds.ts';

test('every Persian month from the year 1 to 3000 begins where the calendar says', () => {
  const cycle = boundCycle('persian', 'month');
  const persian = new PersianCalendar();
  for (let year = 1; year <= 3000; year++)
    for (const month of [1, 2, 7, 12]) {
      const date = toCalendar(new CalendarDate(persian, year, month, 1), new GregorianCalendar()).toString();
      expect(boundDate(cycle, (year - 1375) * 12 + month - 1)).toBe(date);
    }
});

test('fiscal years and quarters begin on their day, over centuries', () => {
  const years = boundCycle('gregory', 'year', '04-06');
  expect([-2000, -1, 0, 26, 399, 400, 900].map((index) => boundDate(years, index))).toEqual([
    '0000-04-06',
    '1999-04-06',
    '2000-04-06',
    '2026-04-06',
    '2399-04-06',
    '2400-04-06',
    '2900-04-06',
  ]);
  const quarters = boundCycle('gregory', 'quarter', '10-01');
  expect([0, 1, 2, 3, 4].map((index) => boundDate(quarters, index))).toEqual([
    '2000-10-01',
    '2001-01-01',
    '2001-04-01',
    '2001-07-01',
    '2001-10-01',
  ]);
});
