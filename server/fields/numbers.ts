/** Reading numbers as people and files write them. */
import { Exact, formatDecimal, plainDecimal } from '../../metadata/rules/decimal.ts';
import { toAsciiDigits } from './digits.ts';
import { FieldError } from './types.ts';

/**
 * A JSON number or decimal string as canonical decimal text of at most `scale` places (half up).
 * @throws FieldError
 */
export function readDecimal(value: unknown, scale: number): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return plain(String(value), scale);
  if (typeof value !== 'string') throw new FieldError('A number is wanted.');
  const text = toAsciiDigits(value.trim());
  if (text === '') return null;
  if (!/^[+-]?\d{1,30}(\.\d{1,30})?$/.test(text)) throw new FieldError('This is no number.', 'Write it like 1234.50.', 'format');
  return plain(text, scale);
}

function plain(text: string, scale: number): string {
  return plainDecimal(new Exact(formatDecimal(plainDecimal(new Exact(text)), scale)));
}

/**
 * A cell as decimal text: currency signs, codes, per cent signs and spaces go; of comma and full stop the last is the decimal sign if both stand there;
 * one alone is a thousands sign only if exactly three digits follow it and it stands more than once, or (comma) exactly three digits follow.
 * @throws FieldError
 */
export function cellNumber(text: string): string {
  const bare = toAsciiDigits(text).replace(/[\s\u00a0\u202f'’_%٪\p{Sc}]|^[A-Z]{3}|[A-Z]{3}$/gu, '').replaceAll('٫', '.').replaceAll('٬', ',');
  const negative = /^\((.*)\)$/.exec(bare);
  const unsigned = negative?.[1] ?? bare;
  const result = (negative ? '-' : '') + decimalSigns(unsigned);
  if (/^[+-]?\d+(\.\d+)?(e[+-]?\d{1,2})?$/i.test(result)) return plainDecimal(new Exact(result));
  throw new FieldError(`"${text}" is no number.`, 'Write it like 1234.50.', 'format');
}

function decimalSigns(text: string): string {
  const comma = text.lastIndexOf(',');
  const stop = text.lastIndexOf('.');
  if (comma >= 0 && stop >= 0) return comma > stop ? text.replaceAll('.', '').replace(',', '.') : text.replaceAll(',', '');
  if (comma >= 0) return /^[+-]?\d{1,3}(,\d{3})+$/.test(text) ? text.replaceAll(',', '') : text.replace(',', '.');
  return /^[+-]?\d{1,3}(\.\d{3}){2,}$/.test(text) ? text.replaceAll('.', '') : text;
}

/** A literal of a condition as decimal text. @throws FieldError */
export function numberLiteral(value: unknown): string {
  const result = readDecimal(value, 30);
  if (result === null) throw new FieldError('Compare with a number.');
  return result;
}

/** Limits of decimal strings cannot be said in JSON Schema, so they are checked here. @throws FieldError */
export function checkLimits(value: string, document: Readonly<Record<string, unknown>>): void {
  const { minimum, maximum } = document;
  if (typeof minimum === 'number' && new Exact(value).lt(minimum)) throw new FieldError(`It must be ${minimum} or more.`, undefined, 'minimum');
  if (typeof maximum === 'number' && new Exact(value).gt(maximum)) throw new FieldError(`It must be ${maximum} or less.`, undefined, 'maximum');
}
