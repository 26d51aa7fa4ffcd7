/** Reading numbers as people and files write them. */
import { Exact, formatDecimal, plainDecimal, toDecimal } from '../../metadata/rules/decimal.ts';
import { toAsciiDigits } from './digits.ts';
import { FieldError } from './types.ts';

const hint = 'Write it like 1234.50.';

/**
 * A JSON number or decimal string as canonical decimal text of at most `scale` places (half up), without zeros at the end: the
 * form that SQL's `trim_scale` gives, so that a later change of the scale changes no stored value.
 * @returns null for blank text
 * @throws FieldError
 */
export function readDecimal(value: unknown, scale: number): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) {
    // JSON numbers beyond this have lost digits on their way.
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER)
      throw new FieldError('The number is too large.', 'Send it as a string of digits.', 'precision');
    return plain(String(value), scale);
  }
  if (typeof value !== 'string') throw new FieldError('A number is wanted.', hint, 'type');
  const text = toAsciiDigits(value.trim())
    .replace('٫', '.')
    .replace(/^[−﹣－]/, '-');
  if (text === '') return null;
  if (!/^[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})$/.test(text)) throw new FieldError('This is no number.', hint, 'format');
  return plain(text, scale);
}

function plain(text: string, scale: number): string {
  return plainDecimal(new Exact(formatDecimal(plainDecimal(new Exact(text)), scale)));
}

/**
 * A cell as decimal text. Spaces, apostrophes, currency signs and per cent signs go; brackets or a minus at the end mean below zero.
 * Where comma and full stop both stand, the last is the decimal sign. One comma alone parts thousands if exactly three digits
 * follow a whole of 1 to 999 (`1,234`), else it is the decimal sign (`1,5`, `0,125`); one full stop alone is always the
 * decimal sign (`1.234`); several of one sign part thousands.
 * @throws FieldError
 */
export function cellNumber(cell: string): string {
  const bare = toAsciiDigits(cell)
    .replace(/[\s\u00a0\u202f'’_%٪\p{Sc}]/gu, '')
    .replace(/[−–﹣－]/g, '-')
    .replaceAll('٫', '.')
    .replaceAll('٬', ',');
  const [, open, sign, digits = '', exponent = '', after] = /^(\()?([+-])?([\d.,]*\d[\d.,]*)(e[+-]?\d{1,2})?([)-])?$/i.exec(bare) ?? [];
  const balanced = (open === '(') === (after === ')') && !(sign !== undefined && after !== undefined);
  const whole = balanced ? decimalSigns(digits) : undefined;
  const number = whole === undefined ? undefined : toDecimal(`${sign === '-' || after !== undefined ? '-' : ''}${whole}${exponent}`);
  if (number === undefined) throw new FieldError(`"${cell.trim().slice(0, 80)}" is no number.`, hint, 'format');
  return plainDecimal(number);
}

/** Digits with signs between them → digits with at most one full stop; undefined when the signs make no sense. */
function decimalSigns(text: string): string | undefined {
  const [comma, stop] = [text.lastIndexOf(','), text.lastIndexOf('.')];
  const single = comma >= 0 !== stop >= 0 && text.split(comma >= 0 ? ',' : '.').length === 2;
  if (comma < 0 && stop < 0) return text;
  if (single && stop >= 0) return text;
  if (single) return /^[1-9]\d{0,2},\d{3}$/.test(text) ? text.replace(',', '') : text.replace(',', '.');
  const at = comma >= 0 && stop >= 0 ? Math.max(comma, stop) : text.length;
  const [whole, fraction] = [text.slice(0, at), text.slice(at + 1)];
  const thousands = at === text.length ? (comma >= 0 ? ',' : '.') : comma > stop ? '.' : ',';
  const grouped = thousands === ',' ? /^[1-9]\d{0,2}(,\d{2,3})*,\d{3}$/ : /^[1-9]\d{0,2}(\.\d{3})+$/;
  return grouped.test(whole) ? `${whole.replaceAll(thousands, '')}.${fraction}` : undefined;
}

/** A literal of a condition as decimal text. @throws FieldError */
export function numberLiteral(value: unknown): string {
  const result = readDecimal(value, 30);
  if (result === null) throw new FieldError('Compare with a number.', undefined, 'type');
  return result;
}

/** Limits of decimal strings cannot be said in JSON Schema, so they are checked here. @throws FieldError */
export function checkLimits(value: string, limits: { readonly minimum?: unknown; readonly maximum?: unknown }): void {
  const [minimum, maximum] = [toDecimal(limits.minimum), toDecimal(limits.maximum)];
  if (minimum && new Exact(value).lt(minimum)) throw new FieldError(`It must be ${plainDecimal(minimum)} or more.`, undefined, 'minimum');
  if (maximum && new Exact(value).gt(maximum)) throw new FieldError(`It must be ${plainDecimal(maximum)} or less.`, undefined, 'maximum');
}
