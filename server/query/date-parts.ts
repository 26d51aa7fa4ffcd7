/**
 * Groups by part of a date, in the reader's zone and calendar. Periods have as their key the day on which they begin; parts that come again
 * (an hour of the day, a day of the week, a month of the year) have a number.
 */
import { CalendarDate, GregorianCalendar, parseDate, toCalendar } from '@internationalized/date';
import { boundCycle, boundDate, namedCalendar, type BoundCycle, type BoundedUnit } from '../../metadata/rules/date-bounds.ts';
import type { PeriodEnvironment } from '../../metadata/rules/periods.ts';
import { raw, sql, type Sql } from '../database/sql.ts';
import type { ValueType } from '../fields/types.ts';

/** Parts that groups may divide by. */
// prettier-ignore
export const dateParts = [
  'day', 'week', 'month', 'quarter', 'year', 'fiscalYear', 'fiscalQuarter',
  'hourOfDay', 'dayOfWeek', 'monthOfYear',
] as const;

/** A part of a date. */
export type DatePart = (typeof dateParts)[number];

/** Whether a text names a part. */
export function isDatePart(name: string): name is DatePart {
  return (dateParts as readonly string[]).includes(name);
}

/**
 * What a record is grouped by: SQL of a date or of a whole number, without the zone where the value is a date.
 * @param value SQL of a date or an instant
 */
export function datePartSql(value: Sql, valueType: ValueType, part: DatePart, environment: PeriodEnvironment): Sql {
  const local = valueType === 'date' ? value : sql`(${value} at time zone ${environment.timeZone})`;
  const day = valueType === 'date' ? value : sql`${local}::date`;
  if (part === 'hourOfDay') return sql`extract(hour from ${local})::int`;
  if (part === 'dayOfWeek') return sql`extract(isodow from ${day})::int`;
  if (part === 'day') return day;
  if (part === 'week') {
    const ahead = raw(String((8 - environment.weekStart) % 7));
    return sql`(date_trunc('week', (${day} + ${ahead})::timestamp)::date - ${ahead})`;
  }
  const cycle = cycleOf(part, environment);
  if (cycle === undefined)
    return part === 'monthOfYear'
      ? sql`extract(month from ${day})::int`
      : sql`date_trunc(${raw(`'${unitOf(part)}'`)}, ${day}::timestamp)::date`;
  const { anchor, days, offsets } = cycle;
  const length = raw(String(days));
  const passed = sql`(${day} - ${anchor}::date)`;
  const within = sql`width_bucket(((${passed} % ${length}) + ${length}) % ${length}, ${`{${offsets.join(',')}}`}::int[])`;
  // Which of the periods of a cycle is enough for what comes again every year.
  return part === 'monthOfYear'
    ? sql`((${within} - 1) % 12 + 1)`
    : sql`(floor(${passed}::float8 / ${length})::int * ${raw(String(offsets.length))} + ${within} - 1)`;
}

/** By what groups of a part are ordered: their keys, but days of the week from the one that begins it. */
export function datePartOrder(key: Sql, part: DatePart, { weekStart }: PeriodEnvironment): Sql {
  return part === 'dayOfWeek' ? sql`(${key} + ${raw(String(14 - weekStart))}) % 7` : key;
}

/** A group's key and what people call it. */
export interface ShownKey {
  readonly key: unknown;
  readonly label: string;
}

