/** A foreign key in two steps: from now on for new rows, then checked for the old ones without a lock that stops writers. */
import { quoteIdentifier as q } from '../../database/sql.ts';
import type { DesiredForeignKey, Operation } from '../types.ts';

/** @param present the key is there and only waits to be validated */
export function addForeignKey(schema: string, table: string, key: DesiredForeignKey, present: boolean): Operation {
  const on = `${q(schema)}.${q(table)}`;
  const add = `alter table ${on} add constraint ${q(key.name)} foreign key (${q(key.column)}) references ${q(schema)}.${q(key.target)} (id) on delete ${key.onDelete} not valid`;
  return {
    type: 'add-foreign-key',
    table,
    class: 'online',
    summary: `Tie ${table}.${key.column} to ${key.target}.`,
    statements: [...(present ? [] : [{ text: add }]), { text: `alter table ${on} validate constraint ${q(key.name)}`, alone: true }],
  };
}
