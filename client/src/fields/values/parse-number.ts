/** Reads numbers as people type them, into decimal strings. Nothing passes through a binary float. */
import { cleanTyped } from './digits.ts';

/** What a locale puts between the whole and the fraction, and between thousands. */
export interface Separators {
  readonly decimal: string;
  readonly group: string;
}

/** The separators of a locale, as Latin signs where it has its own (Persian `٫` counts as `.`, `٬` as `,`). */
export function separatorsOf(locale: string): Separators {
  const parts = new Intl.NumberFormat(locale).formatToParts(1234567.8);
  const sign = (type: string, otherwise: string): string => parts.find((part) => part.type === type)?.value ?? otherwise;
  const decimal = sign('decimal', '.').replace('٫', '.');
  return { decimal, group: sign('group', ',').replace('٬', ',') };
}

/** Groups of three (or two, as in India) after a first one. */
function isGrouped(whole: string, sign: string): boolean {
  const [first = '', ...rest] = whole.split(sign);
  return (
    first.length >= 1 &&
    first.length <= 3 &&
    rest.length > 0 &&
    rest.at(-1)?.length === 3 &&
    rest.every((part) => part.length === 3 || part.length === 2)
  );
}

/** Which of `.` and `,` marks the fraction, if any; null when the text cannot be read. */
function decimalSignOf(text: string, locale: Separators): string | null | undefined {
  const dots = text.split('.').length - 1;
  const commas = text.split(',').length - 1;
  if (dots > 0 && commas > 0) {
    const last = text.lastIndexOf('.') > text.lastIndexOf(',') ? '.' : ',';
    return (last === '.' ? dots : commas) === 1 ? last : null;
  }
  const sign = dots > 0 ? '.' : commas > 0 ? ',' : undefined;
  if (sign === undefined) return undefined;
  if (dots + commas > 1) return isGrouped(text, sign) ? undefined : null;
  // A single sign: the locale's own reading first, else whatever can only be one of the two.
  if (sign === locale.decimal) return sign;
  return sign === locale.group && isGrouped(text, sign) ? undefined : sign;
}

/**
 * A typed number as a plain decimal string ("۱٬۲۳۴٫۵" → "1234.5"), an empty string for nothing, undefined for what is no number.
 * Percent signs, spaces, apostrophes and currency signs around it are passed over.
 */
export function parseNumber(text: string, separators: Separators): string | undefined {
  const bare = cleanTyped(text)
    .replace(/[\s'’_٪%\u00a0\u202f\p{Sc}]/gu, '')
    .replace(/[−–—﹣－]/g, '-');
  if (bare === '') return '';
  const signed = bare.replaceAll('٬', '').replace(/٫/g, separators.decimal === ',' ? ',' : '.');
  const negative = signed.startsWith('-') || signed.endsWith('-');
  const digits = signed.replace(/^[+-]|-$/g, '');
  if (!/^[\d.,]*\d[\d.,]*$/.test(digits)) return undefined;
  const decimal = bare.includes('٫') ? (separators.decimal === ',' ? ',' : '.') : decimalSignOf(digits, separators);
  if (decimal === null) return undefined;
  const [wholeText = '', fraction = '', more] = decimal === undefined ? [digits] : digits.split(decimal);
  const grouping = /[.,]/.exec(wholeText)?.[0];
  if (more !== undefined || /[.,]/.test(fraction) || (grouping !== undefined && !isGrouped(wholeText, grouping))) return undefined;
  const whole = wholeText.replace(/[.,]/g, '').replace(/^0+(?=\d)/, '') || '0';
  const plain = fraction === '' ? whole : `${whole}.${fraction}`;
  return negative && /[1-9]/.test(plain) ? `-${plain}` : plain;
}

/** A decimal string for editing: the locale's digits and fraction sign, no grouping. */
export function editableNumber(value: string, locale: string): string {
  if (!/^-?\d+(\.\d+)?$/.test(value)) return value;
  const format = new Intl.NumberFormat(locale, { useGrouping: false });
  const sign = new Intl.NumberFormat(locale).formatToParts(1.5).find((part) => part.type === 'decimal')?.value ?? '.';
  return value.replace(/\d/g, (digit) => format.format(Number(digit))).replace('.', sign);
}
