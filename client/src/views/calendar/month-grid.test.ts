import { afterEach, expect, test } from 'vitest';
import { setFormatContext } from '../../i18n/format.ts';
import { monthGrid } from './month-grid.ts';

const context = { language: 'en', timeZone: 'UTC', calendar: 'gregory', weekStart: 1 };
afterEach(() => setFormatContext(context));

test('a Gregorian month begins on the first day of the week that the user has set', () => {
  setFormatContext(context);
  expect(monthGrid('2026-11-23').weeks[0]?.[0]?.iso).toBe('2026-10-26');
  setFormatContext({ ...context, weekStart: 7 });
  expect(monthGrid('2026-11-23').weeks[0]?.[0]?.iso).toBe('2026-11-01');
});

test('a Persian month runs from its own first to its own last day', () => {
  setFormatContext({ ...context, calendar: 'persian', weekStart: 6 });
  const inside = monthGrid('2026-11-23')
    .weeks.flat()
    .filter((day) => day.inMonth);
  expect([inside[0]?.iso, inside.at(-1)?.iso, inside.length]).toEqual(['2026-11-22', '2026-12-21', 30]);
});

test('going back and forth leads to the neighbouring months', () => {
  const grid = monthGrid('2026-01-15');
  expect(grid.previous).toBe('2025-12-31');
  expect(grid.next).toBe('2026-02-01');
});
