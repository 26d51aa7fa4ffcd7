import { expect, it } from 'vitest';
import { nearest } from './suggest.ts';

it('the nearest name is suggested', () => {
  expect(nearest('startWith', ['contains', 'startsWith'])).toBe('startsWith');
  expect(nearest('closeDtae', ['closeDate', 'openDate'])).toBe('closeDate');
  expect(nearest('WEIGHT', ['weight', 'height'])).toBe('weight');
});

it('nothing is suggested when nothing is near', () => {
  expect(nearest('xyz', ['weight', 'name'])).toBeUndefined();
  expect(nearest('a', ['b', 'c'])).toBeUndefined();
  expect(nearest('', ['b'])).toBeUndefined();
});
