/** A new column: nullable or with a constant default, so that PostgreSQL only notes it in the catalogue. */
import { quoteIdentifier as q } from '../../database/sql.ts';
import type { DesiredColumn, Operation } from '../types.ts';
import { columnDefinition } from './create-table.ts';

/** Adds a column to a table that is in use. */
export function addColumn(schema: string, table: string, column: DesiredColumn): Operation {
  return {
    type: 'add-column',
    table,
    class: 'instant',
    summary: `Add the column ${table}.${column.name} (${column.type}).`,
    statements: [{ text: `alter table ${q(schema)}.${q(table)} add column if not exists ${columnDefinition(column)}` }],
  };
}
