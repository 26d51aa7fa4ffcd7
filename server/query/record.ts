/** One record by its id. */
import type { Context } from '../access/context.ts';
import { slot } from '../database/named.ts';
import { all, id, sql } from '../database/sql.ts';
import type { Statement } from '../database/types.ts';
import { isId } from '../kernel/ids.ts';
import { oncePer } from '../kernel/once-per.ts';
import { notFound, type Problem } from '../kernel/errors.ts';
import type { Entity } from '../model/types.ts';
import { entityFor } from './list.ts';
import { outputJson, type OutputRequest } from './select.ts';
import { readScope } from './scope.ts';
import { columnSql, createSource, joinAll, tableSql } from './source.ts';
import { statementFor } from './statement-cache.ts';
import { refusalOf } from '../access/wording.ts';

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
  const missing = (): Problem => notFound(refusalOf(context, 'noRecord', entity));
  if (!isId(recordId)) throw missing();
  const statement = recordStatement(context, entity, recordId, request);
  const { rows } = await context.database.query<{ json: string; version: number }>(statement);
  const row = rows[0];
  if (!row) throw missing();
  return { json: row.json, version: Number(row.version) };
}

/** The statement that reads a record as `RecordResult`, if the reader may see it. */
export function recordStatement(context: Context, entity: Entity, recordId: string, request: OutputRequest = {}): Statement {
  const statement = statementFor(context, ['record', entity.id, request.select, request.expand], {}, [recordId], (compilation) => {
    const source = createSource(compilation, entity);
    const output = outputJson(source, request);
    const where = all([sql`${columnSql(source, 'id')} = ${slot(0)}::uuid`, ...readScope(source)]);
    return sql`select ${output}::text as json, ${columnSql(source, 'version')} as version from ${tableSql(context, entity.table)} ${id(source.alias)}${joinAll(source)} where ${where}`;
  });
  return request.expand === undefined && isBrief(entity, request.select) ? { ...statement, brief: true } : statement;
}

/** Whether all that is selected are stored fields of the record's own: what is computed, or stands behind links, may be of many records. */
function isBrief(entity: Entity, select: OutputRequest['select']): boolean {
  if (select === undefined) return storesAll(entity);
  return select.every((name) => {
    const field = entity.fields.get(name);
    return field !== undefined && field.type.computed !== true;
  });
}

const storesAll = oncePer((entity: Entity) => [...entity.fields.values()].every(({ type }) => type.computed !== true));
