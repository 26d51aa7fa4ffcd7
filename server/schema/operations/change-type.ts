/** A column whose type no longer fits its field. It is never changed unasked: values could be lost. */
import type { DesiredColumn, Operation } from '../types.ts';

/** Says what differs; the step waits for a person. */
export function changeType(table: string, column: DesiredColumn, present: string): Operation {
  return {
    type: 'change-type',
    table,
    class: 'waiting',
    summary: `The column ${table}.${column.name} is ${present}, but the model wants ${column.type}. Give the field another "id" to start a fresh column, or take the change back.`,
    statements: [],
  };
}
