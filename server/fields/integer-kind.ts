/** What whole numbers share: safe integers in JSON, bigint in the table. */
import { isBlank } from './blank.ts';
import { cellNumber, numberLiteral, readDecimal } from './numbers.ts';
import { numberOperators } from './operator-sets.ts';
import { showText } from './text-input.ts';
import { FieldError, type FieldDefinition, type FieldKind } from './types.ts';

/** Bounds, both included. */
export interface Bounds {
  readonly minimum?: number;
  readonly maximum?: number;
}

function readInteger(value: unknown): number | null {
  const text = readDecimal(value, 30);
  if (text === null) return null;
  const number = Number(text);
  if (text.includes('.')) throw new FieldError('A whole number is wanted.', undefined, 'type');
  if (!Number.isSafeInteger(number))
    throw new FieldError('The number is too large.', `It goes up to ${Number.MAX_SAFE_INTEGER}.`, 'maximum');
  return number;
}

/** Makes a kind of whole numbers within the bounds that a document sets. */
export function integerKind(kind: string, boundsOf: (field: FieldDefinition) => Bounds): FieldKind {
  return {
    kind,
    valueType: 'number',
    operators: numberOperators,
    columns: (field) => [{ name: field.column, type: field.name === 'version' ? 'integer' : 'bigint' }],
    schema(field) {
      const { minimum, maximum } = boundsOf(field);
      return { type: 'integer', minimum: minimum ?? Number.MIN_SAFE_INTEGER, maximum: maximum ?? Number.MAX_SAFE_INTEGER };
    },
    normalise: readInteger,
    toColumns: (value) => [value],
    read: (field, column) => column(field.column),
    literal: numberLiteral,
    parseCell: (text) => (isBlank(text) ? null : readInteger(cellNumber(text))),
    toText: showText,
  };
}
