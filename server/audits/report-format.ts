/** Figures, dates and words of the report in one language. */
import { english, type ReportTexts } from './report/texts/en.ts';
import { khmer } from './report/texts/km.ts';
import { persian } from './report/texts/fa.ts';
import { thai } from './report/texts/th.ts';
import type { AuditResult, Note, Unit } from './types.ts';

const languages: Readonly<Record<string, ReportTexts>> = { en: english, th: thai, fa: persian, km: khmer };
const rightToLeft = new Set(['ar', 'fa', 'he', 'ur', 'ps', 'ckb']);

/** Everything that writes a value in the language of a result. */
export interface ReportFormat {
  /** BCP 47 tag of the words that are used, and the direction of its script. */
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  text(key: keyof ReportTexts, values?: Readonly<Record<string, string | number>>): string;
  count(value: number): string;
  /** A score of 0 to 100, or a dash. */
  score(value: number | null): string;
  share(value: number): string;
  /** A figure in its unit, or a dash. */
  figure(value: number | null, unit: Unit): string;
  money(decimal: string): string;
  /** A signed difference of points. */
  points(value: number): string;
  /** A date (`2026-11-23`) or an instant, in the zone and calendar of the run. */
  date(value: string): string;
  instant(value: string): string;
  note(note: Note): string;
}

/** The format of a result: its language where we have its words, English words otherwise, always with the figures of its language. */
export function createFormat(result: Pick<AuditResult, 'language' | 'timeZone' | 'calendar' | 'currency'>): ReportFormat {
  const tag = Intl.getCanonicalLocales(result.language)[0] ?? 'en';
  const base = tag.split('-')[0] ?? 'en';
  const texts = languages[base] ?? english;
  const number = new Intl.NumberFormat(tag, { maximumFractionDigits: 2 });
  const percent = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 1 });
  const points = new Intl.NumberFormat(tag, { maximumFractionDigits: 1, minimumFractionDigits: 0 });
  const signed = new Intl.NumberFormat(tag, { maximumFractionDigits: 1, signDisplay: 'exceptZero' });
  const currency = new Intl.NumberFormat(tag, { style: 'currency', currency: result.currency, maximumFractionDigits: 0 });
  // People who read Persian or Thai expect their own calendar, unless the workspace says otherwise.
  const calendar = result.calendar === 'gregory' ? ({ fa: 'persian', th: 'buddhist' }[base] ?? 'gregory') : result.calendar;
  const day = new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeZone: 'UTC', calendar });
  const moment = new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeStyle: 'short', timeZone: result.timeZone, calendar });
  const format: ReportFormat = {
    language: languages[base] ? tag : 'en',
    direction: languages[base] && rightToLeft.has(base) ? 'rtl' : 'ltr',
    text: (key, values = {}) => texts[key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '')),
    count: (value) => number.format(value),
    score: (value) => (value === null ? '–' : points.format(value)),
    share: (value) => percent.format(value),
    figure(value, unit) {
      if (value === null) return '–';
      if (unit === 'share') return percent.format(value);
      return unit === 'money' ? currency.format(value) : number.format(value);
    },
    // The exact decimal goes to Intl as text: a float would round large sums.
    money: (decimal) => currency.format(decimal as Intl.StringNumericLiteral),
    points: (value) => signed.format(value),
    date: (value) => day.format(new Date(value.slice(0, 10))),
    instant: (value) => moment.format(new Date(value)),
    note(note) {
      const values = Object.fromEntries(
        Object.entries(note.values).map(([name, value]) => [
          name,
          typeof value !== 'number' ? value : name === 'share' ? percent.format(value) : number.format(value),
        ]),
      );
      return format.text(`note.${note.key}`, values);
    },
  };
  return format;
}
