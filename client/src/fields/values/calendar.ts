/** Dates of the Gregorian wire in the calendar of the user: Gregorian, Buddhist or Persian. */
import { CalendarDate, createCalendar, GregorianCalendar, parseDate, toCalendar, type CalendarIdentifier } from '@internationalized/date';

const identifiers: Readonly<Record<string, CalendarIdentifier>> = { gregory: 'gregory', buddhist: 'buddhist', persian: 'persian' };

/** The calendar of this name; Gregorian for names that are not known. */
export function calendarIdentifier(name: string): CalendarIdentifier {
  return identifiers[name] ?? 'gregory';
}

/** Short names of weekdays in Khmer by their English ones: the browser knows only these. */
const khmerWeekdays: Readonly<Record<string, string>> = {
  Sunday: 'អា',
  Monday: 'ច',
  Tuesday: 'អ',
  Wednesday: 'ពុ',
  Thursday: 'ព្រ',
  Friday: 'សុ',
  Saturday: 'ស',
};

/** The head of a calendar's column, from the name that the browser gives for it; English names become Khmer ones. */
export function weekdayHead(name: string): string {
  return khmerWeekdays[name] ?? name;
}

/** An ISO date in the named calendar; undefined for what is no date. */
export function dateInCalendar(iso: string, calendar: string): CalendarDate | undefined {
  try {
    return toCalendar(parseDate(iso.slice(0, 10)), createCalendar(calendarIdentifier(calendar)));
  } catch {
    return undefined;
  }
}

/** The ISO date (Gregorian) of a date of any calendar. */
export function isoDate(date: CalendarDate): string {
  return toCalendar(date, new GregorianCalendar()).toString();
}

/** The ISO date of a day of the named calendar; undefined when that calendar has no such day. */
export function isoFromParts(calendar: string, year: number, month: number, day: number): string | undefined {
  if (month < 1 || day < 1 || year < 1) return undefined;
  const date = new CalendarDate(createCalendar(calendarIdentifier(calendar)), year, month, day);
  // The constructor moves days that do not exist (31 Mehr) to the last one that does.
  return date.year === year && date.month === month && date.day === day ? isoDate(date) : undefined;
}
