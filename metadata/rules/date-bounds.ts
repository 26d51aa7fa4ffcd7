/**
 * The days on which months, quarters and years begin, for calendars whose months are not those of the database and for fiscal years.
 *
 * Every calendar here repeats itself: the Persian one after 33 years, the Gregorian one after 400. So the bounds of one *cycle* say all of them,
 * for any year: the n-th period from the anchor begins whole cycles and one offset later.
 */
import { CalendarDate, GregorianCalendar, PersianCalendar, toCalendar, type Calendar } from '@internationalized/date';

/** What is bounded. */
export type BoundedUnit = 'month' | 'quarter' | 'year';

/** The bounds of one cycle. */
export interface BoundCycle {
  /** First day of the cycle, a date of the Gregorian calendar. */
  readonly anchor: string;
  /** Length of the cycle in days. */
  readonly days: number;
  /** Day of the cycle on which each period begins; the first is 0. */
  readonly offsets: readonly number[];
}

const dayLength = 86_400_000;
const known = new Map<string, BoundCycle>();

/**
 * The bounds of a unit.
 * @param calendar `persian` has its own months; all others count as Gregorian
 * @param yearStart first day of the year, `MM-DD` of the calendar
 */
export function boundCycle(calendar: string, unit: BoundedUnit, yearStart = '01-01'): BoundCycle {
  const key = `${calendar} ${unit} ${yearStart}`;
  let cycle = known.get(key);
  if (!cycle) known.set(key, (cycle = makeCycle(calendar, unit, yearStart)));
  return cycle;
}

/** First day of the n-th period from the anchor on, a date of the Gregorian calendar. */
export function boundDate(cycle: BoundCycle, index: number): string {
  const { length } = cycle.offsets;
  const whole = Math.floor(index / length);
  const day = whole * cycle.days + (cycle.offsets[index - whole * length] ?? 0);
  return dateText(dayNumber(cycle.anchor) + day);
}

/** A calendar by its name. */
export function namedCalendar(name: string): Calendar {
  return name === 'persian' ? new PersianCalendar() : new GregorianCalendar();
}

function makeCycle(calendarName: string, unit: BoundedUnit, yearStart: string): BoundCycle {
  const calendar = namedCalendar(calendarName);
  const [years, firstYear] = calendarName === 'persian' ? [33, 1375] : [400, 2000];
  const [month = 1, day = 1] = yearStart.split('-').map(Number);
  const length = { month: 1, quarter: 3, year: 12 }[unit];
  const starts: number[] = [];
  const startOf = (year: number): CalendarDate => new CalendarDate(calendar, year, month, day);
  const numberOf = (date: CalendarDate): number => dayNumber(toCalendar(date, new GregorianCalendar()).toString());
  for (let year = firstYear; year < firstYear + years; year++)
    for (let months = 0; months < 12; months += length) starts.push(numberOf(startOf(year).add({ months })));
  const first = starts[0] ?? 0;
  return { anchor: dateText(first), days: numberOf(startOf(firstYear + years)) - first, offsets: starts.map((start) => start - first) };
}

function dayNumber(date: string): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / dayLength);
}

function dateText(day: number): string {
  const text = new Date(day * dayLength).toISOString();
  return text.slice(0, text.indexOf('T'));
}
