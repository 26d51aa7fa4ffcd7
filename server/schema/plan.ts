/** live catalogue + desired tables → plan. Pure. What is there and not desired is left alone: nothing is dropped here. */
import { addColumn } from './operations/add-column.ts';
import { addForeignKey } from './operations/add-foreign-key.ts';
import { changeType } from './operations/change-type.ts';
import { createIndex } from './operations/create-index.ts';
import { createTable } from './operations/create-table.ts';
import type { DesiredTable, LiveTable, Operation, Plan } from './types.ts';

/** Compares; new tables come first, foreign keys last, so that each finds what it needs. */
export function planSchema(schema: string, desired: readonly DesiredTable[], live: ReadonlyMap<string, LiveTable>): Plan {
  const tables: Operation[] = [];
  const changes: Operation[] = [];
  const indexes: Operation[] = [];
  const keys: Operation[] = [];
  for (const table of desired) {
    const there = live.get(table.name);
    if (!there) tables.push(createTable(schema, table));
    for (const column of there ? table.columns : []) {
      const type = there?.columns.get(column.name);
      if (type === undefined) changes.push(addColumn(schema, table.name, column));
      else if (type !== column.type) changes.push(changeType(table.name, column, type));
    }
    for (const index of table.indexes)
      if (there?.indexes.get(index.name) !== true)
        indexes.push(createIndex(schema, table.name, index, there === undefined, there?.indexes.has(index.name) ?? false));
    for (const key of table.foreignKeys)
      if (there?.foreignKeys.get(key.name) !== true)
        keys.push(addForeignKey(schema, table.name, key, there?.foreignKeys.has(key.name) ?? false));
  }
  return { operations: [...tables, ...changes, ...indexes, ...keys] };
}
