/** What formulas and rollups share: no columns; the query engine composes their SQL. */
import type { Operator } from '../../metadata/rules/operators.ts';
import { isBlank } from './blank.ts';
import { readDay, readInstant } from './dates.ts';
import { decimalPattern } from './decimal-kind.ts';
import { readSeconds } from './duration-input.ts';
import { numberLiteral } from './numbers.ts';
import { booleanOperators, codeOperators, dateOperators, numberOperators, textOperators } from './operator-sets.ts';
import { showText, textLiteral } from './text-input.ts';
import { FieldError, type FieldDefinition, type FieldEnvironment, type FieldKind, type JsonSchema, type ValueType } from './types.ts';

const operatorsOf: Partial<Record<ValueType, readonly Operator[]>> = {
  number: numberOperators,
  money: numberOperators,
  duration: numberOperators,
  text: textOperators,
  date: dateOperators,
  instant: dateOperators,
  boolean: booleanOperators,
  code: codeOperators,
};

/** How results are sent: numbers and amounts (in the base currency) as decimal strings. */
const sentAs: Partial<Record<ValueType, JsonSchema>> = {
  number: { type: 'string', pattern: decimalPattern },
  money: { type: 'string', pattern: decimalPattern },
  text: { type: 'string' },
  code: { type: 'string' },
  date: { type: 'string', format: 'date' },
  instant: { type: 'string', format: 'date-time' },
  boolean: { type: 'boolean' },
};

function refuse(): never {
  throw new FieldError('It is computed and cannot be set.', undefined, 'read-only');
}

/** A literal by what the results are. @throws FieldError */
function readLiteral(value: unknown, type: ValueType, environment: FieldEnvironment): unknown {
  if (type === 'text' || type === 'code') return textLiteral(value);
  if (type === 'date') return readDay(value);
  if (type === 'instant') return readInstant(value, environment);
  if (type === 'duration') return String(readSeconds(value));
  if (type !== 'boolean') return numberLiteral(value);
  if (typeof value !== 'boolean') throw new FieldError('Compare with true or false.', undefined, 'type');
  return value;
}

/** Makes a computed kind; `typeOf` says what a field's results are. */
export function computedKind(kind: 'formula' | 'rollup', typeOf: (field: FieldDefinition) => ValueType): FieldKind {
  return {
    kind,
    valueType: 'number',
    operators: numberOperators,
    computed: true,
    resolve(field) {
      const valueType = typeOf(field);
      return { valueType, operators: operatorsOf[valueType] ?? numberOperators };
    },
    columns: () => [],
    schema: () => ({}),
    outputSchema: (field) =>
      field.document.field === 'rollup' && field.document.count === true ? { type: 'integer' } : (sentAs[typeOf(field)] ?? {}),
    normalise: refuse,
    toColumns: () => [],
    read() {
      throw new Error('Computed values are read by the query engine.');
    },
    literal: (value, field, environment) => readLiteral(value, typeOf(field), environment),
    parseCell: (text) => (isBlank(text) ? null : refuse()),
    toText: showText,
  };
}
