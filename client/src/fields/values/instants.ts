/** Instants on the wire as a date and a time of day in the user's zone, and back. */
import { fromDate, parseDateTime, toZoned } from '@internationalized/date';

/** A date (ISO, Gregorian) and a time (`HH:MM`) in some zone. */
export interface LocalMoment {
  readonly date: string;
  readonly time: string;
}

const pad = (value: number): string => String(value).padStart(2, '0');

/** The local date and time of an instant; undefined for what is no instant. */
export function toLocalMoment(instant: string, timeZone: string): LocalMoment | undefined {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return undefined;
  const zoned = fromDate(date, timeZone);
  return {
    date: `${String(zoned.year).padStart(4, '0')}-${pad(zoned.month)}-${pad(zoned.day)}`,
    time: `${pad(zoned.hour)}:${pad(zoned.minute)}`,
  };
}

/** The instant of a local moment, in UTC; a time that clocks jump over becomes the one after the jump. Undefined for what is none. */
export function toInstant(moment: LocalMoment, timeZone: string): string | undefined {
  try {
    return toZoned(parseDateTime(`${moment.date}T${moment.time}`), timeZone, 'compatible')
      .toDate()
      .toISOString();
  } catch {
    return undefined;
  }
}

/** The user's date of today. */
export function todayIn(timeZone: string, now = new Date()): string {
  return toLocalMoment(now.toISOString(), timeZone)?.date ?? now.toISOString().slice(0, 10);
}
