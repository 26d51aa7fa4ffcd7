/** An instant, to the millisecond. */
import { sql } from '../database/sql.ts';
import { isBlank } from './blank.ts';
import { readInstant } from './dates.ts';
import { dateOperators } from './operator-sets.ts';
import { showText } from './text-input.ts';
import type { FieldKind } from './types.ts';

/** `dateTime`. */
export const dateTime: FieldKind = {
  kind: 'dateTime',
  valueType: 'instant',
  operators: dateOperators,
  columns: ({ column }) => [{ name: column, type: 'timestamp(3) with time zone' }],
  schema: () => ({ type: 'string', format: 'date-time' }),
  normalise: (value, _field, environment) => readInstant(value, environment),
  toColumns: (value) => [value],
  read: ({ column }, reference) => sql`to_char(${reference(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  literal: (value, _field, environment) => readInstant(value, environment),
  parseCell: (text, _field, environment) => (isBlank(text) ? null : readInstant(text, environment)),
  toText: showText,
};
