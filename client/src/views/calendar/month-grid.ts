/** The days of a month in the user's calendar, as weeks. */
import { type CalendarDate, createCalendar, endOfMonth, parseDate, startOfMonth, toCalendar, today } from '@internationalized/date';
import { formatContext } from '../../i18n/format.ts';

/** One square of the grid. */
export interface DayCell {
  /** ISO date (Gregorian). */
  readonly iso: string;
  readonly date: Date;
  readonly inMonth: boolean;
  readonly isToday: boolean;
}

/** A month as weeks of seven days, with the first days of its neighbours. */
export interface MonthGrid {
  readonly weeks: readonly (readonly DayCell[])[];
  /** A day inside the month, UTC midnight, for its title. */
  readonly middle: Date;
  readonly previous: string;
  readonly next: string;
}

type CalendarName = Parameters<typeof createCalendar>[0];
const utc = (iso: string): Date => new Date(`${iso}T00:00:00Z`);
const isoOf = (date: CalendarDate): string => toCalendar(date, createCalendar('gregory')).toString();

/** Today in the user's zone, ISO. */
export function todayIso(): string {
  return today(formatContext().timeZone).toString();
}

/** The grid of the month that contains `iso`, in the user's calendar and with the user's first day of the week. */
export function monthGrid(iso: string): MonthGrid {
  const { calendar, weekStart } = formatContext();
  const day = toCalendar(parseDate(iso), createCalendar(calendar as CalendarName));
  const [first, last] = [startOfMonth(day), endOfMonth(day)];
  const weekday = utc(isoOf(first)).getUTCDay();
  let current = first.subtract({ days: (weekday - (weekStart % 7) + 7) % 7 });
  const weeks: DayCell[][] = [];
  while (current.compare(last) <= 0) {
    const week: DayCell[] = [];
    for (let index = 0; index < 7; index += 1) {
      const cell = isoOf(current);
      week.push({
        iso: cell,
        date: utc(cell),
        inMonth: current.month === first.month && current.era === first.era,
        isToday: cell === todayIso(),
      });
      current = current.add({ days: 1 });
    }
    weeks.push(week);
  }
  return {
    weeks,
    middle: utc(isoOf(first.add({ days: 14 }))),
    previous: isoOf(first.subtract({ days: 1 })),
    next: isoOf(last.add({ days: 1 })),
  };
}
