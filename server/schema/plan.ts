/** live catalogue + desired tables → plan. Pure. What is there and not desired is left alone: nothing is dropped here. */
import { addColumn } from './operations/add-column.ts';
import { addForeignKey } from './operations/add-foreign-key.ts';
import { changeType } from './operations/change-type.ts';
import { createIndex } from './operations/create-index.ts';
import { createTable } from './operations/create-table.ts';
import { dropIndex } from './operations/drop-index.ts';
import type { DesiredForeignKey, DesiredTable, LiveForeignKey, LiveTable, Operation, Plan } from './types.ts';

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
      if (!isAsWanted(there?.foreignKeys.get(key.name), key))
        keys.push(addForeignKey(schema, table.name, key, there?.foreignKeys.get(key.name)));
  }
  return { operations: [...tables, ...changes, ...indexes, ...keys] };
}

function isAsWanted(present: LiveForeignKey | undefined, key: DesiredForeignKey): boolean {
  return present?.validated === true && present.target === key.target && present.onDelete === key.onDelete;
}

/** Indexes that a model needed and the next one does not; those that are not ours are never among them. */
export function planRemovals(
  schema: string,
  before: readonly DesiredTable[],
  after: readonly DesiredTable[],
  live: ReadonlyMap<string, LiveTable>,
): Operation[] {
  const wanted = new Set(after.flatMap((table) => table.indexes.map((index) => index.name)));
  const kept = new Set(after.map((table) => table.name));
  return before.flatMap((table) =>
    // A table that is no longer in the model lies in the trash as it is.
    kept.has(table.name)
      ? table.indexes
          .filter((index) => !wanted.has(index.name) && live.get(table.name)?.indexes.has(index.name) === true)
          .map((index) => dropIndex(schema, table.name, index))
      : [],
  );
}
