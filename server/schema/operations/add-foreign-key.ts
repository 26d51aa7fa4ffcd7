/** A foreign key in two steps: from now on for new rows, then checked for the old ones without a lock that stops writers. */
import { quoteIdentifier as q } from '../../database/sql.ts';
import type { DesiredForeignKey, LiveForeignKey, Operation } from '../types.ts';

/** @param present the key as it stands: it may only wait to be validated, or say something else than is wanted */
export function addForeignKey(schema: string, table: string, key: DesiredForeignKey, present: LiveForeignKey | undefined): Operation {
  const on = `${q(schema)}.${q(table)}`;
  const definition = `foreign key (${q(key.column)}) references ${q(schema)}.${q(key.target)} (id) on delete ${key.onDelete}`;
  const add = { text: `alter table ${on} add constraint ${q(key.name)} ${definition} not valid` };
  const replace = { text: `alter table ${on} drop constraint ${q(key.name)}, add constraint ${q(key.name)} ${definition} not valid` };
  const right = present?.target === key.target && present.onDelete === key.onDelete;
  const first = present === undefined ? [add] : right ? [] : [replace];
  return {
    type: 'add-foreign-key',
    table,
    class: 'online',
    summary: `Tie ${table}.${key.column} to ${key.target}.`,
    statements: [...first, { text: `alter table ${on} validate constraint ${q(key.name)}`, alone: true }],
  };
}
