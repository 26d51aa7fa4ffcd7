/** Reads dates and times as people type them. */
import { isoFromParts, dateInCalendar } from './calendar.ts';
import { cleanTyped, localiseDigits } from './digits.ts';
import { khmerMonth } from '../../../../metadata/rules/khmer.ts';

/** How the user writes dates. */
export interface DateStyle {
  /** BCP 47, for names of months and digits. */
  readonly locale: string;
  readonly language: string;
  /** `gregory`, `buddhist` or `persian`. */
  readonly calendar: string;
}

const pad = (value: number): string => String(value).padStart(2, '0');

/** The calendar that a year belongs to: whoever writes 2026 among Persian dates means the Gregorian year. */
function calendarOfYear(year: number, calendar: string): string {
  if (calendar === 'persian') return year >= 1700 ? 'gregory' : 'persian';
  if (calendar === 'buddhist') return year >= 2300 ? 'buddhist' : 'gregory';
  return calendar;
}

/** Two digits of a year stand for the nearest such year. */
function wholeYear(year: number, digits: number, calendar: string, today: string): number {
  if (digits > 2) return year;
  const now = dateInCalendar(today, calendar)?.year ?? 2000;
  const near = Math.floor(now / 100) * 100 + year;
  return near - now > 50 ? near - 100 : now - near > 50 ? near + 100 : near;
}

function monthNames(style: DateStyle): readonly (readonly string[])[] {
  return Array.from({ length: 12 }, (_, index) => {
    const iso =
      isoFromParts(style.calendar, style.calendar === 'persian' ? 1400 : style.calendar === 'buddhist' ? 2560 : 2020, index + 1, 1) ??
      '2020-01-01';
    const date = new Date(`${iso}T00:00:00Z`);
    const name = (locale: string, month: 'long' | 'short'): string =>
      new Intl.DateTimeFormat(locale, { month, timeZone: 'UTC', calendar: style.calendar }).format(date);
    const names = [name(style.locale, 'long'), name(style.locale, 'short'), name('en', 'long'), name('en', 'short')];
    return (style.language.startsWith('km') ? [...names, khmerMonth(index + 1)] : names).map((text) =>
      text.toLowerCase().replace(/\.$/, ''),
    );
  });
}

function monthNumber(text: string, style: DateStyle): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const word = text.toLowerCase().replace(/\.$/, '');
  const names = monthNames(style);
  const exact = names.findIndex((list) => list.includes(word));
  const index = exact >= 0 ? exact : word.length < 3 ? -1 : names.findIndex((list) => list.some((name) => name.startsWith(word)));
  return index < 0 ? undefined : index + 1;
}

/**
 * A typed date as ISO (Gregorian), '' for nothing, undefined for what is no date. Takes `2026-11-23`, day/month/year in the user's
 * calendar with any of `/ . - space`, names of months, two-digit years, a day and month of this year.
 * @param today ISO date of the user's today
 */
export function parseDateText(text: string, style: DateStyle, today: string): string | undefined {
  const clean = cleanTyped(text);
  if (clean === '') return '';
  const parts = clean.split(/[\s/.,،\-–]+/).filter((part) => part !== '');
  if (parts.length < 2 || parts.length > 3) return undefined;
  const yearFirst = (parts[0]?.length ?? 0) > 2 && /^\d{4}$/.test(parts[0] ?? '');
  const monthFirst = !yearFirst && !/^\d+$/.test(parts[0] ?? '');
  const [first = '', second = '', third] = parts;
  const [yearText, monthText, dayText] = yearFirst
    ? [first, second, third ?? '']
    : monthFirst
      ? [third, first, second]
      : [third, second, first];
  const month = monthNumber(monthText, style);
  if (month === undefined || month > 12 || !/^\d{1,2}$/.test(dayText) || (yearText !== undefined && !/^(\d{2}|\d{4})$/.test(yearText)))
    return undefined;
  const year =
    yearText === undefined
      ? (dateInCalendar(today, style.calendar)?.year ?? 2000)
      : wholeYear(Number(yearText), yearText.length, style.calendar, today);
  // With its month as a number and its year first the wire's own form is meant, whatever the calendar.
  return isoFromParts(calendarOfYear(year, style.calendar), year, month, Number(dayText));
}

/** An ISO date as the user types it: `23/11/2026`; Persian has the year first. */
export function editableDate(iso: string, style: DateStyle): string {
  const date = dateInCalendar(iso, style.calendar);
  if (date === undefined) return iso;
  const text =
    style.calendar === 'persian' ? `${date.year}/${pad(date.month)}/${pad(date.day)}` : `${pad(date.day)}/${pad(date.month)}/${date.year}`;
  return localiseDigits(text, style.locale);
}

/** A typed time of day as `HH:MM`, '' for nothing, undefined for what is none. Takes `9`, `9:30`, `0930`, `9.30 pm`, `ساعت`-less Persian digits. */
export function parseTimeText(text: string): string | undefined {
  const clean = cleanTyped(text).toLowerCase();
  if (clean === '') return '';
  const match = /^(\d{1,2})(?:[:.٫h ]?(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.|ق\.?ظ\.?|ب\.?ظ\.?)?$/.exec(clean);
  if (match === null) return undefined;
  const half = match[3] === undefined ? undefined : /^p|^ب/.test(match[3]) ? 'pm' : 'am';
  const given = Number(match[1]);
  const minute = Number(match[2] ?? 0);
  if (minute > 59 || given > 23 || (half !== undefined && (given < 1 || given > 12))) return undefined;
  const hour = half === undefined ? given : (given % 12) + (half === 'pm' ? 12 : 0);
  return `${pad(hour)}:${pad(minute)}`;
}
