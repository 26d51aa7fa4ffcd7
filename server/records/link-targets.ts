/** What a written link points at must be there, alive and visible to the writer. The check locks it against deletion. */
import type { Context } from '../access/context.ts';
import { slot } from '../database/named.ts';
import { all, id, sql, type Sql } from '../database/sql.ts';
import type { Queryable } from '../database/types.ts';
import type { Entity, Field } from '../model/types.ts';
import { readScope } from '../query/scope.ts';
import { columnSql, createSource, tableSql, type Compilation } from '../query/source.ts';
import { statementFor } from '../query/statement-cache.ts';

/** A canonical link value as the entities and ids that it points at. */
export function linkTargets(field: Field, value: unknown): { entity: string; id: string }[] {
  if (value === null || value === undefined || field.targets.length === 0) return [];
  if (field.kind === 'linkAny') {
    const any = value as { entity: string; id: string };
    return [{ entity: any.entity, id: any.id }];
  }
  const target = field.targets[0] ?? '';
  return (Array.isArray(value) ? value : [value]).map((each) => ({ entity: target, id: String(each) }));
}

/** Selects, and locks FOR KEY SHARE, those of some ids that the actor may link to. */
export function targetsSql(compilation: Compilation, entity: Entity, ids: unknown): Sql {
  const source = createSource(compilation, entity);
  const where = all([
    sql`${columnSql(source, 'id')} = any(${ids}::uuid[])`,
    sql`${columnSql(source, 'deleted_at')} is null`,
    ...readScope(source),
  ]);
  return sql`select ${columnSql(source, 'id')}::text as id from ${tableSql(compilation.context, entity.table)} ${id(source.alias)} where ${where} order by ${columnSql(source, 'id')} for key share of ${id(source.alias)}`;
}

/**
 * Which of the ids the actor may link to; the rest are missing, deleted or hidden, and nobody is told which.
 * Rows are locked FOR KEY SHARE until the transaction ends, so that a delete, which locks FOR UPDATE, cannot slip in between.
 */
export async function lockTargets(context: Context, tx: Queryable, entity: Entity, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const statement = statementFor(context, ['targets', entity.id], {}, [[...new Set(ids)].sort()], (compilation) =>
    targetsSql(compilation, entity, slot(0)),
  );
  const { rows } = await tx.query<{ id: string }>(statement);
  return new Set(rows.map((row) => row.id));
}
