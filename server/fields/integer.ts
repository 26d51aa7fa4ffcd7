/** Whole numbers. */
import { cellNumber, numberLiteral, readDecimal } from './numbers.ts';
import { numberOperators } from './operator-sets.ts';
import { showText } from './text-input.ts';
import { FieldError, type FieldKind } from './types.ts';

/** A kind stored as bigint or integer, a safe integer in JSON. */
function integerKind(kind: string, limits: (document: Readonly<Record<string, unknown>>) => { minimum?: number; maximum?: number }): FieldKind {
  const read = (value: unknown): number | null => {
    const text = readDecimal(value, 30);
    if (text === null) return null;
    const number = Number(text);
    if (!Number.isSafeInteger(number) || text.includes('.')) throw new FieldError('A whole number is wanted.', undefined, 'type');
    return number;
  };
  return {
    kind,
    valueType: 'number',
    operators: numberOperators,
    columns: (field) => [{ name: field.column, type: field.name === 'version' ? 'integer' : 'bigint' }],
    schema({ document }) {
      const { minimum, maximum } = limits(document as never);
      return { type: 'integer', minimum: minimum ?? Number.MIN_SAFE_INTEGER, maximum: maximum ?? Number.MAX_SAFE_INTEGER };
    },
    normalise: read,
    toColumns: (value) => [value],
    read: (field, column) => column(field.column),
    literal: numberLiteral,
    parseCell: (text) => (text.trim() === '' ? null : read(cellNumber(text))),
    toText: showText,
  };
}

/** `integer`: minimum, maximum. */
export const integer = integerKind('integer', ({ minimum, maximum }) => ({
  ...(typeof minimum === 'number' ? { minimum } : {}),
  ...(typeof maximum === 'number' ? { maximum } : {}),
}));
/** `rating`: from 1 to `maximum` (5). */
export const rating = integerKind('rating', ({ maximum }) => ({ minimum: 1, maximum: typeof maximum === 'number' ? maximum : 5 }));
