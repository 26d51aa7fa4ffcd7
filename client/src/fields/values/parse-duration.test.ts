import { expect, test } from 'vitest';
import { editableDuration, parseDurationText } from './parse-duration.ts';

test('durations are read as people of four languages write them', () => {
  for (const [text, value] of [
    ['1d 2h 30m', 'P1DT2H30M'],
    ['90 minutes', 'PT1H30M'],
    ['1.5h', 'PT1H30M'],
    ['2:30', 'PT2H30M'],
    ['45', 'PT45M'],
    ['PT2H', 'PT2H'],
    ['۲ ساعت و ۳۰ دقیقه', 'PT2H30M'],
    ['1 วัน 2 ชั่วโมง', 'P1DT2H'],
    ['២ ម៉ោង', 'PT2H'],
    ['1w', 'P7D'],
    ['', ''],
  ])
    expect(parseDurationText(text!), text).toBe(value);
});

test('what is no duration, or has no fixed length, is refused', () => {
  for (const text of ['soon', '3 x', '1:75', 'P1M', 'h']) expect(parseDurationText(text), text).toBeUndefined();
});

test('a duration is given back for editing and read the same', () => {
  for (const value of ['P1DT2H30M', 'PT45M', 'PT10S', 'PT0S']) expect(parseDurationText(editableDuration(value))).toBe(value);
});
