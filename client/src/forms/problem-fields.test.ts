import { expect, test } from 'vitest';
import { fieldOfPointer, sortProblems } from './problem-fields.ts';

test('a pointer leads to the field it is below', () => {
  expect(fieldOfPointer('/amount/currency')).toBe('amount');
  expect(fieldOfPointer('/values/amount')).toBe('amount');
  expect(fieldOfPointer('/a~1b')).toBe('a/b');
  expect(fieldOfPointer('')).toBeUndefined();
  expect(fieldOfPointer(undefined)).toBeUndefined();
});

test('faults of fields that are not on the screen are not lost', () => {
  const { byField, others } = sortProblems(
    [{ pointer: '/a', message: 'Bad.', hint: 'Better.' }, { pointer: '/gone', message: 'Hidden.' }, { message: 'All.' }],
    new Set(['a']),
  );
  expect([...byField]).toEqual([['a', 'Bad. Better.']]);
  expect(others).toEqual(['Hidden.', 'All.']);
});
