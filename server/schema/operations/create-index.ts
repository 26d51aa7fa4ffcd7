/** An index: at once on a new table, concurrently on one in use. */
import { quoteIdentifier as q } from '../../database/sql.ts';
import type { DesiredIndex, Operation } from '../types.ts';

/**
 * @param fresh the table is made by the same plan, so nobody is in it
 * @param invalid an interrupted concurrent build left its remains, which go first
 */
export function createIndex(schema: string, table: string, index: DesiredIndex, fresh: boolean, invalid: boolean): Operation {
  const kind = index.unique ? 'unique index' : 'index';
  const create = `create ${kind}${fresh ? '' : ' concurrently'} ${q(index.name)} on ${q(schema)}.${q(table)} ${index.definition}`;
  const drop = `drop index concurrently if exists ${q(schema)}.${q(index.name)}`;
  return {
    type: 'create-index',
    table,
    class: fresh ? 'instant' : 'online',
    summary: `Create the ${kind} ${index.name}.`,
    statements: [...(invalid ? [{ text: drop, alone: true }] : []), fresh ? { text: create } : { text: create, alone: true }],
    ...(fresh ? {} : { undo: [drop], index: index.name }),
  };
}
