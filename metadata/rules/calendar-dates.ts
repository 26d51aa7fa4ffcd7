/** Arithmetic on dates of the Gregorian calendar as text, `YYYY-MM-DD`; what leads out of the years 1 to 9999 is null. */

const day = 86_400_000;

/** Midnight UTC of a date in milliseconds; undefined for what is no date. */
function toMilliseconds(date: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(date);
  if (!match) return undefined;
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  const time = new Date(0).setUTCFullYear(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return Number.isNaN(time) ? undefined : time;
}

function toDate(milliseconds: number): string | null {
  const date = new Date(milliseconds);
  const year = date.getUTCFullYear();
  return Number.isNaN(year) || year < 1 || year > 9999 ? null : date.toISOString().slice(0, 10);
}

/** Days from one date to another. */
export function daysBetween(from: string, to: string): number | null {
  const [start, end] = [toMilliseconds(from), toMilliseconds(to)];
  return start === undefined || end === undefined ? null : Math.round((end - start) / day);
}

/** A date moved by whole days. */
export function addDays(date: string, days: number): string | null {
  const start = toMilliseconds(date);
  return start === undefined ? null : toDate(start + days * day);
}

/** A date moved by whole months; the day becomes the last one where the month is shorter. */
export function addMonths(date: string, months: number): string | null {
  const start = toMilliseconds(date);
  if (start === undefined) return null;
  const given = new Date(start);
  const total = given.getUTCFullYear() * 12 + given.getUTCMonth() + months;
  if (total < 12 || total >= 120_000) return null;
  const [year, month] = [Math.floor(total / 12), total % 12];
  const last = new Date(new Date(0).setUTCFullYear(year, month + 1, 0)).getUTCDate();
  return toDate(new Date(0).setUTCFullYear(year, month, Math.min(given.getUTCDate(), last)));
}
