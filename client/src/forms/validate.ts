/**
 * The limits of a field, asked before the server is: the same ones, with its codes and its messages. In one thing the form is stricter: the server rounds a
 * number with too many digits, which people are to see before they lose them.
 */
import type { ClientField } from '../../../metadata/client-model.ts';
import { compareDecimals, toDecimal } from '../../../metadata/rules/decimal.ts';
import { durationSeconds } from '../../../metadata/rules/duration.ts';
import { fault as faultOf, type Fault, type FaultValues } from '../../../metadata/rules/faults.ts';
import { limitOf } from '../../../metadata/rules/field-limits.ts';
import { isBlank } from './changed-values.ts';
import { fitsPattern } from './pattern.ts';

const fault = (field: ClientField, code: string, values: FaultValues = {}): Fault => faultOf(field.kind, code, values);
const limit = (field: ClientField, name: string): string | number | undefined => limitOf(field.kind, field.limits, name);

function outside(field: ClientField, value: unknown, order: (a: unknown, b: unknown) => number | undefined): Fault | undefined {
  const [minimum, maximum] = [limit(field, 'minimum'), limit(field, 'maximum')];
  if (minimum !== undefined && (order(value, minimum) ?? 0) < 0) return fault(field, 'minimum', { limit: minimum });
  if (maximum !== undefined && (order(value, maximum) ?? 0) > 0) return fault(field, 'maximum', { limit: maximum });
  return undefined;
}

function checkText(field: ClientField, value: unknown): Fault | undefined {
  const text = typeof value === 'string' ? value.normalize('NFC').trim() : '';
  // People count what they see; the server counts code points, which is nearest.
  const length = [...text].length;
  const [minimum, maximum] = [Number(limit(field, 'minLength') ?? 0), Number(limit(field, 'maxLength') ?? Infinity)];
  // The server tries the form of a text before it counts.
  const pattern = limit(field, 'pattern');
  if (typeof pattern === 'string' && !fitsPattern(pattern, text)) return fault(field, 'pattern');
  if (length < minimum) return fault(field, 'minLength', { limit: minimum, length });
  if (length > maximum) return fault(field, 'maxLength', { limit: maximum, length });
  return undefined;
}

function checkNumber(field: ClientField, value: unknown): Fault | undefined {
  const number = toDecimal(value);
  if (number === undefined) return fault(field, 'format');
  if (field.kind === 'integer' || field.kind === 'rating')
    return number.isInteger() && number.abs().lte(Number.MAX_SAFE_INTEGER) ? outside(field, value, compareDecimals) : fault(field, 'type');
  const scale = Number(limit(field, 'scale') ?? Infinity);
  if (number.decimalPlaces() > scale) return fault(field, 'precision', { scale });
  return outside(field, value, compareDecimals);
}

function checkMoney(field: ClientField, value: unknown): Fault | undefined {
  const amount: unknown = typeof value === 'object' && value !== null && 'amount' in value ? value.amount : value;
  // Limits are of the amount as it is written, in whatever currency.
  return toDecimal(amount) === undefined ? fault(field, 'format') : checkNumber(field, amount);
}

const byText = (a: unknown, b: unknown): number => (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0);
const byLength = (a: unknown, b: unknown): number => (durationSeconds(String(a)) ?? 0) - (durationSeconds(String(b)) ?? 0);

/**
 * What is wrong with a value, or undefined.
 * @param required whether the field must be filled, by the entity or by a rule
 */
export function validateValue(field: ClientField, value: unknown, required: boolean): Fault | undefined {
  if (isBlank(value)) return required ? fault(field, 'required') : undefined;
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
      return checkMoney(field, value);
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? outside(field, value, byText) : fault(field, 'format');
    case 'dateTime':
      return /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(String(value)) ? undefined : fault(field, 'format');
    case 'duration':
      return durationSeconds(String(value)) === undefined ? fault(field, 'format') : outside(field, value, byLength);
    case 'email':
      return /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(String(value).trim()) ? undefined : fault(field, 'format');
    case 'phone':
      return /^\+[1-9]\d{4,14}$/.test(String(value)) ? undefined : fault(field, 'format');
    case 'url':
      return /^https?:\/\/[^\s/]+/i.test(String(value).trim()) ? undefined : fault(field, 'format');
    case 'colour':
      return /^#[0-9a-f]{6}$/i.test(String(value)) ? undefined : fault(field, 'format');
    case 'tags':
      return Array.isArray(value) && value.length > Number(limit(field, 'maxItems') ?? Infinity)
        ? fault(field, 'maxItems', { limit: Number(limit(field, 'maxItems')) })
        : undefined;
    default:
      return undefined;
  }
}
