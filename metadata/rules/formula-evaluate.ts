/**
 * Computes formulas in memory, in exact decimals; server/query/formula-sql.ts does the same in SQL. What is empty stays empty: an
 * empty operand makes the result empty, save for `coalesce`, `isEmpty`, `&&` and `||` (Kleene's) and the branch of `?:` not taken.
 */
import { fromDate, toCalendarDate } from '@internationalized/date';
import { Decimal } from 'decimal.js';
import { addDays, addMonths, daysBetween } from './calendar-dates.ts';
import { Exact, plainDecimal, toDecimal } from './decimal.ts';
import { durationSeconds } from './duration.ts';
import { operandType, typeFormula } from './formula-check.ts';
import {
  divisionScale,
  maximumShift,
  type BinaryOperator,
  type FormulaFunction,
  type FormulaNode,
  type FormulaType,
} from './formula-types.ts';
import { formulaPaths } from './formula-paths.ts';
import { baseAmount, isEmptyValue, type ToBase, type TypedValue } from './typed-value.ts';

/** What bears on a formula beside the record. */
export interface FormulaEnvironment {
  readonly now: Date;
  /** IANA name: which day `today()` is. */
  readonly timeZone: string;
  readonly toBase: ToBase;
}

/** What a formula gave. */
export interface FormulaResult extends TypedValue {
  readonly type: FormulaType;
  readonly value: string | boolean | null;
}

/** A value on the way: dates are text, moments are Dates, lists are arrays, null is empty. */
type Value = Decimal | string | boolean | Date | readonly string[] | null;
type Present = Exclude<Value, null>;

/**
 * Computes a formula that `typeFormula` found right.
 * @param get the value at a path; undefined when it is not known here
 * @returns the type of the result with a decimal string, text, truth value, date or instant in UTC, null when empty; undefined
 * when an input is unknown
 * @throws FormulaError when the types of the values at hand do not fit
 */
export function evaluateFormula(
  node: FormulaNode,
  get: (path: string) => TypedValue | undefined,
  environment: FormulaEnvironment,
): FormulaResult | undefined {
  const inputs = new Map<string, Value>();
  const types = new Map<string, TypedValue['type']>();
  for (const path of formulaPaths(node)) {
    const given = get(path);
    const value = given && toValue(given, environment);
    if (given === undefined || value === undefined) return undefined;
    inputs.set(path, value);
    types.set(path, given.type);
  }
  const type = typeFormula(node, (path) => types.get(path));
  const value = compute(node, { inputs, environment });
  if (value instanceof Date) return { type, value: value.toISOString() };
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return { type, value };
  return { type, value: Decimal.isDecimal(value) ? plainDecimal(value) : null };
}

/** A typed value → an operand; undefined when money has no rate here. What is of another type than it says is empty. */
function toValue(given: TypedValue, environment: FormulaEnvironment): Value | undefined {
  if (isEmptyValue(given)) return null;
  const { type, value } = given;
  if (type === 'money') {
    const base = baseAmount(value, environment.toBase);
    return base === undefined ? undefined : (toDecimal(base) ?? null);
  }
  if (type === 'duration') return toDecimal(typeof value === 'string' ? (durationSeconds(value) ?? value) : value) ?? null;
  switch (operandType(type)) {
    case 'number':
      return toDecimal(value) ?? null;
    case 'text':
      return typeof value === 'string' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      return typeof value === 'string' ? value.slice(0, 10) : null;
    case 'instant':
      return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? new Date(value) : null;
    case 'codes':
      return Array.isArray(value) ? value.map(String) : null;
    default:
      // Links and composite values are only ever asked whether they are empty.
      return 'present';
  }
}

interface Run {
  readonly inputs: ReadonlyMap<string, Value>;
  readonly environment: FormulaEnvironment;
}

function compute(node: FormulaNode, run: Run): Value {
  switch (node.type) {
    case 'number':
      return new Exact(node.value);
    case 'text':
    case 'boolean':
      return node.value;
    case 'empty':
      return null;
    case 'path':
      return run.inputs.get(node.path) ?? null;
    case 'unary': {
      const value = compute(node.operand, run);
      if (value === null) return null;
      return node.operator === '-' ? (value as Decimal).negated() : !value;
    }
    case 'binary':
      return computeBinary(node.operator, compute(node.left, run), compute(node.right, run));
    case 'choice': {
      const test = compute(node.test, run);
      return test === null ? null : compute(test === true ? node.then : node.otherwise, run);
    }
    case 'in': {
      const item = compute(node.item, run);
      const list = node.list.map((member) => compute(member, run));
      if (item === null) return null;
      if (list.some((member) => member !== null && same(item, member))) return true;
      return list.includes(null) ? null : false;
    }
    case 'call':
      return call(
        node.name,
        node.arguments.map((argument) => compute(argument, run)),
        run.environment,
      );
  }
}

