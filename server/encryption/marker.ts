/**
 * How encrypted values come out of the database: as texts that begin with a marker and say where they stand. The marker is chosen at random by
 * each process and stands in its statements only: no text of a user can begin with it.
 */
import { randomBytes } from 'node:crypto';
import { literal, sql, type Sql } from '../database/sql.ts';
import type { ColumnPlace, ValuePlace } from './sealed-value.ts';

/** Begins every marked text, and nothing else. */
export const marker = `~${randomBytes(15).toString('base64url')}~`;

/**
 * SQL of the marked value of a column; NULL stays NULL. Neither names of tables and columns nor ids nor values hold a slash or what JSON escapes.
 * @param record SQL of the record's id
 * @param value SQL of the column
 */
export function markedSql({ table, column }: ColumnPlace, record: Sql, value: Sql): Sql {
  return sql`(${literal(`${marker}${table}/${column}/`)} || ${record}::text || '/' || ${value})`;
}

/** What a marked text says. */
export interface Marked {
  readonly place: ValuePlace;
  readonly sealed: string;
}

/** Reads a marked text. */
export function readMarked(text: string): Marked {
  const [table = '', column = '', record = '', ...rest] = text.slice(marker.length).split('/');
  return { place: { table, column, record }, sealed: rest.join('/') };
}
