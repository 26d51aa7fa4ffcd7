/** Physical names and titles from API names. */
import { createHash } from 'node:crypto';

/** `closeDate` and `close-date` → `close_date`. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase();
}

/** Joins parts to a name of at most 50 bytes, so that indexes and suffixes still fit into PostgreSQL's 63. */
export function physicalName(...parts: readonly string[]): string {
  const whole = parts.join('_');
  if (whole.length <= 50) return whole;
  return `${whole.slice(0, 41)}_${createHash('sha256').update(whole).digest('hex').slice(0, 8)}`;
}

/** Columns that every table of PostgreSQL has by itself: nothing else can have their names. */
const takenByPostgres = new Set(['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid']);

/** The base of a field's columns: `closeDate` → `close_date`. */
export function columnName(fieldId: string): string {
  const name = physicalName(snakeCase(fieldId));
  return takenByPostgres.has(name) ? `${name}_field` : name;
}

/** `closeDate` → `Close date`. */
export function titleFromKey(key: string): string {
  const words = snakeCase(key).replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
