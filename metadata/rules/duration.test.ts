import { expect, it } from 'vitest';
import { durationSeconds, formatDuration, parseDuration } from './duration.ts';

it('a duration of days and time is a number of seconds', () => {
  expect(durationSeconds('P1DT2H30M')).toBe(95_400);
  expect(durationSeconds('-PT0.25S')).toBe(-0.25);
  expect(durationSeconds('P2W')).toBe(1_209_600);
  expect(durationSeconds('-PT0S')).toBe(0);
});

it('years and months have no fixed length', () => {
  expect(durationSeconds('P1M')).toBeUndefined();
  expect(parseDuration('-P1Y2M')).toMatchObject({ sign: -1, years: 1, months: 2 });
});

it('what is no duration is not read', () => {
  for (const text of ['', 'P', 'PT', '1D', 'P1H', 'PT1D', 'P-1D', 'P1.5D', 'PT1S2M', 'P1DT']) expect(parseDuration(text)).toBeUndefined();
});

it('seconds are written as the shortest duration, which reads as the same', () => {
  expect([0, 9000, 86_400, 90_061.5, -60].map(formatDuration)).toEqual(['PT0S', 'PT2H30M', 'P1D', 'P1DT1H1M1.5S', '-PT1M']);
  for (const seconds of [1, 59.999, 3600, 123_456.789, -86_399]) expect(durationSeconds(formatDuration(seconds))).toBe(seconds);
});
