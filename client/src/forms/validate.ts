/** The limits of a field, asked before the server is: the same ones, in words that say how to mend it. */
import type { ClientField } from '../../../metadata/client-model.ts';
import { compareDecimals, toDecimal } from '../../../metadata/rules/decimal.ts';
import { durationSeconds } from '../../../metadata/rules/duration.ts';
import { isBlank } from './changed-values.ts';
import { fitsPattern } from './pattern.ts';

/** What is wrong: a message under `forms.` and its values (raw; the caller formats numbers and dates). */
export interface Fault {
  readonly key: string;
  readonly values: Readonly<Record<string, string | number>>;
}

const fault = (key: string, values: Readonly<Record<string, string | number>> = {}): Fault => ({ key, values });
const limit = (field: ClientField, name: string): string | number | undefined => {
  const value = field.limits[name];
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
};

function outside(field: ClientField, value: unknown, order: (a: unknown, b: unknown) => number | undefined): Fault | undefined {
  const [minimum, maximum] = [limit(field, 'minimum'), limit(field, 'maximum')];
  if (minimum !== undefined && (order(value, minimum) ?? 0) < 0) return fault('tooSmall', { limit: minimum });
  if (maximum !== undefined && (order(value, maximum) ?? 0) > 0) return fault('tooLarge', { limit: maximum });
  return undefined;
}

function checkText(field: ClientField, value: unknown): Fault | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  // People count what they see; the server counts code points, which is nearest.
  const length = [...text].length;
  const [minimum, maximum] = [Number(limit(field, 'minLength') ?? 0), Number(limit(field, 'maxLength') ?? Infinity)];
  if (length < minimum) return fault('tooShort', { limit: minimum, length });
  if (length > maximum) return fault('tooLong', { limit: maximum, length });
  const pattern = limit(field, 'pattern');
  if (typeof pattern !== 'string') return undefined;
  return fitsPattern(pattern, text) ? undefined : fault('pattern');
}

function checkNumber(field: ClientField, value: unknown): Fault | undefined {
  const number = toDecimal(value);
  if (number === undefined) return fault('notNumber');
  if (field.kind === 'integer' || field.kind === 'rating')
    return number.isInteger() && number.abs().lte(Number.MAX_SAFE_INTEGER) ? outside(field, value, compareDecimals) : fault('notInteger');
  const scale = Number(limit(field, 'scale') ?? (field.kind === 'money' ? Infinity : 2));
  if (number.decimalPlaces() > scale) return fault('tooPrecise', { scale });
  return outside(field, value, compareDecimals);
}

function checkMoney(field: ClientField, value: unknown, baseCurrency: string): Fault | undefined {
  const { amount, currency } = (typeof value === 'object' && value !== null ? value : { amount: value }) as {
    amount?: unknown;
    currency?: string;
  };
  if (toDecimal(amount) === undefined) return fault('notNumber');
  // Limits are in the base currency; another one is for the server, which knows the rates.
  return currency === undefined || currency === baseCurrency || currency === limit(field, 'currency')
    ? checkNumber(field, amount)
    : undefined;
}

const byText = (a: unknown, b: unknown): number => (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0);
const byLength = (a: unknown, b: unknown): number => (durationSeconds(String(a)) ?? 0) - (durationSeconds(String(b)) ?? 0);

/**
 * What is wrong with a value, or undefined.
 * @param required whether the field must be filled, by the entity or by a rule
 */
export function validateValue(field: ClientField, value: unknown, required: boolean, baseCurrency: string): Fault | undefined {
  if (isBlank(value)) return required ? fault('required') : undefined;
  switch (field.kind) {
    case 'text':
    case 'longText':
    case 'richText':
      return checkText(field, value);
    case 'integer':
    case 'decimal':
    case 'percent':
    case 'rating':
      return checkNumber(field, value);
    case 'money':
      return checkMoney(field, value, baseCurrency);
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? outside(field, value, byText) : fault('notDate');
    case 'dateTime':
      return /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(String(value)) ? undefined : fault('notDateTime');
    case 'duration':
      return durationSeconds(String(value)) === undefined ? fault('notDuration') : outside(field, value, byLength);
    case 'email':
      return /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(String(value).trim()) ? undefined : fault('notEmail');
    case 'phone':
      return /^\+[1-9]\d{4,14}$/.test(String(value)) ? undefined : fault('notPhone');
    case 'url':
      return /^https?:\/\/[^\s/]+/i.test(String(value).trim()) ? undefined : fault('notUrl');
    case 'colour':
      return /^#[0-9a-f]{6}$/i.test(String(value)) ? undefined : fault('notColour');
    case 'tags':
      return Array.isArray(value) && value.length > Number(limit(field, 'maxItems') ?? Infinity)
        ? fault('tooMany', { limit: Number(limit(field, 'maxItems')) })
        : undefined;
    default:
      return undefined;
  }
}
