/** A function that the model no longer asks for: it would slow every write. */
import type { Operation } from '../types.ts';
import { dropTriggerStatements } from './create-trigger.ts';

/** Drops a function with its triggers while people work. */
export function dropTrigger(schema: string, table: string, name: string): Operation {
  return {
    type: 'drop-trigger',
    table,
    class: 'instant',
    summary: `Keep rollups over ${table} no longer.`,
    statements: dropTriggerStatements(schema, table, name).map((text) => ({ text })),
  };
}
