/** Which of many records a reader may see. */
import type { Context } from '../access/context.ts';
import { slot } from '../database/named.ts';
import { all, id, sql } from '../database/sql.ts';
import type { Queryable } from '../database/types.ts';
import { readScope } from './scope.ts';
import { columnSql, createSource, tableSql } from './source.ts';
import { statementFor } from './statement-cache.ts';

/** Those of these records that the reader may see, also in the trash; none of an entity that is unknown or closed to them. */
export async function visibleIds(
  context: Context,
  entityId: string,
  ids: readonly string[],
  database: Queryable = context.database,
): Promise<Set<string>> {
  const entity = context.model.entities.get(entityId);
  if (!entity || context.rights.entity(entityId).scope('read') === 'none') return new Set();
  const statement = statementFor(context, ['visible', entity.id], {}, [ids], (compilation) => {
    const source = createSource(compilation, entity);
    const where = all([sql`${columnSql(source, 'id')} = any(${slot(0)}::uuid[])`, ...readScope(source)]);
    return sql`select ${columnSql(source, 'id')}::text as id from ${tableSql(context, entity.table)} ${id(source.alias)} where ${where}`;
  });
  const { rows } = await database.query<{ id: string }>(statement);
  return new Set(rows.map((row) => row.id));
}
