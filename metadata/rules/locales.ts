/** How numbers, days and lengths of time are written in a language: the same in the browser and on the server. */
import { khmerDate, khmerUnits } from './khmer.ts';

/** What the writing depends on. */
export interface Writing {
  /** BCP 47. */
  readonly language: string;
  /** `gregory`, `buddhist` or `persian`. */
  readonly calendar: string;
}

const regions: Readonly<Record<string, string>> = { en: 'en-GB', th: 'th-TH', fa: 'fa-IR', km: 'km-KH' };
const numberFormats = new Map<string, Intl.NumberFormat>();
const dateFormats = new Map<string, Intl.DateTimeFormat>();

/** Whether names and units are ours: browsers carry no Khmer data. */
export function isKhmer(language: string): boolean {
  return language.startsWith('km');
}

/** BCP 47 tag for numbers. Khmer writes 1.234,56 as German does; Chromium has no data of its own for it. */
export function numberLocale(language: string): string {
  return isKhmer(language) ? 'de-DE' : (regions[language] ?? language);
}

/** BCP 47 tag for dates, with the calendar. */
export function dateLocale({ language, calendar }: Writing): string {
  return `${isKhmer(language) ? 'en-GB' : (regions[language] ?? language)}-u-ca-${calendar}`;
}

/** A number format, made once. */
export function numberFormat(language: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = numberLocale(language) + JSON.stringify(options);
  const found = numberFormats.get(key) ?? new Intl.NumberFormat(numberLocale(language), options);
  numberFormats.set(key, found);
  return found;
}

/** A format of dates and times, made once. */
export function dateFormat(writing: Writing, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = dateLocale(writing) + JSON.stringify(options);
  const found = dateFormats.get(key) ?? new Intl.DateTimeFormat(dateLocale(writing), options);
  dateFormats.set(key, found);
  return found;
}

/** A number or decimal string; strings keep every digit. What is no number is given back as it is. */
export function writeNumber(value: number | string, { language }: Writing, options: Intl.NumberFormatOptions = {}): string {
  if (value === '' || Number.isNaN(Number(value))) return String(value);
  return numberFormat(language, { maximumFractionDigits: 12, ...options }).format(value as Intl.StringNumericLiteral);
}

/** The year that Khmer prints. */
export function khmerYear(year: number, calendar: string): number {
  return calendar === 'buddhist' ? year + 543 : year;
}

/** A day, `2026-11-23`, with the name of its month. */
export function writeDate(value: string, writing: Writing): string {
  const date = new Date(`${value.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return value;
  if (isKhmer(writing.language))
    return khmerDate(khmerYear(date.getUTCFullYear(), writing.calendar), date.getUTCMonth() + 1, date.getUTCDate());
  return dateFormat(writing, { dateStyle: 'medium', timeZone: 'UTC' }).format(date);
}

/** A length of time, ISO 8601 of days and time. */
export function writeDuration(value: string, writing: Writing): string {
  const match = /^(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(value);
  if (match === null) return value;
  const units = ['day', 'hour', 'minute', 'second'] as const;
  const write = (amount: number, unit: (typeof units)[number]): string =>
    isKhmer(writing.language)
      ? `${amount} ${khmerUnits[unit]}`
      : writeNumber(amount, writing, { style: 'unit', unit, unitDisplay: 'short' });
  const parts = units.flatMap((unit, index) => {
    const amount = Number(match[index + 2] ?? 0);
    return amount === 0 ? [] : [write(amount, unit)];
  });
  const text = parts.length === 0 ? write(0, 'minute') : parts.join(' ');
  return match[1] === undefined ? text : `−${text}`;
}
