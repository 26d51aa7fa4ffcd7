/** Reading dates and times as people and files write them. */
import { CalendarDate, parseDate, toCalendarDateTime, toZoned, Time } from '@internationalized/date';
import { toAsciiDigits } from './digits.ts';
import { FieldError, type FieldEnvironment } from './types.ts';

const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;
const local = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap]m)?)?$/i;

/** What a text says of a moment: its parts, not yet in a zone. */
interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  readonly zone: string | undefined;
}

/** @throws FieldError for a day that does not exist, or one that can be read in two ways */
function readParts(text: string, order: FieldEnvironment['dateOrder']): Parts {
  const clean = toAsciiDigits(text.trim());
  const match = iso.exec(clean);
  if (match) {
    const [, year, month, day, hour, minute, second, fraction, zone] = match;
    return checked({ year: Number(year), month: Number(month), day: Number(day), hour: Number(hour ?? 0), minute: Number(minute ?? 0), second: Number(second ?? 0), millisecond: Number((fraction ?? '0').padEnd(3, '0').slice(0, 3)), zone }, text);
  }
  const written = local.exec(clean);
  if (!written) throw new FieldError(`"${text}" is no date.`, 'Write it like 2026-11-23.', 'format');
  const [, first, second, year, hour, minute, seconds, half] = written;
  const [one, two] = [Number(first), Number(second)];
  const monthFirst = order === 'mdy' || (order !== 'dmy' && two > 12 && one <= 12);
  if (order === undefined && one <= 12 && two <= 12 && one !== two) throw new FieldError(`"${text}" can be read in two ways.`, 'Write the year first, like 2026-11-23.', 'ambiguous');
  const hours = Number(hour ?? 0) % (half ? 12 : 24) + (half?.toLowerCase() === 'pm' ? 12 : 0);
  return checked({ year: Number(year), month: monthFirst ? one : two, day: monthFirst ? two : one, hour: hours, minute: Number(minute ?? 0), second: Number(seconds ?? 0), millisecond: 0, zone: undefined }, text);
}

function checked(parts: Parts, text: string): Parts {
  const date = new CalendarDate(parts.year, parts.month, parts.day);
  if (date.month !== parts.month || date.day !== parts.day || parts.year < 1 || parts.hour > 23 || parts.minute > 59 || parts.second > 59) throw new FieldError(`There is no such date as "${text}".`, undefined, 'format');
  return parts;
}

/** A day as `YYYY-MM-DD`. @throws FieldError */
export function readDay(value: unknown, order?: FieldEnvironment['dateOrder']): string {
  if (typeof value !== 'string') throw new FieldError('A date is wanted.', 'Write it like 2026-11-23.', 'type');
  const parts = readParts(value, order);
  return new CalendarDate(parts.year, parts.month, parts.day).toString();
}

/** A moment as an instant in UTC with milliseconds; without a zone it is local to the user. @throws FieldError */
export function readInstant(value: unknown, environment: FieldEnvironment): string {
  if (typeof value !== 'string') throw new FieldError('A date and time is wanted.', 'Write it like 2026-11-23T09:30:00Z.', 'type');
  const parts = readParts(value, environment.dateOrder);
  const { zone } = parts;
  if (zone !== undefined) {
    const offset = zone.toUpperCase() === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
    const pad = (number: number, length = 2): string => String(number).padStart(length, '0');
    const instant = new Date(`${pad(parts.year, 4)}-${pad(parts.month)}-${pad(parts.day)}T${pad(parts.hour)}:${pad(parts.minute)}:${pad(parts.second)}.${pad(parts.millisecond, 3)}${offset}`);
    if (Number.isNaN(instant.getTime())) throw new FieldError(`There is no such time as "${value}".`, undefined, 'format');
    return instant.toISOString();
  }
  const time = new Time(parts.hour, parts.minute, parts.second, parts.millisecond);
  const day = parseDate(readDay(value, environment.dateOrder));
  return toZoned(toCalendarDateTime(day, time), environment.timeZone).toDate().toISOString();
}
