/**
 * Numbers, amounts and times as the user writes them: language, zone and calendar are set once from the model and are reactive.
 * Every function takes wire values (decimal strings, ISO dates, instants) and gives text; what cannot be read is given back as it is.
 */
import { shallowRef } from 'vue';
import { khmerDate, khmerDay, khmerMonth } from '../../../metadata/rules/khmer.ts';
import * as locales from '../../../metadata/rules/locales.ts';

/** What formatting depends on. */
export interface FormatContext {
  readonly language: string;
  /** IANA zone. */
  readonly timeZone: string;
  /** `gregory`, `buddhist` or `persian`. */
  readonly calendar: string;
  /** 1 Monday … 7 Sunday. */
  readonly weekStart: number;
}

/** An amount on the wire. */
export interface MoneyValue {
  readonly amount: string;
  readonly currency: string;
}

const context = shallowRef<FormatContext>({
  language: 'en',
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  calendar: 'gregory',
  weekStart: 1,
});
/** Takes over the user's language, zone, calendar. */
export function setFormatContext(next: FormatContext): void {
  context.value = next;
}

/** What is set now. */
export function formatContext(): FormatContext {
  return context.value;
}

function isKhmer(): boolean {
  return locales.isKhmer(context.value.language);
}

/** BCP 47 tag for numbers. */
export function numberLocale(): string {
  return locales.numberLocale(context.value.language);
}

/** BCP 47 tag for dates, with the user's calendar. */
export function dateLocale(): string {
  return locales.dateLocale(context.value);
}

const numberFormat = (options: Intl.NumberFormatOptions): Intl.NumberFormat => locales.numberFormat(context.value.language, options);
const dateFormat = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => locales.dateFormat(context.value, options);

/** A number or decimal string; strings keep every digit. */
export function formatNumber(value: number | string, options: Intl.NumberFormatOptions = {}): string {
  return locales.writeNumber(value, context.value, options);
}

/** Percent as it is stored: "50" is fifty percent. */
export function formatPercent(value: number | string, scale = 2): string {
  return formatNumber(Number(value) / 100, { style: 'percent', maximumFractionDigits: scale });
}

/** An amount in its currency; `compact` shortens ("€ 1.2M"). */
export function formatMoney(value: MoneyValue, options: { compact?: boolean; whole?: boolean } = {}): string {
  try {
    return numberFormat({
      style: 'currency',
      currency: value.currency,
      currencyDisplay: 'narrowSymbol',
      ...(options.compact === true
        ? { notation: 'compact', maximumFractionDigits: 1 }
        : options.whole === true
          ? { maximumFractionDigits: 0 }
          : {}),
    }).format(value.amount as Intl.StringNumericLiteral);
  } catch {
    return `${value.amount} ${value.currency}`;
  }
}

/** Year, month, day of an instant in a zone (Gregorian). */
function zonedParts(date: Date, timeZone: string): { year: number; month: number; day: number; weekday: number; time: string } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(date);
  const part = (type: string): string => parts.find((candidate) => candidate.type === type)?.value ?? '0';
  const [year, month, day] = [Number(part('year')), Number(part('month')), Number(part('day'))];
  return { year, month, day, weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay(), time: `${part('hour')}:${part('minute')}` };
}

const khmerYear = (year: number): number => locales.khmerYear(year, context.value.calendar);

/** A date without zone, "2026-11-23". */
export function formatDate(value: string, style: 'short' | 'medium' | 'long' | 'full' = 'medium'): string {
  const date = new Date(`${value.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return value;
  if (isKhmer() && style !== 'short') {
    const text = khmerDate(khmerYear(date.getUTCFullYear()), date.getUTCMonth() + 1, date.getUTCDate());
    return style === 'full' ? `${khmerDay(date.getUTCDay())} ${text}` : text;
  }
  return dateFormat({ dateStyle: style, timeZone: 'UTC' }).format(date);
}

/** An instant, in the user's zone. */
export function formatDateTime(value: string, style: 'short' | 'medium' | 'long' = 'medium'): string {
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return value;
  const { timeZone } = context.value;
  if (isKhmer() && style !== 'short') {
    const parts = zonedParts(date, timeZone);
    return `${khmerDate(khmerYear(parts.year), parts.month, parts.day)} ${parts.time}`;
  }
  return dateFormat({ dateStyle: style, timeStyle: 'short', timeZone }).format(date);
}

/** The time of day of an instant, in the user's zone. */
export function formatTime(value: string): string {
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return value;
  return isKhmer()
    ? zonedParts(date, context.value.timeZone).time
    : dateFormat({ timeStyle: 'short', timeZone: context.value.timeZone }).format(date);
}

/** Name and year of the month in which a date (UTC midnight) lies, in the user's calendar. */
export function formatMonth(date: Date): string {
  if (isKhmer()) return `${khmerMonth(date.getUTCMonth() + 1)} ${khmerYear(date.getUTCFullYear())}`;
  const parts = dateFormat({ month: 'long', year: 'numeric', timeZone: 'UTC' }).formatToParts(date);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  // Engines put the Persian calendar's year first, which no Persian reader does.
  return context.value.calendar === 'persian' ? `${part('month')} ${part('year')}` : parts.map((one) => one.value).join('');
}

/** Day of the month of a date (UTC midnight), in the user's calendar and digits. */
export function formatDay(date: Date): string {
  return isKhmer()
    ? String(date.getUTCDate())
    : (dateFormat({ day: 'numeric', timeZone: 'UTC' })
        .formatToParts(date)
        .find((part) => part.type === 'day')?.value ?? '');
}

/** Name of a weekday of a date (UTC midnight). */
export function formatWeekday(date: Date, width: 'short' | 'long' = 'short'): string {
  return isKhmer() ? khmerDay(date.getUTCDay()) : dateFormat({ weekday: width, timeZone: 'UTC' }).format(date);
}

/** An ISO 8601 duration of days and time, "P1DT2H30M". */
export function formatDuration(value: string): string {
  return locales.writeDuration(value, context.value);
}

/** How long ago or ahead an instant is ("3 days ago"), in the user's language; Khmer has no such data and gets the date. */
export function formatRelative(value: string, now = Date.now()): string {
  const seconds = (new Date(value).getTime() - now) / 1000;
  if (Number.isNaN(seconds)) return value;
  if (isKhmer() || Math.abs(seconds) > 30 * 86400) return formatDateTime(value);
  const steps = [
    ['day', 86400],
    ['hour', 3600],
    ['minute', 60],
  ] as const;
  const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? (['minute', 60] as const);
  return new Intl.RelativeTimeFormat(numberLocale(), { numeric: 'auto' }).format(Math.round(seconds / size), unit);
}

/** Bytes as text for people ("1.4 MB"). */
export function formatBytes(size: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(size, 1)) / 3)));
  return formatNumber(size / 1000 ** step, {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: 1,
  });
}
