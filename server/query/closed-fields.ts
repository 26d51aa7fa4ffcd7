/** Fields that a reader may see on some records only: which of them are closed on a record as it stands. */
import type { Context } from '../access/context.ts';
import { slot } from '../database/named.ts';
import { id, join, literal, raw, sql, type Sql } from '../database/sql.ts';
import type { Queryable } from '../database/types.ts';
import type { Entity } from '../model/types.ts';
import { startCompilation } from './compilation.ts';
import { guardOf } from './guard.ts';
import { columnSql, createSource, tableSql, type Source } from './source.ts';
import { statementFor } from './statement-cache.ts';

/** SQL of the ids of the fields that are closed on the source's record, as a text array; undefined when there are none that could be. */
export function closedFieldsSql(source: Source): Sql | undefined {
  const closed = [...source.entity.fields.values()].flatMap((field) => {
    const guard = guardOf(source, field);
    return guard === undefined ? [] : [sql`case when ${guard} then null else ${literal(field.id)} end`];
  });
  return closed.length === 0 ? undefined : sql`array_remove(array[${join(closed)}]::text[], null)`;
}

/** The ids of closed fields by record; without a statement where no field can be closed. */
export async function readClosedFields(
  context: Context,
  db: Queryable,
  entity: Entity,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  if (ids.length === 0 || closedFieldsSql(createSource(startCompilation(context), entity)) === undefined) return new Map();
  const statement = statementFor(context, ['closed', entity.id], {}, [ids], (compilation) => {
    const source = createSource(compilation, entity);
    const closed = closedFieldsSql(source) ?? raw(`'{}'::text[]`);
    return sql`select ${columnSql(source, 'id')}::text as id, ${closed} as closed from ${tableSql(context, entity.table)} ${id(source.alias)} where ${columnSql(source, 'id')} = any(${slot(0)}::uuid[])`;
  });
  const { rows } = await db.query<{ id: string; closed: string[] }>(statement);
  return new Map(rows.map((row) => [row.id, new Set(row.closed)]));
}
