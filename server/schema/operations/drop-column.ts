/** A column of derived values that the model no longer asks for. What people have entered is never dropped so: it goes to the trash. */
import { quoteIdentifier as q } from '../../database/sql.ts';
import type { DesiredColumn, Operation } from '../types.ts';

/** Drops a column while people work: PostgreSQL only notes it in the catalogue. */
export function dropColumn(schema: string, table: string, column: DesiredColumn): Operation {
  return {
    type: 'drop-column',
    table,
    class: 'instant',
    summary: `Drop the column ${table}.${column.name}, whose values are computed from now on.`,
    statements: [{ text: `alter table ${q(schema)}.${q(table)} drop column if exists ${q(column.name)}` }],
  };
}
