/** Values with what they are: the common coin of conditions and formulas in memory. */
import type { ClientValueType } from '../client-model.ts';

/** A JSON value (metadata/README.md has the table of kinds; null is empty) with how it compares. */
export interface TypedValue {
  readonly type: ClientValueType;
  /** Money may carry `base`, its amount in the base currency, beside `amount` and `currency`. */
  readonly value: unknown;
}

/** An amount in some currency → the decimal string in the base currency; null or undefined when no rate is known here. */
export type ToBase = (amount: string, currency: string) => string | null | undefined;

/** Whether a value counts as empty: null, nothing, blank text, no items, money without an amount. */
export function isEmptyValue({ type, value }: TypedValue): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  if (type === 'money' && typeof value === 'object' && 'amount' in value)
    return value.amount === null || value.amount === undefined || value.amount === '';
  return false;
}

/**
 * Money as its amount in the base currency: a decimal string. A plain number or decimal string is in the base currency already.
 * Undefined when it cannot be known here.
 */
export function baseAmount(value: unknown, toBase: ToBase): string | undefined {
  if (typeof value === 'number' || typeof value === 'string') return String(value);
  if (typeof value !== 'object' || value === null) return undefined;
  const { amount, currency, base } = value as { amount?: unknown; currency?: unknown; base?: unknown };
  if (typeof base === 'string' || typeof base === 'number') return String(base);
  if (typeof amount !== 'string' && typeof amount !== 'number') return undefined;
  if (typeof currency !== 'string') return String(amount);
  return toBase(String(amount), currency) ?? undefined;
}

/** The id of a link, however it is given: `{ "id", … }` or the id itself. */
export function linkId(value: unknown): string | undefined {
  if (typeof value === 'string') return value.toLowerCase();
  if (typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string') return value.id.toLowerCase();
  return undefined;
}
