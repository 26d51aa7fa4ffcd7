/** Formulas and rollups: no columns; the query engine composes their SQL. */
import type { Operator } from '../../metadata/rules/operators.ts';
import { booleanOperators, codeOperators, dateOperators, numberOperators, textOperators } from './operator-sets.ts';
import { showText } from './text-input.ts';
import { FieldError, type FieldDefinition, type FieldKind, type ValueType } from './types.ts';

const operatorsOf: Partial<Record<ValueType, readonly Operator[]>> = { number: numberOperators, money: numberOperators, text: textOperators, date: dateOperators, instant: dateOperators, boolean: booleanOperators, code: codeOperators };
const typesOfKinds: Readonly<Record<string, ValueType>> = { money: 'money', boolean: 'boolean', date: 'date', dateTime: 'instant', text: 'text', longText: 'text' };

/** What a formula says of its result; numbers when it says nothing. */
function formulaType({ document }: FieldDefinition): ValueType {
  return document.field === 'formula' && document.result !== undefined ? (typesOfKinds[document.result] ?? 'number') : 'number';
}

function computedKind(kind: string, typeOf: (field: FieldDefinition) => ValueType): FieldKind {
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
    normalise() {
      throw new FieldError('It is computed and cannot be set.', undefined, 'read-only');
    },
    toColumns: () => [],
    read() {
      throw new Error('Computed values are read by the query engine.');
    },
    literal: (value) => value,
    parseCell() {
      throw new FieldError('It is computed and cannot be set.', undefined, 'read-only');
    },
    toText: showText,
  };
}

/** `formula`: formula, result, scale. */
export const formula = computedKind('formula', formulaType);
/** `rollup`: of, count or a measure, where. The model says what a `latest` or `minimum` measures. */
export const rollup = computedKind('rollup', ({ document }) => (document.field === 'rollup' && document.latest !== undefined ? 'instant' : 'number'));
