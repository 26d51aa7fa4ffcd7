import { afterEach, expect, test } from 'vitest';
import {
  formatDate,
  formatDateTime,
  formatDuration,
  formatMoney,
  formatMonth,
  formatNumber,
  formatPercent,
  setFormatContext,
} from './format.ts';

const english = { language: 'en', timeZone: 'Asia/Bangkok', calendar: 'gregory', weekStart: 1 };
afterEach(() => setFormatContext(english));

test('decimal strings keep digits that a floating-point number would lose', () => {
  setFormatContext(english);
  expect(formatNumber('12345678901234567.89')).toBe('12,345,678,901,234,567.89');
});

test('stored percent and money read as people write them', () => {
  setFormatContext(english);
  expect(formatPercent('50')).toBe('50%');
  expect(formatMoney({ amount: '1234.5', currency: 'EUR' })).toBe('€1,234.50');
});

test('instants are shown in the zone of the user', () => {
  setFormatContext(english);
  expect(formatDateTime('2026-11-22T18:30:00.000Z')).toContain('23 Nov 2026');
});

test('Persian dates have Persian months, Persian digits and the month before the year', () => {
  setFormatContext({ ...english, language: 'fa', calendar: 'persian' });
  expect(formatDate('2026-11-23')).toBe('۲ آذر ۱۴۰۵');
  expect(formatMonth(new Date('2026-11-23T00:00:00Z'))).toBe('آذر ۱۴۰۵');
});

test('Thai dates count Buddhist years', () => {
  setFormatContext({ ...english, language: 'th', calendar: 'buddhist' });
  expect(formatDate('2026-11-23')).toContain('2569');
});

test('Khmer dates and numbers need no data of the engine', () => {
  setFormatContext({ ...english, language: 'km' });
  expect(formatDate('2026-11-23')).toBe('23 វិច្ឆិកា 2026');
  expect(formatNumber('1234.5')).toBe('1.234,5');
  expect(formatDuration('P1DT2H')).toBe('1 ថ្ងៃ 2 ម៉ោង');
});

test('what cannot be read is shown as it is', () => {
  setFormatContext(english);
  expect([formatDate('soon'), formatNumber('many'), formatDuration('long')]).toEqual(['soon', 'many', 'long']);
});
