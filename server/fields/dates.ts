/** Reading dates and times as people and files write them. */
import { CalendarDate, CalendarDateTime, toZoned } from '@internationalized/date';
import { toAsciiDigits } from './digits.ts';
import { FieldError, type FieldEnvironment } from './types.ts';

const time = String.raw`(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([ap]m)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?`;
const yearFirst = new RegExp(String.raw`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})${time}$`, 'i');
const yearLast = new RegExp(String.raw`^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})${time}$`, 'i');
const compact = /^(\d{4})(\d{2})(\d{2})$/;

/** What a text says of a moment: its parts, not yet in a zone. */
interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  /** `Z` or an offset such as `+0200`. */
  readonly zone: string | undefined;
}

/** @throws FieldError for a day that does not exist, or one that can be read in two ways */
function readParts(text: string, order: FieldEnvironment['dateOrder']): Parts {
  const clean = toAsciiDigits(text.trim());
  const first = yearFirst.exec(clean) ?? compact.exec(clean);
  if (first) return checked({ year: Number(first[1]), month: Number(first[2]), day: Number(first[3]), ...readTime(first.slice(4)) }, text);
  const last = yearLast.exec(clean);
  if (!last) throw new FieldError(`"${text.slice(0, 80)}" is no date.`, 'Write it like 2026-11-23.', 'format');
  const [one, two] = [Number(last[1]), Number(last[2])];
  const monthFirst = isMonthFirst(one, two, order, text);
  const [month, day] = monthFirst ? [one, two] : [two, one];
  return checked({ year: Number(last[3]), month, day, ...readTime(last.slice(4)) }, text);
}

/** Whether 3/4 is the 4th of March: by the order of the file, else by the numbers, where only one reading is a date. */
function isMonthFirst(one: number, two: number, order: FieldEnvironment['dateOrder'], text: string): boolean {
  if (order === 'mdy' || order === 'dmy') return order === 'mdy';
  if (one <= 12 && two <= 12 && one !== two)
    throw new FieldError(`"${text}" can be read in two ways.`, 'Write the year first, like 2026-11-23.', 'ambiguous');
  return two > 12;
}

function readTime([hour, minute, second, fraction, half, zone]: readonly (string | undefined)[]): Omit<Parts, 'year' | 'month' | 'day'> {
  const written = Number(hour ?? 0);
  const twelve = half !== undefined && written <= 12 ? (written % 12) + (half.toLowerCase() === 'pm' ? 12 : 0) : written;
  const millisecond = Number((fraction ?? '').padEnd(3, '0').slice(0, 3));
  return { hour: twelve, minute: Number(minute ?? 0), second: Number(second ?? 0), millisecond, zone };
}

function checked(parts: Parts, text: string): Parts {
  const { year, month, day, hour, minute, second } = parts;
  const date = new CalendarDate(Math.max(year, 1), month, day);
  if (year < 1 || date.month !== month || date.day !== day || hour > 23 || minute > 59 || second > 59)
    throw new FieldError(`There is no such date as "${text.slice(0, 80)}".`, undefined, 'format');
  return parts;
}

/** A day as `YYYY-MM-DD`; a time beside it is passed over. @throws FieldError */
export function readDay(value: unknown, order?: FieldEnvironment['dateOrder']): string {
  if (typeof value !== 'string') throw new FieldError('A date is wanted.', 'Write it like 2026-11-23.', 'type');
  const { year, month, day } = readParts(value, order);
  return new CalendarDate(year, month, day).toString();
}

/** A moment as an instant in UTC with milliseconds; without a zone it is local to the user, a day alone is its first moment. @throws FieldError */
export function readInstant(value: unknown, environment: FieldEnvironment): string {
  if (typeof value !== 'string') throw new FieldError('A date and time is wanted.', 'Write it like 2026-11-23T09:30:00Z.', 'type');
  const parts = readParts(value, environment.dateOrder);
  const { year, month, day, hour, minute, second, millisecond, zone } = parts;
  const local = new CalendarDateTime(year, month, day, hour, minute, second, millisecond);
  const milliseconds =
    zone === undefined
      ? toZoned(local, environment.timeZone).toDate().getTime()
      : toZoned(local, 'UTC').toDate().getTime() - offset(zone, value);
  const instant = new Date(milliseconds).toISOString();
  // Beyond the years 1 to 9999, ISO 8601 has no plain form.
  if (!/^\d{4}-/.test(instant) || instant.startsWith('0000'))
    throw new FieldError(`There is no such time as "${value}".`, undefined, 'format');
  return instant;
}

/** An offset in milliseconds. */
function offset(zone: string, text: string): number {
  if (!/^[+-]/.test(zone)) return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  if (hours > 18 || minutes > 59) throw new FieldError(`There is no such zone as in "${text.slice(0, 80)}".`, undefined, 'format');
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
