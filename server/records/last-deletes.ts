/** By which operation records came into the trash, as history tells. */
import type { Context } from '../access/context.ts';
import { id, sql, toStatement } from '../database/sql.ts';
import type { Queryable } from '../database/types.ts';
import type { Entity } from '../model/types.ts';

/** The operation of the last delete of each record, by versions, since clocks of several servers may differ; those that were deleted by themselves have none, and are missing. */
export async function lastDeletes(context: Context, tx: Queryable, entity: Entity, ids: readonly string[]): Promise<Map<string, string>> {
  const table = id(context.database.schema, 'relata_history');
  const last = sql`select h.operation from ${table} h where h.entity = ${entity.id} and h.record_id = r.id and h.action = 'delete' order by h.version desc, h.place desc limit 1`;
  const { rows } = await tx.query<{ id: string; operation: string }>(
    toStatement(sql`select r.id::text as id, d.operation::text as operation from unnest(${[...ids]}::uuid[]) as r(id)
      cross join lateral (${last}) d where d.operation is not null`),
  );
  return new Map(rows.map((row) => [row.id, row.operation]));
}
