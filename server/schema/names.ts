/** Names of indexes and constraints: derived from what they serve, at most 63 bytes, the same on every node. */
import { createHash } from 'node:crypto';

/** Joins parts to a name; a longer one is cut and ends in a hash of the whole. */
export function objectName(...parts: readonly string[]): string {
  const whole = parts.join('_');
  if (Buffer.byteLength(whole) <= 63) return whole;
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, 8);
  return `${whole.slice(0, 54)}_${hash}`;
}

/** The unique index of some columns of a table; errors of PostgreSQL are traced back to fields by this name. */
export function uniqueIndexName(table: string, columns: readonly string[]): string {
  return objectName(table, ...columns, 'unique');
}

/** The foreign key of a column. */
export function foreignKeyName(table: string, column: string): string {
  return objectName(table, column, 'fkey');
}
