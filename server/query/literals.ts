/** Values as typed parameters. Types are always named, so that a prepared statement never has to guess. */
import { raw, sql, type Sql } from '../database/sql.ts';
import type { ValueType } from '../fields/types.ts';

const types: Readonly<Record<ValueType, string>> = {
  text: 'text',
  number: 'numeric',
  money: 'numeric',
  boolean: 'boolean',
  date: 'date',
  instant: 'timestamptz',
  duration: 'numeric',
  code: 'text',
  codes: 'text',
  record: 'uuid',
  records: 'uuid',
  reference: 'uuid',
  none: 'text',
};

/** The PostgreSQL type of parameters that compare with a value type. */
export function parameterType(valueType: ValueType): string {
  return types[valueType];
}

/**
 * A value, or an array of values, as a parameter of a value type.
 * @param whole the column holds whole numbers: it is compared with such where the value is one, since an index on it knows no others
 */
export function literalSql(value: unknown, valueType: ValueType, whole = false): Sql {
  const type = whole && (Array.isArray(value) ? value.every(isWhole) : isWhole(value)) ? 'bigint' : types[valueType];
  return typedParameter(value, type, Array.isArray(value));
}

function isWhole(value: unknown): boolean {
  return /^-?\d{1,18}$/.test(String(value));
}

/** A parameter with its type. */
export function typedParameter(value: unknown, type: string, array = false): Sql {
  const bound = Array.isArray(value) ? value.map((item) => asText(item)) : asText(value);
  return sql`${bound}::${raw(array ? `${type}[]` : type)}`;
}

function asText(value: unknown): string | boolean | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'boolean' ? value : String(value);
}

/** A LIKE pattern for folded text: its own wildcards are taken literally. */
export function likePattern(text: string, atStart: boolean): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('%', '\\%').replaceAll('_', '\\_');
  return atStart ? `${escaped}%` : `%${escaped}%`;
}
