import { expect, test } from 'vitest';
import { changedValues } from './changed-values.ts';

test('only what differs is sent', () => {
  expect(changedValues({ a: 1, b: 'x', c: ['p'] }, { a: 1, b: 'y', c: ['p'] })).toEqual({ b: 'y' });
  expect(changedValues({ amount: { amount: '1', currency: 'EUR' } }, { amount: { currency: 'EUR', amount: '1' } })).toEqual({});
});

test('what was emptied is sent as null, what was empty is not sent', () => {
  expect(changedValues({ a: 'x', b: null }, { a: '', b: '  ', c: [], d: undefined })).toEqual({ a: null });
});

test('a link is the same whatever it is called', () => {
  expect(
    changedValues({ a: { id: '1', label: 'Old' }, b: [{ id: '1' }, { id: '2' }] }, { a: { id: '1', label: 'New' }, b: [{ id: '1' }] }),
  ).toEqual({ b: [{ id: '1' }] });
});
