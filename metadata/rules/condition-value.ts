/** Reads what stands on the right of an operator, and checks that its shape is the operator's. */
import type { ConditionIssue, ConditionLiteral, ConditionReference, ConditionValue, Quantifier } from './condition-types.ts';
import { parseDuration } from './duration.ts';
import type { Operator } from './operators.ts';
import { isPath, pathHint } from './path.ts';
import { isPeriodName, periodNames } from './period-names.ts';
import { nearest } from './suggest.ts';

const maximumItems = 10_000;
const maximumText = 10_000;
const references = ['$me', '$now', '$field', '$param'];

/**
 * Reads the value of an operator.
 * @returns undefined when it does not fit; then `issues` says why
 */
export function readConditionValue(
  operator: Exclude<Operator, Quantifier>,
  value: unknown,
  pointer: string,
  issues: ConditionIssue[],
): ConditionValue | undefined {
  switch (operator) {
    case 'in':
    case 'nin':
      return readItems(operator, value, pointer, issues);
    case 'between':
      return readBounds(value, pointer, issues);
    case 'empty':
      if (typeof value === 'boolean') return value;
      return refuse(issues, pointer, '"empty" takes true or false.', 'Write { "empty": true }.');
    case 'within':
      return readPeriod(value, pointer, issues);
    case 'contains':
    case 'startsWith':
      if (typeof value === 'string') return readText(value, pointer, issues);
      return refuse(issues, pointer, `"${operator}" takes a text.`);
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return readBound(operator, value, pointer, issues);
    default:
      if (Array.isArray(value))
        return refuse(issues, pointer, `"${operator}" takes one value.`, `Use "${operator === 'ne' ? 'nin' : 'in'}" for several.`);
      return readSingle(value, pointer, issues);
  }
}

function readItems(operator: string, value: unknown, pointer: string, issues: ConditionIssue[]): readonly ConditionValue[] | undefined {
  // A parameter, or the reader's teams, may themselves be several values.
  if (isObject(value) && ('$param' in value || '$me' in value)) {
    const reference = readSingle(value, pointer, issues);
    return reference === undefined ? undefined : [reference];
  }
  if (!Array.isArray(value)) return refuse(issues, pointer, `"${operator}" takes an array.`, 'Write [ value, value ].');
  if (value.length > maximumItems) return refuse(issues, pointer, `"${operator}" takes at most ${maximumItems} values.`);
  const items = value.map((item: unknown, index) => readSingle(item, `${pointer}/${index}`, issues));
  return items.every((item) => item !== undefined) ? items : undefined;
}

function readBounds(value: unknown, pointer: string, issues: ConditionIssue[]): readonly ConditionValue[] | undefined {
  if (!Array.isArray(value) || value.length !== 2) {
    return refuse(
      issues,
      pointer,
      '"between" takes an array of two: the lowest and the highest value, both included.',
      'Write [ low, high ].',
    );
  }
  const bounds = value.map((item: unknown, index) => readBound('between', item, `${pointer}/${index}`, issues));
  return bounds.every((item) => item !== undefined) ? bounds : undefined;
}

function readBound(operator: string, value: unknown, pointer: string, issues: ConditionIssue[]): ConditionValue | undefined {
  if (value === null || typeof value === 'boolean' || Array.isArray(value)) {
    return refuse(
      issues,
      pointer,
      `"${operator}" takes a number, a date or a text.`,
      value === null ? 'Use "empty" to ask for what is empty.' : undefined,
    );
  }
  return readSingle(value, pointer, issues);
}

function readPeriod(value: unknown, pointer: string, issues: ConditionIssue[]): string | undefined {
  if (typeof value !== 'string')
    return refuse(issues, pointer, '"within" takes the name of a period.', 'Such as "thisMonth" or "last30Days".');
  if (isPeriodName(value)) return value;
  const near = nearest(value, [...periodNames, 'last7Days', 'last30Days', 'last90Days', 'next7Days', 'next30Days', 'next90Days']);
  return refuse(
    issues,
    pointer,
    `There is no period ${JSON.stringify(value.slice(0, 100))}.`,
    near === undefined ? `Periods are ${periodNames.join(', ')}, lastNDays and nextNDays.` : `Did you mean "${near}"?`,
  );
}

