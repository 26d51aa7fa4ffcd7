/** ISO 8601 durations: reading them, and those of days and time as seconds. */

/** A duration in its parts; all are 0 or more, the sign stands apart. */
export interface Duration {
  readonly sign: 1 | -1;
  readonly years: number;
  readonly months: number;
  readonly weeks: number;
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
}

const pattern =
  /^([+-])?P(?!$)(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})W)?(?:(\d{1,7})D)?(?:T(?=\d)(?:(\d{1,8})H)?(?:(\d{1,9})M)?(?:(\d{1,12}(?:\.\d{1,3})?)S)?)?$/;

/** Reads `P1Y2M3W4DT5H6M7.5S` with any parts left out and an optional sign; undefined when it is none. Seconds go to the millisecond. */
export function parseDuration(text: string): Duration | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const part = (index: number): number => Number(match[index] ?? 0);
  return {
    sign: match[1] === '-' ? -1 : 1,
    years: part(2),
    months: part(3),
    weeks: part(4),
    days: part(5),
    hours: part(6),
    minutes: part(7),
    seconds: part(8),
  };
}

/**
 * A duration of weeks, days and time in seconds (a day has 86,400), to the millisecond; undefined when the text is no duration or
 * names years or months, which have no fixed length.
 */
export function durationSeconds(text: string): number | undefined {
  const duration = parseDuration(text);
  if (!duration || duration.years > 0 || duration.months > 0) return undefined;
  const { sign, weeks, days, hours, minutes, seconds } = duration;
  const milliseconds = ((weeks * 7 + days) * 24 + hours) * 3_600_000 + minutes * 60_000 + Math.round(seconds * 1000);
  return milliseconds === 0 ? 0 : (sign * milliseconds) / 1000;
}

/** Seconds (to the millisecond) as the shortest ISO 8601 duration of days and time: 9000 → `PT2H30M`, 0 → `PT0S`. */
export function formatDuration(seconds: number): string {
  let rest = Math.round(Math.abs(seconds) * 1000);
  if (rest === 0) return 'PT0S';
  const take = (unit: number): number => {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    return count;
  };
  const [days, hours, minutes] = [take(86_400_000), take(3_600_000), take(60_000)];
  const date = days > 0 ? `${days}D` : '';
  const time = `${hours > 0 ? `${hours}H` : ''}${minutes > 0 ? `${minutes}M` : ''}${rest > 0 ? `${rest / 1000}S` : ''}`;
  return `${seconds < 0 ? '-' : ''}P${date}${time === '' ? '' : `T${time}`}`;
}
