/** Names of triggers that keep what follows from other values. */

const prefix = 'relata_kept_';

/** One trigger of a function: when it is called, and which of the rows before and after the statement there are. */
export interface NamedTrigger {
  readonly name: string;
  readonly event: 'insert' | 'update' | 'delete';
  readonly rows: string;
}

/** The triggers that call a function: PostgreSQL wants one for each event, since the rows differ. */
export function triggerNames(name: string): NamedTrigger[] {
  return [
    { name: `${name}_insert`, event: 'insert', rows: 'new table as fresh' },
    { name: `${name}_update`, event: 'update', rows: 'old table as stale new table as fresh' },
    { name: `${name}_delete`, event: 'delete', rows: 'old table as stale' },
  ];
}

/** Whether a trigger is one of ours that keep something. */
export function isKeeper(name: string): boolean {
  return name.startsWith(prefix);
}