/** A plain value, a reference, an amount of money or a record. */
function readSingle(value: unknown, pointer: string, issues: ConditionIssue[]): ConditionLiteral | ConditionReference | undefined {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : refuse(issues, pointer, 'This number is not finite.');
  if (typeof value === 'string') return readText(value, pointer, issues);
  if (isObject(value)) return readObject(value, pointer, issues);
  return refuse(issues, pointer, 'A single value stands here.');
}

/** Text that PostgreSQL can hold. */
function readText(value: string, pointer: string, issues: ConditionIssue[]): string | undefined {
  if (value.length > maximumText) return refuse(issues, pointer, `Texts in conditions have at most ${maximumText} characters.`);
  if (value.includes('\0') || !value.isWellFormed())
    return refuse(issues, pointer, 'This text holds a character that no record can hold.', 'Remove NUL and halves of surrogate pairs.');
  return value;
}

function readObject(
  value: Readonly<Record<string, unknown>>,
  pointer: string,
  issues: ConditionIssue[],
): ConditionLiteral | ConditionReference | undefined {
  const names = Object.keys(value);
  const [name] = names;
  if (name?.startsWith('$') && names.length === 1) return readReference(name, value[name], pointer, issues);
  const { amount, currency, id, entity } = value;
  const whole = names.every((member) => (amount === undefined ? ['id', 'entity', 'label'] : ['amount', 'currency']).includes(member));
  if (whole && (typeof amount === 'number' || typeof amount === 'string') && typeof currency === 'string') {
    return /^-?\d{1,30}(\.\d{1,30})?$/.test(String(amount)) && /^[A-Z]{3}$/.test(currency)
      ? { amount, currency }
      : refuse(issues, pointer, 'This is not an amount in a currency.', 'Write { "amount": "12.50", "currency": "EUR" }.');
  }
  if (whole && typeof id === 'string' && (entity === undefined || typeof entity === 'string')) {
    const [readId, readEntity] = [readText(id, pointer, issues), entity === undefined ? undefined : readText(entity, pointer, issues)];
    if (readId === undefined) return undefined;
    return readEntity === undefined ? { id: readId } : { id: readId, entity: readEntity };
  }
  return refuse(
    issues,
    pointer,
    'This object is no value of a condition.',
    'Values are plain, { "amount", "currency" }, { "id" }, or a reference such as { "$me": "id" }.',
  );
}

function readReference(name: string, value: unknown, pointer: string, issues: ConditionIssue[]): ConditionReference | undefined {
  const at = `${pointer}/${name}`;
  switch (name) {
    case '$me':
      if (value === 'id' || value === 'team' || value === 'teams') return { ref: 'me', name: value };
      return refuse(issues, at, '"$me" takes "id", "team" or "teams".');
    case '$now':
      if (value === '' || value === 'P0D') return { ref: 'now', offset: 'P0D' };
      if (typeof value === 'string' && parseDuration(value)) return { ref: 'now', offset: value };
      return refuse(issues, at, '"$now" takes an ISO 8601 duration.', 'Such as "-P30D", "PT2H", or "P0D" for this moment.');
    case '$field':
      if (typeof value === 'string' && isPath(value)) return { ref: 'field', path: value };
      return refuse(issues, at, '"$field" takes a path.', typeof value === 'string' ? pathHint(value) : undefined);
    case '$param':
      if (typeof value === 'string' && isPath(value) && !value.includes('.')) return { ref: 'param', name: value };
      return refuse(issues, at, '"$param" takes the name of a parameter.');
    default: {
      const near = nearest(name, references);
      return refuse(
        issues,
        at,
        `There is no reference ${JSON.stringify(name.slice(0, 100))}.`,
        near === undefined ? `References are ${references.join(', ')}.` : `Did you mean "${near}"?`,
      );
    }
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(issues: ConditionIssue[], pointer: string, message: string, hint?: string): undefined {
  issues.push({ pointer, message, ...(hint === undefined ? {} : { hint }) });
  return undefined;
}
