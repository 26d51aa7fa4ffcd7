/** Decimal arithmetic for values that travel as strings: exact, and of one form. */
import { Decimal } from 'decimal.js';

/** Decimals with room for every product that a formula can make; halves round away from zero, as PostgreSQL's numeric does. */
export const Exact: typeof Decimal = Decimal.clone({ precision: 500, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -9e15, toExpPos: 9e15 });

const form = /^[+-]?(\d{1,200}(\.\d{0,200})?|\.\d{1,200})(e[+-]?\d{1,3})?$/i;

/** A decimal from a number or decimal string; undefined for anything else, infinities included. */
export function toDecimal(value: unknown): Decimal | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? new Exact(value) : undefined;
  return typeof value === 'string' && form.test(value) ? new Exact(value) : undefined;
}

/** The shortest plain form: no exponent, no zeros at the end, no negative zero. */
export function plainDecimal(value: Decimal): string {
  return value.isZero() ? '0' : value.toFixed();
}

/**
 * A decimal string rounded to `scale` digits after the point and padded with zeros: ("2.5", 2) → "2.50".
 * @throws RangeError when the value is no decimal
 */
export function formatDecimal(value: string | number, scale: number): string {
  const decimal = toDecimal(value);
  if (!decimal) throw new RangeError(`"${value}" is not a decimal number.`);
  const text = decimal.toFixed(scale, Decimal.ROUND_HALF_UP);
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
}

/** −1, 0 or 1: how two decimals compare; undefined when one of them is none. */
export function compareDecimals(a: unknown, b: unknown): -1 | 0 | 1 | undefined {
  const [left, right] = [toDecimal(a), toDecimal(b)];
  if (!left || !right) return undefined;
  const order = left.comparedTo(right);
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}
