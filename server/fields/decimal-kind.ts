/** What decimal numbers and percentages share: exact, as strings on the wire. */
import { sql } from '../database/sql.ts';
import { isBlank } from './blank.ts';
import { cellNumber, checkLimits, numberLiteral, readDecimal } from './numbers.ts';
import { numberOperators } from './operator-sets.ts';
import { showText } from './text-input.ts';
import type { FieldDefinition, FieldKind } from './types.ts';

/** Schema of decimal text. */
export const decimalPattern = '^-?[0-9]+(\\.[0-9]+)?$';

function scaleOf({ document }: FieldDefinition): number {
  return (document.field === 'decimal' || document.field === 'percent') && document.scale !== undefined ? document.scale : 2;
}

/** Makes a kind stored as numeric. */
export function decimalKind(kind: 'decimal' | 'percent'): FieldKind {
  return {
    kind,
    valueType: 'number',
    operators: numberOperators,
    columns: (field) => [{ name: field.column, type: 'numeric' }],
    schema: () => ({ type: 'string', pattern: decimalPattern }),
    normalise(value, field) {
      const result = readDecimal(value, scaleOf(field));
      if (result !== null) checkLimits(result, field.document as object);
      return result;
    },
    toColumns: (value) => [value],
    read: (field, column) => sql`trim_scale(${column(field.column)})::text`,
    literal: numberLiteral,
    parseCell: (text) => (isBlank(text) ? null : cellNumber(text)),
    toText: showText,
  };
}
