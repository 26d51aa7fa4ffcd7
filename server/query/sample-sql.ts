/** A sample of a table's pages, to guess from: the same pages each time, which stay in memory. */
import { literal, sql, type Sql } from '../database/sql.ts';

/** The number of pages (of 8 kB) of a table, at least one. @param table its qualified name, without values */
export function pagesSql(table: Sql): Sql {
  return sql`greatest(1, pg_relation_size(${literal(table.chunks.join(''))}::regclass) / 8192)`;
}

/** Of a hundred pages so many are in the sample: a constant of the statement. @param wanted how many pages, whole or as an expression of `n.pages` */
export function sampleShare(table: Sql, wanted: Sql): Sql {
  return sql`(select least(100, 100.0 * ${wanted} / n.pages) from (select ${pagesSql(table)} as pages) n)`;
}

/** What stands behind a table and its alias in FROM. @param share of a hundred pages */
export function tablesample(share: Sql): Sql {
  return sql`tablesample system (${share}) repeatable (1)`;
}
