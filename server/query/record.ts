/** One record by its id. */
import type { Context } from '../access/context.ts';
import { all, id, sql } from '../database/sql.ts';
import { isId } from '../kernel/ids.ts';
import { notFound } from '../kernel/errors.ts';
import { entityFor, prepared } from './list.ts';
import { outputJson, type OutputRequest } from './select.ts';
import { readScope } from './scope.ts';
import { startCompilation } from './compilation.ts';
import { columnSql, createSource, joinAll, tableSql } from './source.ts';

/** A record as JSON text, with the version for its ETag. */
export interface RecordResult {
  readonly json: string;
  readonly version: number;
}

/**
 * Reads one record, also from the trash (its `deletedAt` says so).
 * @throws Problem 404 when it is not there or the reader may not see it: the same words for both.
 */
export async function readRecord(
  context: Context,
  entityName: string,
  recordId: string,
  request: OutputRequest = {},
): Promise<RecordResult> {
  const entity = entityFor(context, entityName);
  const missing = notFound(`There is no such record of ${entity.plural}.`);
  if (!isId(recordId)) throw missing;
  const source = createSource(startCompilation(context), entity);
  const output = outputJson(source, request);
  const where = all([sql`${columnSql(source, 'id')} = ${recordId}::uuid`, ...readScope(source)]);
  const statement = sql`select ${output}::text as json, ${columnSql(source, 'version')} as version from ${tableSql(context, entity.table)} ${id(source.alias)}${joinAll(source)} where ${where}`;
  const { rows } = await context.database.query<{ json: string; version: number }>(prepared(statement));
  const row = rows[0];
  if (!row) throw missing;
  return { json: row.json, version: Number(row.version) };
}
