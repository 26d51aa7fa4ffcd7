import { expect, test } from 'vitest';
import type { ClientField } from '../../../metadata/client-model.ts';
import { fetchPatternEngine } from './pattern.ts';
import { validateValue } from './validate.ts';

const field = (kind: string, limits: Record<string, unknown> = {}): ClientField => ({
  name: 'x',
  title: 'X',
  kind,
  valueType: 'text',
  operators: [],
  access: 'write',
  required: false,
  unique: false,
  system: false,
  hidden: false,
  computed: false,
  sortable: true,
  limits,
});
const keyOf = (kind: string, value: unknown, limits: Record<string, unknown> = {}, required = false): string | undefined =>
  validateValue(field(kind, limits), value, required)?.key;

test('an empty value is only at fault where it is required', () => {
  for (const value of [null, undefined, '', '  ', []]) {
    expect(keyOf('text', value)).toBeUndefined();
    expect(keyOf('text', value, {}, true)).toBe('required');
  }
  expect(keyOf('boolean', false, {}, true)).toBeUndefined();
});

test('texts are counted in code points', () => {
  expect(keyOf('text', '😀😀😀', { maxLength: 3 })).toBeUndefined();
  expect(keyOf('text', 'abcd', { maxLength: 3 })).toBe('tooLong');
  expect(keyOf('text', 'a', { minLength: 2 })).toBe('tooShort');
});

test('a pattern is tried in time in proportion to the text, whatever the pattern', async () => {
  await fetchPatternEngine();
  expect(keyOf('text', 'b1', { pattern: '^[a-z]+$' })).toBe('pattern');
  expect(keyOf('text', 'b', { pattern: '^[a-z]+$' })).toBeUndefined();
  // The browser's own engine would be busy with this for longer than anybody lives.
  expect(keyOf('text', `${'a'.repeat(200)}!`, { pattern: '(a+)+$' })).toBe('pattern');
});

test('numbers are compared exactly', () => {
  expect(keyOf('decimal', '0.30', { maximum: 0.3 })).toBeUndefined();
  expect(keyOf('decimal', '10000000000000000.01', { maximum: '10000000000000000', scale: 2 })).toBe('tooLarge');
  expect(keyOf('decimal', '1.234', { scale: 2 })).toBe('tooPrecise');
  expect(keyOf('integer', 1.5)).toBe('notInteger');
  expect(keyOf('percent', 'abc')).toBe('notNumber');
  expect(keyOf('money', { amount: '-1', currency: 'EUR' }, { minimum: 0 })).toBe('tooSmall');
  expect(keyOf('money', { amount: '-1', currency: 'USD' }, { minimum: 0 })).toBe('tooSmall');
});

test('texts that could not be read are named for what they should be', () => {
  expect(keyOf('date', '31/2')).toBe('notDate');
  expect(keyOf('date', '2019-12-31', { minimum: '2020-01-01' })).toBe('tooSmall');
  expect(keyOf('dateTime', '2026-01-01 x')).toBe('notDateTime');
  expect(keyOf('duration', 'soon')).toBe('notDuration');
  expect(keyOf('duration', 'PT3H', { maximum: 'PT2H' })).toBe('tooLarge');
  expect(keyOf('email', 'ann@example')).toBe('notEmail');
  expect(keyOf('email', 'ann@exämple.org')).toBeUndefined();
  expect(keyOf('phone', '0812')).toBe('notPhone');
  expect(keyOf('url', 'javascript:alert(1)')).toBe('notUrl');
  expect(keyOf('colour', '#36')).toBe('notColour');
});
