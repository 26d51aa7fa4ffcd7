/** live catalogue + desired tables → plan. Pure. What is there and not desired is left alone: nothing is dropped here. */
import { addColumn } from './operations/add-column.ts';
import { addForeignKey } from './operations/add-foreign-key.ts';
import { changeType } from './operations/change-type.ts';
import { createIndex } from './operations/create-index.ts';
import { createTable } from './operations/create-table.ts';
import { createTrigger } from './operations/create-trigger.ts';
import { dropColumn } from './operations/drop-column.ts';
import { dropIndex } from './operations/drop-index.ts';
import { dropTrigger } from './operations/drop-trigger.ts';
import { isKeeper, triggerNames } from './triggers.ts';
import type { DesiredForeignKey, DesiredTable, LiveForeignKey, LiveTable, Operation, Plan } from './types.ts';

/** Compares; new tables come first, foreign keys last, so that each finds what it needs. */
export function planSchema(schema: string, desired: readonly DesiredTable[], live: ReadonlyMap<string, LiveTable>): Plan {
  const tables: Operation[] = [];
  const changes: Operation[] = [];
  const indexes: Operation[] = [];
  const keys: Operation[] = [];
  const triggers: Operation[] = [];
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
    for (const trigger of table.triggers ?? [])
      if (!isCalled(there, trigger.name)) triggers.push(createTrigger(schema, table.name, trigger));
  }
  return { operations: [...tables, ...changes, ...indexes, ...keys, ...triggers] };
}

function isAsWanted(present: LiveForeignKey | undefined, key: DesiredForeignKey): boolean {
  return present?.validated === true && present.target === key.target && present.onDelete === key.onDelete;
}

/** Whether a function is called behind every kind of statement. */
function isCalled(table: LiveTable | undefined, name: string): boolean {
  return table !== undefined && triggerNames(name).every((each) => table.triggers.has(each.name));
}

/** Indexes and derived columns that a model needed and the next one does not, and our triggers that it does not know; those that are not ours are never among them. */
export function planRemovals(
  schema: string,
  before: readonly DesiredTable[],
  after: readonly DesiredTable[],
  live: ReadonlyMap<string, LiveTable>,
): Operation[] {
  const wanted = new Set(after.flatMap((table) => table.indexes.map((index) => index.name)));
  const next = new Map(after.map((table) => [table.name, table]));
  const triggers = planTriggerRemovals(schema, after, live);
  return [
    ...triggers,
    ...before.flatMap((table) => {
      const kept = next.get(table.name);
      // A table that is no longer in the model lies in the trash as it is.
      if (!kept) return [];
      const columns = new Set(kept.columns.map((column) => column.name));
      const indexes = table.indexes.filter((index) => !wanted.has(index.name) && live.get(table.name)?.indexes.has(index.name) === true);
      const derived = table.columns.filter(
        (column) => column.derived === true && !columns.has(column.name) && live.get(table.name)?.columns.has(column.name) === true,
      );
      return [
        ...indexes.map((index) => dropIndex(schema, table.name, index)),
        ...derived.map((column) => dropColumn(schema, table.name, column)),
      ];
    }),
  ];
}

/** Triggers that keep what the model does not keep, also those that a change which was not made has left: on tables in the trash, too. */
export function planTriggerRemovals(schema: string, after: readonly DesiredTable[], live: ReadonlyMap<string, LiveTable>): Operation[] {
  const wanted = new Set(after.flatMap((table) => (table.triggers ?? []).map((trigger) => `${table.name} ${trigger.name}`)));
  return [...live.values()].flatMap((table) => {
    const names = new Set([...table.triggers].filter(isKeeper).map((name) => name.replace(/_[a-z]+$/u, '')));
    return [...names].filter((name) => !wanted.has(`${table.name} ${name}`)).map((name) => dropTrigger(schema, table.name, name));
  });
}