/** How keys of a part are shown, in a language (BCP 47) and the calendar of the environment. */
export function datePartShower(part: DatePart, environment: PeriodEnvironment, language: string): (key: unknown) => ShownKey {
  const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(language, { timeZone: 'UTC', calendar: environment.calendar, ...options });
  if (part === 'hourOfDay') {
    const hour = format({ hour: '2-digit', minute: '2-digit' });
    return (key) => ({ key: Number(key), label: hour.format(Date.UTC(2026, 0, 1, Number(key))) });
  }
  if (part === 'dayOfWeek') {
    const weekday = format({ weekday: 'long' });
    // The first of June 2026 was a Monday.
    return (key) => ({ key: Number(key), label: weekday.format(Date.UTC(2026, 5, Number(key))) });
  }
  if (part === 'monthOfYear') {
    const month = format({ month: 'long' });
    const calendar = namedCalendar(environment.calendar);
    const year = environment.calendar === 'persian' ? 1405 : 2026;
    return (key) => ({ key: Number(key), label: month.format(dayOf(new CalendarDate(calendar, year, Number(key), 15))) });
  }
  const cycle = cycleOf(part, environment);
  const label = periodLabel(part, environment, format);
  return (key) => {
    const start = cycle === undefined ? String(key) : boundDate(cycle, Number(key));
    return { key: start, label: label(start) };
  };
}

/** What people call a period that begins on a day. */
function periodLabel(
  part: DatePart,
  environment: PeriodEnvironment,
  format: (options: Intl.DateTimeFormatOptions) => Intl.DateTimeFormat,
): (start: string) => string {
  const startsFirst = environment.fiscalYearStart.endsWith('-01') && (environment.fiscalCalendar ?? 'gregory') === environment.calendar;
  const [months, options]: readonly [number, Intl.DateTimeFormatOptions] = {
    day: [0, { dateStyle: 'medium' }] as const,
    week: [0, { day: 'numeric', month: 'short', year: 'numeric' }] as const,
    month: [1, { month: 'long', year: 'numeric' }] as const,
    quarter: [3, { month: 'short', year: 'numeric' }] as const,
    year: [12, { year: 'numeric' }] as const,
    fiscalQuarter: [3, { ...(startsFirst ? {} : { day: 'numeric' }), month: 'short', year: 'numeric' }] as const,
    fiscalYear: [12, { ...(startsFirst ? {} : { day: 'numeric' }), month: 'short', year: 'numeric' }] as const,
  }[part as 'day'];
  const shown = format(options);
  const fiscal = part === 'fiscalYear' || part === 'fiscalQuarter';
  const calendar = namedCalendar(fiscal ? (environment.fiscalCalendar ?? environment.calendar) : environment.calendar);
  return (start) => {
    const date = parseDate(start);
    if (part === 'month' && environment.calendar === 'persian') return monthFirst(shown.formatToParts(dayOf(date)));
    if (part === 'day' || part === 'month' || part === 'year') return shown.format(dayOf(date));
    const last = part === 'week' ? date.add({ days: 6 }) : toCalendar(date, calendar).add({ months }).subtract({ days: 1 });
    return shown.formatRange(dayOf(date), dayOf(last));
  };
}

/** ICU puts the year of the Persian calendar first, which no Persian reader does. */
function monthFirst(parts: readonly Intl.DateTimeFormatPart[]): string {
  return ['month', 'year'].map((type) => parts.find((part) => part.type === type)?.value ?? '').join(' ');
}

/** Midnight UTC of a date. */
function dayOf(date: CalendarDate): Date {
  return new Date(`${toCalendar(date, new GregorianCalendar()).toString()}T00:00:00Z`);
}

function unitOf(part: DatePart): BoundedUnit {
  if (part === 'year' || part === 'fiscalYear') return 'year';
  return part === 'quarter' || part === 'fiscalQuarter' ? 'quarter' : 'month';
}

/** The bounds of a part, where the database has none of its own: months that are not Gregorian, years that begin on a day of their own. */
function cycleOf(part: DatePart, environment: PeriodEnvironment): BoundCycle | undefined {
  const fiscal = part === 'fiscalYear' || part === 'fiscalQuarter';
  if (!fiscal && !['month', 'quarter', 'year', 'monthOfYear'].includes(part)) return undefined;
  const calendar = fiscal ? (environment.fiscalCalendar ?? environment.calendar) : environment.calendar;
  const start = fiscal ? environment.fiscalYearStart : '01-01';
  return calendar === 'persian' || start !== '01-01' ? boundCycle(calendar, unitOf(part), start) : undefined;
}
