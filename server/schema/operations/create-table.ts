/** A new table with its primary key. */
import { quoteIdentifier as q } from '../../database/sql.ts';
import type { DesiredColumn, DesiredTable, Operation } from '../types.ts';

/** Creates an empty table: nobody can be in its way. */
export function createTable(schema: string, table: DesiredTable): Operation {
  const columns = table.columns.map(columnDefinition);
  const key = `primary key (${table.primaryKey.map(q).join(', ')})`;
  return {
    type: 'create-table',
    table: table.name,
    class: 'instant',
    summary: `Create the table ${table.name} with ${table.columns.length} columns.`,
    statements: [{ text: `create table ${q(schema)}.${q(table.name)} (${[...columns, key].join(', ')})` }],
  };
}

/** A column as it stands in CREATE TABLE and ADD COLUMN. */
export function columnDefinition(column: DesiredColumn): string {
  return `${q(column.name)} ${column.type}${column.default === undefined ? '' : ` default ${column.default}`}${column.notNull ? ' not null' : ''}`;
}
