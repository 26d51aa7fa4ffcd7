/** What somebody altered by hand: where the tables are not as the newest version left them. What is there beside them is nobody's business. */
import { desiredTables } from '../../schema/desired.ts';
import { planSchema } from '../../schema/plan.ts';
import type { LiveTable, Operation } from '../../schema/types.ts';
import type { Finding, Version } from '../types.ts';
import { modelOf } from '../versions.ts';

/** The steps that would bring the tables back to what a version left. */
export function findDrift(schema: string, version: Version, live: ReadonlyMap<string, LiveTable>): readonly Operation[] {
  return planSchema(schema, version.tables ?? desiredTables(modelOf(version), schema), live).operations;
}

/** Drift as findings of a plan: the plan mends it, but only when a person says so. */
export function driftFindings(drift: readonly Operation[]): Finding[] {
  return drift.map((operation) => ({
    severity: operation.class === 'waiting' ? 'blocks' : 'warns',
    target: `table ${operation.table}`,
    message: `The database was altered by hand: ${wordOperation(operation)}`,
    fix:
      operation.class === 'waiting'
        ? 'Alter it back by hand.'
        : 'Applying this plan mends it; values of a column that was dropped are lost.',
  }));
}

/** What an operation says of the present state, rather than of what it would do. */
function wordOperation({ type, table, summary }: Operation): string {
  if (type === 'create-table') return `the table ${table} is missing.`;
  const lacking = { 'add-column': 'column', 'create-index': 'index', 'add-foreign-key': 'foreign key', 'create-trigger': 'trigger' }[type];
  return lacking === undefined ? summary : `${table} lacks a ${lacking}. ${summary}`;
}
