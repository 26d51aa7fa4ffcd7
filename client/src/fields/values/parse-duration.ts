/** Reads durations as people type them. */
import { durationSeconds, formatDuration, parseDuration } from '../../../../metadata/rules/duration.ts';
import { cleanTyped } from './digits.ts';

/** First letters of unit words in English, Thai, Persian and Khmer, with the length in seconds. */
const units: readonly (readonly [length: number, words: readonly string[]])[] = [
  [604_800, ['w', 'สัปดาห์', 'هفته', 'សប្ដាហ៍']],
  [86_400, ['d', 'วัน', 'روز', 'ថ្ងៃ']],
  [3600, ['h', 'ชั่วโมง', 'ชม', 'ساعت', 'ម៉ោង']],
  [60, ['m', 'นาที', 'دقیقه', 'នាទី']],
  [1, ['s', 'วินาที', 'ثانیه', 'វិនាទី']],
];

/**
 * A typed duration as ISO 8601 of days and time, '' for nothing, undefined for what is none.
 * Takes `1d 2h 30m`, `90 minutes`, `2:30` (hours and minutes), `PT2H30M`; a bare number is minutes.
 */
export function parseDurationText(text: string): string | undefined {
  const clean = cleanTyped(text);
  if (clean === '') return '';
  if (parseDuration(clean.toUpperCase()) !== undefined) {
    const seconds = durationSeconds(clean.toUpperCase());
    return seconds === undefined ? undefined : formatDuration(seconds);
  }
  const clock = /^(\d{1,4}):(\d{2})$/.exec(clean);
  if (clock !== null) return Number(clock[2]) > 59 ? undefined : formatDuration(Number(clock[1]) * 3600 + Number(clock[2]) * 60);
  if (/^\d{1,7}$/.test(clean)) return formatDuration(Number(clean) * 60);
  let seconds = 0;
  const rest = clean.toLowerCase().replace(/(\d+(?:[.,٫]\d+)?)\s*([\p{L}\p{M}]+)\.?/gu, (whole, amount: string, word: string) => {
    const unit = units.find(([, words]) => words.some((start) => word.startsWith(start)));
    if (unit === undefined) return whole;
    seconds += Number(amount.replace(/[,٫]/, '.')) * unit[0];
    return '';
  });
  return rest.replace(/[\s,،]|and|و|និង|และ/g, '') === '' ? formatDuration(seconds) : undefined;
}

/** An ISO duration as the user may type it: `1d 2h 30m`. */
export function editableDuration(value: string): string {
  const parts = parseDuration(value);
  if (parts === undefined) return value;
  const text = (
    [
      ['weeks', 'w'],
      ['days', 'd'],
      ['hours', 'h'],
      ['minutes', 'm'],
      ['seconds', 's'],
    ] as const
  )
    .flatMap(([name, letter]) => (parts[name] > 0 ? [`${parts[name]}${letter}`] : []))
    .join(' ');
  return `${parts.sign < 0 ? '-' : ''}${text === '' ? '0m' : text}`;
}
