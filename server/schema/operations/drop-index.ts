/** An index that the model no longer asks for: a unique one would go on refusing rows, any other would slow every write. */
import { quoteIdentifier as q } from '../../database/sql.ts';
import type { DesiredIndex, Operation } from '../types.ts';

/** Drops an index while people work. */
export function dropIndex(schema: string, table: string, index: DesiredIndex): Operation {
  return {
    type: 'drop-index',
    table,
    class: 'online',
    summary: `Drop the ${index.unique ? 'unique index' : 'index'} ${index.name}.`,
    statements: [{ text: `drop index concurrently if exists ${q(schema)}.${q(index.name)}`, alone: true }],
  };
}
