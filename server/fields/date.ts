/** A day without a zone. */
import { sql } from '../database/sql.ts';
import { isBlank } from './blank.ts';
import { readDay } from './dates.ts';
import { dateOperators } from './operator-sets.ts';
import { showText } from './text-input.ts';
import { FieldError, type FieldKind } from './types.ts';

/** `date`: minimum, maximum. */
export const date: FieldKind = {
  kind: 'date',
  valueType: 'date',
  operators: dateOperators,
  columns: ({ column }) => [{ name: column, type: 'date' }],
  schema: () => ({ type: 'string', format: 'date' }),
  normalise(value, { document }) {
    const day = readDay(value);
    const { minimum, maximum } = document.field === 'date' ? document : {};
    if (minimum !== undefined && day < minimum) throw new FieldError(`It must be ${minimum} or later.`, undefined, 'minimum');
    if (maximum !== undefined && day > maximum) throw new FieldError(`It must be ${maximum} or earlier.`, undefined, 'maximum');
    return day;
  },
  toColumns: (value) => [value],
  read: ({ column }, reference) => sql`to_char(${reference(column)}, 'YYYY-MM-DD')`,
  literal: (value) => readDay(value),
  parseCell: (text, _field, environment) => (isBlank(text) ? null : readDay(text, environment.dateOrder)),
  toText: showText,
};
