/** Reading lengths of time, in seconds. */
import { durationSeconds } from '../../metadata/rules/duration.ts';
import { toAsciiDigits } from './digits.ts';
import { FieldError } from './types.ts';

const units: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 };
const inWords = /^(\s*\d{1,7}(\.\d{1,3})?\s*(w|weeks?|d|days?|h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?)\b[\s,]*)+$/i;

/** Clock time (`1:30` is an hour and a half), or numbers with units (`1h 30m`, `90 minutes`); undefined for anything else. */
function readWritten(text: string): number | undefined {
  const clock = /^(-?)(\d{1,6}):([0-5]\d)(?::([0-5]\d))?$/.exec(text);
  if (clock) return (clock[1] === '-' ? -1 : 1) * (Number(clock[2]) * 3600 + Number(clock[3]) * 60 + Number(clock[4] ?? 0));
  if (!inWords.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z])/gi)];
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (units[(unit ?? '').toLowerCase()] ?? 0), 0);
}

/**
 * A duration in seconds: ISO 8601 of weeks, days and time, a number of seconds, or text in hours and minutes.
 * @throws FieldError
 */
export function readSeconds(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  const text = typeof value === 'string' ? toAsciiDigits(value.trim()) : '';
  const seconds = durationSeconds(text.toUpperCase()) ?? readWritten(text);
  if (seconds === undefined) {
    const calendar = /^[+-]?P\d+[YM]/i.test(text);
    throw new FieldError(
      calendar ? 'Years and months have no fixed length.' : 'This is no duration.',
      'Write it like P1DT2H30M, PT1H30M or 1:30.',
      'format',
    );
  }
  return seconds;
}
