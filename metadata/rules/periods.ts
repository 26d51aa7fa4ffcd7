/** Named periods and shifts of the present, in a user's zone and calendar. */
import type { CalendarDate } from '@internationalized/date';
import { fromDate, GregorianCalendar, toCalendar, toCalendarDate } from '@internationalized/date';
import { namedCalendar } from './date-bounds.ts';
import { parseDuration } from './duration.ts';
import { rollingDays } from './period-names.ts';

export { isPeriodName, periodNames } from './period-names.ts';

/** What bears on where a period begins. */
export interface PeriodEnvironment {
  readonly now: Date;
  /** IANA name. */
  readonly timeZone: string;
  /** First day of the week: 1 is Monday, 7 (or 0) Sunday. */
  readonly weekStart: number;
  /** First day of the fiscal year, `MM-DD` of the fiscal calendar. */
  readonly fiscalYearStart: string;
  /** `persian` has its own months and years; `gregory` and `buddhist` share theirs; others count as `gregory`. */
  readonly calendar: string;
  /** The calendar of the fiscal year, where it is another one: a business has one fiscal year, whoever looks at it. */
  readonly fiscalCalendar?: string;
}

/** A period: instants and dates, from the first that is in it to the first that is not; null is open. */
export interface PeriodRange {
  /** Instants in UTC (`2026-11-23T00:00:00.000Z`): the first moment of the day, also where clocks jump over midnight. */
  readonly from: string | null;
  readonly to: string | null;
  /** Dates of the Gregorian calendar (`2026-11-23`). */
  readonly fromDate: string | null;
  readonly toDate: string | null;
}

/**
 * The bounds of a named period. `last7Days` is today and the six days before it, `next7Days` today and the six after;
 * `overdue` is before now (for dates: before today), `future` from now on (for dates: after today).
 * @throws RangeError for a name that no period has
 */
export function resolvePeriod(name: string, environment: PeriodEnvironment): PeriodRange {
  const { now, timeZone } = environment;
  const fiscal = name.endsWith('FiscalYear');
  const calendar = fiscal ? (environment.fiscalCalendar ?? environment.calendar) : environment.calendar;
  const today = toCalendar(toCalendarDate(fromDate(now, timeZone)), namedCalendar(calendar));
  if (name === 'overdue') return { from: null, to: now.toISOString(), fromDate: null, toDate: gregorian(today) };
  if (name === 'future') return { from: now.toISOString(), to: null, fromDate: gregorian(today.add({ days: 1 })), toDate: null };
  const [from, to] = boundsOf(name, today, environment);
  return {
    from: from.toDate(timeZone).toISOString(),
    to: to.toDate(timeZone).toISOString(),
    fromDate: gregorian(from),
    toDate: gregorian(to),
  };
}

/** First day of a period and first day after it. */
function boundsOf(name: string, today: CalendarDate, environment: PeriodEnvironment): readonly [CalendarDate, CalendarDate] {
  const rolling = rollingDays(name);
  if (rolling?.direction === 'last') return [today.subtract({ days: rolling.days - 1 }), today.add({ days: 1 })];
  if (rolling) return [today, today.add({ days: rolling.days })];
  if (name === 'today' || name === 'yesterday' || name === 'tomorrow') {
    const day = today.add({ days: { yesterday: -1, today: 0, tomorrow: 1 }[name] });
    return [day, day.add({ days: 1 })];
  }
  const match = /^(last|this|next)(Week|Month|Quarter|Year|FiscalYear)$/.exec(name);
  if (!match || name === 'nextFiscalYear') throw new RangeError(`There is no period "${name}".`);
  const unit = match[2] as keyof typeof lengths;
  const start = startOf(unit, today, environment);
  const offset = match[1] === 'last' ? -1 : match[1] === 'next' ? 1 : 0;
  return [shift(start, unit, offset), shift(start, unit, offset + 1)];
}

const lengths = { Week: { days: 7 }, Month: { months: 1 }, Quarter: { months: 3 }, Year: { years: 1 }, FiscalYear: { years: 1 } } as const;

function shift(start: CalendarDate, unit: keyof typeof lengths, count: number): CalendarDate {
  const length: { days?: number; months?: number; years?: number } = lengths[unit];
  return start.add({ days: (length.days ?? 0) * count, months: (length.months ?? 0) * count, years: (length.years ?? 0) * count });
}

function startOf(unit: keyof typeof lengths, today: CalendarDate, environment: PeriodEnvironment): CalendarDate {
  if (unit === 'Week') return today.subtract({ days: (weekday(today) - (environment.weekStart % 7) + 7) % 7 });
  if (unit === 'Month') return today.set({ day: 1 });
  if (unit === 'Quarter') return today.set({ day: 1, month: today.month - ((today.month - 1) % 3) });
  if (unit === 'Year') return today.set({ day: 1, month: 1 });
  const [month = 1, day = 1] = environment.fiscalYearStart.split('-').map(Number);
  const start = today.set({ month, day });
  return start.compare(today) <= 0 ? start : start.subtract({ years: 1 });
}

/** Day of the week, 0 is Sunday. */
function weekday(date: CalendarDate): number {
  return new Date(`${gregorian(date)}T00:00:00Z`).getUTCDay();
}

function gregorian(date: CalendarDate): string {
  return toCalendar(date, new GregorianCalendar()).toString();
}

const earliest = Date.parse('0001-01-03T00:00:00Z');
const latest = Date.parse('9999-12-30T00:00:00Z');

/**
 * The present moved by an ISO 8601 duration with an optional sign. Years to days move the date in the zone and keep the time of day;
 * hours to seconds are exact.
 * @returns the instant in UTC and the date that it has in the zone
 * @throws RangeError for what is no duration
 */
export function shiftNow(offset: string, now: Date, timeZone: string): { readonly instant: string; readonly date: string } {
  const duration = parseDuration(offset);
  if (!duration) throw new RangeError(`"${offset}" is not an ISO 8601 duration.`);
  const { sign, years, months, weeks, days, hours, minutes, seconds } = duration;
  // The time is added to the instant itself, so that no change of clocks bears on it.
  const moved = fromDate(now, timeZone).add({ years: sign * years, months: sign * months, weeks: sign * weeks, days: sign * days });
  const time = moved.toDate().getTime() + sign * ((hours * 60 + minutes) * 60_000 + Math.round(seconds * 1000));
  // No date of a record lies beyond these years, and the database reads none that does: the ends stand for all of it.
  const instant = new Date(Number.isNaN(time) ? (sign < 0 ? earliest : latest) : Math.min(Math.max(time, earliest), latest));
  return { instant: instant.toISOString(), date: toCalendarDate(fromDate(instant, timeZone)).toString() };
}
