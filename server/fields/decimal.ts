/** Decimal numbers: exact, as strings on the wire. */
import { sql } from '../database/sql.ts';
import { cellNumber, checkLimits, numberLiteral, readDecimal } from './numbers.ts';
import { numberOperators } from './operator-sets.ts';
import { showText } from './text-input.ts';
import type { FieldDefinition, FieldKind } from './types.ts';

function scaleOf({ document }: FieldDefinition): number {
  return (document.field === 'decimal' || document.field === 'percent') && document.scale !== undefined ? document.scale : 2;
}

/** A kind stored as numeric. */
function decimalKind(kind: string): FieldKind {
  return {
    kind,
    valueType: 'number',
    operators: numberOperators,
    columns: (field) => [{ name: field.column, type: 'numeric' }],
    schema: () => ({ type: 'string', pattern: '^-?[0-9]+(\\.[0-9]+)?$' }),
    normalise(value, field) {
      const result = readDecimal(value, scaleOf(field));
      if (result !== null) checkLimits(result, field.document as never);
      return result;
    },
    toColumns: (value) => [value],
    read: (field, column) => sql`trim_scale(${column(field.column)})::text`,
    literal: numberLiteral,
    parseCell: (text) => (text.trim() === '' ? null : cellNumber(text)),
    toText: showText,
  };
}

/** `decimal`: scale, minimum, maximum, unit. */
export const decimal = decimalKind('decimal');
/** `percent`: 50 % is "50". */
export const percent = decimalKind('percent');