function computeBinary(operator: BinaryOperator, left: Value, right: Value): Value {
  if (operator === '&&' || operator === '||') {
    const decisive = operator === '||';
    if (left === decisive || right === decisive) return decisive;
    return left === null || right === null ? null : !decisive;
  }
  if (left === null || right === null) return null;
  switch (operator) {
    case '==':
      return same(left, right);
    case '!=':
      return !same(left, right);
    case '<':
      return order(left, right) < 0;
    case '<=':
      return order(left, right) <= 0;
    case '>':
      return order(left, right) > 0;
    case '>=':
      return order(left, right) >= 0;
    case '+':
      return typeof left === 'string' ? left + (right as string) : (left as Decimal).plus(right as Decimal);
    case '-':
      return (left as Decimal).minus(right as Decimal);
    case '*':
      return (left as Decimal).times(right as Decimal);
    case '/':
      return divide(left as Decimal, right as Decimal);
    case '%':
      return (right as Decimal).isZero() ? null : (left as Decimal).modulo(right as Decimal);
  }
}

/** Rounded by its exact value, halves away from zero; nothing is divided by zero. */
function divide(left: Decimal, right: Decimal): Decimal | null {
  if (right.isZero()) return null;
  // One digit more, cut off, is enough to round by: PostgreSQL does it the same way.
  const shift = new Exact(10).pow(divisionScale + 1);
  return left.times(shift).divToInt(right).div(shift).toDecimalPlaces(divisionScale);
}

function same(left: Present, right: Present): boolean {
  if (typeof left === 'string' || typeof left === 'boolean') return left === right;
  return order(left, right) === 0;
}

function order(left: Present, right: Present): number {
  if (left instanceof Date && right instanceof Date) return left.getTime() - right.getTime();
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
  return (left as Decimal).comparedTo(right as Decimal);
}

function call(name: FormulaFunction, given: readonly Value[], environment: FormulaEnvironment): Value {
  const [first = null] = given;
  if (name === 'coalesce') return given.find((value) => value !== null) ?? null;
  if (name === 'isEmpty') return first === null;
  if (name === 'now') return environment.now;
  if (name === 'today') return dateOf(environment.now, environment.timeZone);
  const present = given.filter((value) => value !== null);
  return present.length < given.length ? null : callPresent(name, present, environment);
}

/** Functions that are empty when an argument is; the checker has seen to the types of the arguments. */
function callPresent(name: FormulaFunction, given: readonly Present[], environment: FormulaEnvironment): Value {
  const [first, second] = given as [Present, Present];
  switch (name) {
    case 'min':
      return given.reduce((least, value) => (order(value, least) < 0 ? value : least));
    case 'max':
      return given.reduce((most, value) => (order(value, most) > 0 ? value : most));
    case 'round':
      return (first as Decimal).toDecimalPlaces(given.length > 1 ? (second as Decimal).toNumber() : 0);
    case 'abs':
      return (first as Decimal).abs();
    case 'floor':
      return (first as Decimal).floor();
    case 'ceil':
      return (first as Decimal).ceil();
    case 'upper':
      return (first as string).toUpperCase();
    case 'lower':
      return (first as string).toLowerCase();
    case 'length':
      return new Exact(typeof first === 'string' ? [...first].length : (first as readonly string[]).length);
    case 'contains':
      return (first as string | readonly string[]).includes(second as string);
    case 'startsWith':
      return (first as string).startsWith(second as string);
    case 'text':
      return typeof first === 'string' ? first : plainDecimal(first as Decimal);
    default:
      return callDate(name, first, second, environment);
  }
}

function callDate(name: FormulaFunction, first: Present, second: Present, environment: FormulaEnvironment): Value {
  switch (name) {
    case 'date':
      return first instanceof Date ? dateOf(first, environment.timeZone) : first;
    case 'days':
      return toDecimal(daysBetween(first as string, second as string)) ?? null;
    case 'hours':
      return divide(new Exact((second as Date).getTime() - (first as Date).getTime()), new Exact(3_600_000));
    case 'addDays':
    case 'addMonths': {
      const count = (second as Decimal).trunc();
      if (count.abs().greaterThan(maximumShift)) return null;
      return (name === 'addDays' ? addDays : addMonths)(first as string, count.toNumber());
    }
    default: {
      const [year, month, day] = (first as string).split('-');
      return new Exact({ year, month, day }[name as 'year' | 'month' | 'day'] ?? 0);
    }
  }
}

function dateOf(instant: Date, timeZone: string): string {
  return toCalendarDate(fromDate(instant, timeZone)).toString();
}
