import { expect, test } from 'vitest';
import { english, type FaultKey } from './fault-texts/en.ts';
import { persian } from './fault-texts/fa.ts';
import { khmer } from './fault-texts/km.ts';
import { thai } from './fault-texts/th.ts';
import { fault, faultKey, faultText } from './faults.ts';

const holes = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].sort();

test.each([
  ['Thai', thai],
  ['Persian', persian],
  ['Khmer', khmer],
] as const)('%s has every message, with no gap that English does not fill', (_language, texts) => {
  expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
  for (const key of Object.keys(english) as FaultKey[]) expect([key, holes(texts[key])]).toEqual([key, holes(english[key])]);
});

test('limits are written as the reader writes numbers, days and lengths of time', () => {
  const text = (kind: string, limit: string | number, language: string, calendar = 'gregory'): string =>
    faultText({ title: 'X', kind }, fault(kind, 'maximum', { limit }), { language, calendar });
  expect(text('decimal', '12345.5', 'en')).toBe('Enter 12,345.5 or less.');
  expect(text('decimal', '12345.5', 'km')).toContain('12.345,5');
  expect(text('decimal', '12345.5', 'fa-IR')).toContain('۱۲٬۳۴۵٫۵');
  expect(text('date', '2026-11-23', 'en')).toBe('Enter 23 Nov 2026 or an earlier date.');
  expect(text('date', '2026-11-23', 'th', 'buddhist')).toContain('2569');
  expect(text('date', '2026-11-23', 'km', 'buddhist')).toContain('23 វិច្ឆិកា 2569');
  expect(text('duration', 'P1DT2H', 'en')).toBe('Enter 1 day 2 hrs or less.');
  expect(text('duration', 'P1DT2H', 'km')).toContain('1 ថ្ងៃ 2 ម៉ោង');
});

test('values are put into a message as they are, whatever they look like', () => {
  const text = faultText({ title: '{limit} $& {field}', kind: 'text' }, fault('text', 'maxLength', { limit: 3, length: 4 }), {
    language: 'en',
    calendar: 'gregory',
  });
  expect(text).toBe('At most 3 characters are permitted; there are 4.');
  expect(faultText({ title: '$& {to}', kind: 'text' }, { key: 'required', values: {} }, { language: 'xx', calendar: 'gregory' })).toBe(
    'Please fill in $& {to}.',
  );
});

test('a keyword without a message has none, also those of the prototype', () => {
  for (const code of ['nothing', 'toString', '__proto__', 'constructor']) expect(faultKey('text', code)).toBeUndefined();
  expect(faultKey('json', 'type')).toBeUndefined();
});
