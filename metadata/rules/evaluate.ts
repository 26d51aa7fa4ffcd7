/** Asks a condition of one record in memory: in forms, rules, transitions and automations. server/query does the same in SQL. */
import { orderOf, toComparable, type ComparisonEnvironment } from './comparable.ts';
import type { CompareNode, ConditionNode, ConditionReference, ConditionValue, QuantifyNode } from './condition-types.ts';
import { foldText } from './fold.ts';
import { resolvePeriod, shiftNow, type PeriodEnvironment } from './periods.ts';
import { isEmptyValue, type TypedValue } from './typed-value.ts';

/** Where the values of a record come from. */
export interface ConditionSource {
  /** The value at a path; undefined when it is not known here (not sent, masked, behind a link that was not expanded). */
  get(path: string): TypedValue | undefined;
  /** The records that a to-many path leads to; undefined when they are not known here. */
  many(path: string): readonly ConditionSource[] | undefined;
}

/** What bears on the answer beside the record. */
export interface ConditionEnvironment extends PeriodEnvironment, ComparisonEnvironment {
  /** Who asks; for `{ "$me": … }`. `teams` has the own team and those below it. */
  readonly me: { readonly id: string | null; readonly team: string | null; readonly teams: readonly string[] };
  /** Values for `{ "$param": … }`. */
  readonly params?: Readonly<Record<string, unknown>>;
}

/** Whether the condition holds; `unknown` when that hangs on data that is not here. */
export type Verdict = boolean | 'unknown';

/** Asks whether a condition holds for a record. Two-valued wherever the data is there; what is unknown spreads as in Kleene's logic. */
export function evaluateCondition(node: ConditionNode, source: ConditionSource, environment: ConditionEnvironment): Verdict {
  switch (node.type) {
    case 'and':
      return everyOf(node.nodes, (part) => evaluateCondition(part, source, environment));
    case 'or':
      return someOf(node.nodes, (part) => evaluateCondition(part, source, environment));
    case 'not':
      return negate(evaluateCondition(node.node, source, environment));
    case 'quantify':
      return quantify(node, source, environment);
    case 'compare':
      return compare(node, source, environment);
  }
}

function quantify(node: QuantifyNode, source: ConditionSource, environment: ConditionEnvironment): Verdict {
  const records = source.many(node.path);
  if (records === undefined) return 'unknown';
  const holds = (record: ConditionSource): Verdict => evaluateCondition(node.node, record, environment);
  if (node.quantifier === 'every') return everyOf(records, holds);
  const some = someOf(records, holds);
  return node.quantifier === 'some' ? some : negate(some);
}

function compare(node: CompareNode, source: ConditionSource, environment: ConditionEnvironment): Verdict {
  const left = source.get(node.path);
  if (left === undefined) return 'unknown';
  const { operator, value } = node;
  switch (operator) {
    case 'empty':
      return isEmptyValue(left) === value;
    case 'eq':
      return equals(left, value, source, environment);
    case 'ne':
      return negate(equals(left, value, source, environment));
    case 'in':
      return someOf(itemsOf(value), (item) => equals(left, item, source, environment));
    case 'nin':
      return negate(someOf(itemsOf(value), (item) => equals(left, item, source, environment)));
    case 'between': {
      const [low = null, high = null] = itemsOf(value);
      return both(ordered(left, 'gte', low, source, environment), ordered(left, 'lte', high, source, environment));
    }
    case 'contains':
    case 'startsWith':
      return matches(left, operator, value, source, environment);
    case 'within':
      return lies(left, String(value), environment);
    default:
      return ordered(left, operator, value, source, environment);
  }
}

/** Equality with one value: null is emptiness; a list holds the value; a reference to nothing equals nothing. */
function equals(left: TypedValue, value: ConditionValue, source: ConditionSource, environment: ConditionEnvironment): Verdict {
  if (value === null) return isEmptyValue(left);
  const rights = resolveValue(left, value, source, environment);
  if (rights === undefined) return 'unknown';
  if (isEmptyValue(left)) return false;
  const lefts: readonly unknown[] = Array.isArray(left.value) ? left.value : [left.value];
  return someOf(rights, (right) =>
    someOf(lefts, (item) => {
      const [a, b] = [toComparable(left.type, item, environment), toComparable(left.type, right, environment)];
      if (a === 'unknown' || b === 'unknown') return 'unknown';
      return a !== undefined && a === b;
    }),
  );
}

