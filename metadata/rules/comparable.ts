/** Values as things that compare: folded text, exact decimals, instants in milliseconds, ids. */
import { CalendarDate } from '@internationalized/date';
import { Exact, toDecimal } from './decimal.ts';
import { durationSeconds } from './duration.ts';
import { foldText } from './fold.ts';
import { baseAmount, linkId, type ToBase, type TypedValue } from './typed-value.ts';

/**
 * A comparable value: what is equal is equal by `===`, and numbers, dates and texts have an order. Decimals are canonical strings;
 * other strings begin with `=`, so that no text is taken for `unknown`.
 */
export type Comparable = string | number | boolean;

/** What bears on how values compare. */
export interface ComparisonEnvironment {
  readonly timeZone: string;
  readonly toBase: ToBase;
}

/** The root order of ICU, which is the order of `und-x-icu` in PostgreSQL too (English adds nothing to it). */
const collator = new Intl.Collator('en', { ignorePunctuation: false });

/** The comparable form of a value or literal; `unknown` when a rate is missing, undefined when it is nothing of that type. */
export function toComparable(type: TypedValue['type'], value: unknown, environment: ComparisonEnvironment): Comparable | undefined {
  switch (type) {
    case 'text':
      return typeof value === 'string' || typeof value === 'number' ? `=${foldText(String(value))}` : undefined;
    case 'number':
      return decimalText(value);
    case 'money': {
      const base = baseAmount(value, environment.toBase);
      return base === undefined ? (typeof value === 'object' && value !== null ? 'unknown' : undefined) : decimalText(base);
    }
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) ? `=${value.slice(0, 10)}` : undefined;
    case 'instant':
      return toMilliseconds(value, environment.timeZone);
    case 'duration':
      return typeof value === 'number'
        ? value
        : typeof value === 'string'
          ? (durationSeconds(value) ?? toDecimal(value)?.toNumber())
          : undefined;
    case 'record':
    case 'reference':
    case 'records': {
      const id = linkId(value);
      return id === undefined ? undefined : `=${id}`;
    }
    default:
      return typeof value === 'string' || typeof value === 'number' ? `=${value}` : undefined;
  }
}

/** Below zero, zero or above: the order of two values of one type; undefined when the type has none. */
export function orderOf(
  type: TypedValue['type'],
  a: unknown,
  b: unknown,
  environment: ComparisonEnvironment,
): number | 'unknown' | undefined {
  // Text is ordered as it stands, by the collation that lists are sorted by.
  if (type === 'text') return typeof a === 'string' && typeof b === 'string' ? collator.compare(a, b) : undefined;
  const [left, right] = [toComparable(type, a, environment), toComparable(type, b, environment)];
  if (left === 'unknown' || right === 'unknown') return 'unknown';
  if (left === undefined || right === undefined || typeof left === 'boolean' || typeof right === 'boolean') return undefined;
  if (type === 'number' || type === 'money') return new Exact(left).comparedTo(new Exact(right));
  return left < right ? -1 : left > right ? 1 : 0;
}

function decimalText(value: unknown): string | undefined {
  const decimal = toDecimal(value);
  return decimal === undefined ? undefined : decimal.isZero() ? '0' : decimal.toFixed();
}

/** An instant in milliseconds; a date alone is the first moment of that day in the zone. */
function toMilliseconds(value: unknown, timeZone: string): number | undefined {
  if (typeof value !== 'string') return undefined;
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  if (day) return new CalendarDate(Number(day[1]), Number(day[2]), Number(day[3])).toDate(timeZone).getTime();
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}
