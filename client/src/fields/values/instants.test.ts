import { expect, test } from 'vitest';
import { toInstant, toLocalMoment, todayIn } from './instants.ts';

test('an instant is shown in the zone of the user and comes back the same', () => {
  expect(toLocalMoment('2026-11-23T18:30:00.000Z', 'Asia/Bangkok')).toEqual({ date: '2026-11-24', time: '01:30' });
  expect(toInstant({ date: '2026-11-24', time: '01:30' }, 'Asia/Bangkok')).toBe('2026-11-23T18:30:00.000Z');
  expect(toInstant({ date: '2026-11-24', time: '01:30' }, 'Asia/Tehran')).toBe('2026-11-23T22:00:00.000Z');
});

test('a time that clocks jump over becomes the one after the jump', () => {
  expect(toInstant({ date: '2026-03-29', time: '02:30' }, 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
});

test('what is no moment gives none', () => {
  expect(toLocalMoment('soon', 'UTC')).toBeUndefined();
  expect(toInstant({ date: 'soon', time: '09:00' }, 'UTC')).toBeUndefined();
});

test('today is the date in the zone of the user', () => {
  expect(todayIn('Pacific/Auckland', new Date('2026-11-23T18:00:00Z'))).toBe('2026-11-24');
});