function ordered(
  left: TypedValue,
  operator: string,
  value: ConditionValue,
  source: ConditionSource,
  environment: ConditionEnvironment,
): Verdict {
  const rights = resolveValue(left, value, source, environment);
  if (rights === undefined) return 'unknown';
  const [right] = rights;
  if (isEmptyValue(left) || right === undefined || right === null) return false;
  const order = orderOf(left.type, left.value, right, environment);
  if (order === 'unknown') return 'unknown';
  if (order === undefined) return false;
  if (operator === 'lt') return order < 0;
  if (operator === 'lte') return order <= 0;
  return operator === 'gt' ? order > 0 : order >= 0;
}

function matches(
  left: TypedValue,
  operator: 'contains' | 'startsWith',
  value: ConditionValue,
  source: ConditionSource,
  environment: ConditionEnvironment,
): Verdict {
  if (left.type === 'codes') return equals(left, value, source, environment);
  if (isEmptyValue(left) || typeof left.value !== 'string' || typeof value !== 'string') return false;
  const [text, part] = [foldText(left.value), foldText(value)];
  return operator === 'contains' ? text.includes(part) : text.startsWith(part);
}

function lies(left: TypedValue, period: string, environment: ConditionEnvironment): Verdict {
  if ((left.type !== 'date' && left.type !== 'instant') || isEmptyValue(left)) return false;
  const range = resolvePeriod(period, environment);
  const [from, to] = left.type === 'date' ? [range.fromDate, range.toDate] : [range.from, range.to];
  const holds = (bound: string | null, test: (order: number) => boolean): boolean => {
    if (bound === null) return true;
    const order = orderOf(left.type, left.value, bound, environment);
    return typeof order === 'number' && test(order);
  };
  return holds(from, (order) => order >= 0) && holds(to, (order) => order < 0);
}

/** What a value stands for on this record: none, one or several values; undefined when that is not known here. */
function resolveValue(
  left: TypedValue,
  value: ConditionValue,
  source: ConditionSource,
  environment: ConditionEnvironment,
): readonly unknown[] | undefined {
  if (typeof value !== 'object' || value === null || !('ref' in value)) return [value];
  return resolveReference(left, value, source, environment)?.filter((item) => item !== null);
}

function resolveReference(
  left: TypedValue,
  reference: ConditionReference,
  source: ConditionSource,
  environment: ConditionEnvironment,
): readonly unknown[] | undefined {
  switch (reference.ref) {
    case 'me': {
      const { id, team, teams } = environment.me;
      return reference.name === 'teams' ? teams : [reference.name === 'team' ? team : id];
    }
    case 'now': {
      const moved = shiftNow(reference.offset, environment.now, environment.timeZone);
      return [left.type === 'date' ? moved.date : moved.instant];
    }
    case 'field': {
      const other = source.get(reference.path);
      if (other === undefined) return undefined;
      return other.type !== left.type || isEmptyValue(other) ? [] : [other.value];
    }
    case 'param': {
      const given =
        environment.params !== undefined && Object.hasOwn(environment.params, reference.name)
          ? environment.params[reference.name]
          : undefined;
      return given === undefined ? undefined : Array.isArray(given) ? given : [given];
    }
  }
}

function itemsOf(value: ConditionValue): readonly ConditionValue[] {
  return Array.isArray(value) ? (value as readonly ConditionValue[]) : [value];
}

function negate(verdict: Verdict): Verdict {
  return verdict === 'unknown' ? verdict : !verdict;
}

function both(a: Verdict, b: Verdict): Verdict {
  if (a === false || b === false) return false;
  return a === 'unknown' || b === 'unknown' ? 'unknown' : true;
}

function everyOf<Item>(items: readonly Item[], test: (item: Item) => Verdict): Verdict {
  return negate(someOf(items, (item) => negate(test(item))));
}

function someOf<Item>(items: readonly Item[], test: (item: Item) => Verdict): Verdict {
  let verdict: Verdict = false;
  for (const item of items) {
    const answer = test(item);
    if (answer === true) return true;
    if (answer === 'unknown') verdict = answer;
  }
  return verdict;
}
