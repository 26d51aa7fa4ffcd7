/** What points at records that are to be deleted: restrict refuses, cascade takes along. Detached links stay stored and read as empty. */
import type { Context } from '../access/context.ts';
import { all, id, raw, sql, toStatement } from '../database/sql.ts';
import type { Queryable } from '../database/types.ts';
import { conflict } from '../kernel/errors.ts';
import type { Entity, Field } from '../model/types.ts';
import { startCompilation } from '../query/compilation.ts';
import { columnSql, createSource, tableSql } from '../query/source.ts';
import { literal } from '../database/sql.ts';

/** Links that point at an entity, with the entity that holds each. */
function referrers(context: Context, entity: Entity): { holder: Entity; link: Field }[] {
  return entity.backlinks.flatMap((backlink) => {
    const holder = context.model.entities.get(backlink.entity);
    const link = holder?.fields.get(backlink.field);
    return holder && link && !link.system ? [{ holder, link }] : [];
  });
}

/**
 * Refuses when living records point at these by a restricting link.
 * @throws Problem 409 that names the kind of record, not the records
 */
export async function refuseRestricted(context: Context, tx: Queryable, entity: Entity, ids: readonly string[]): Promise<void> {
  for (const { holder, link } of referrers(context, entity)) {
    if (link.onDelete !== 'restrict') continue;
    const found = await pointing(context, tx, entity, holder, link, ids, 1);
    if (found.length > 0) {
      throw conflict(
        `${entity.title} cannot be deleted while ${holder.plural} point at it (${link.title}).`,
        [
          {
            pointer: '',
            code: 'restricted',
            message: `${holder.plural} point at it.`,
            hint: `Delete or reassign these ${holder.plural} first.`,
          },
        ],
        'restricted',
      );
    }
  }
}

/** Records that go along with these, by entity. */
export async function cascading(
  context: Context,
  tx: Queryable,
  entity: Entity,
  ids: readonly string[],
): Promise<{ holder: Entity; ids: string[] }[]> {
  const result: { holder: Entity; ids: string[] }[] = [];
  for (const { holder, link } of referrers(context, entity)) {
    if (link.onDelete !== 'cascade') continue;
    const found = await pointing(context, tx, entity, holder, link, ids, 100_000);
    if (found.length > 0) result.push({ holder, ids: found });
  }
  return result;
}

async function pointing(
  context: Context,
  tx: Queryable,
  entity: Entity,
  holder: Entity,
  link: Field,
  ids: readonly string[],
  limit: number,
): Promise<string[]> {
  const child = createSource(startCompilation(context), holder, true);
  const list = sql`any(${[...ids]}::uuid[])`;
  let tie = sql`${columnSql(child, link.column)} = ${list}`;
  if (link.joinTable !== undefined) {
    const table = tableSql(context, link.joinTable);
    tie = sql`exists (select 1 from ${table} j where j.from_id = ${columnSql(child, 'id')} and j.to_id = ${list})`;
  } else if (link.kind === 'linkAny') {
    const [entityColumn, idColumn] = link.type.columns(link);
    tie = sql`(${columnSql(child, idColumn?.name ?? '')} = ${list} and ${columnSql(child, entityColumn?.name ?? '')} = ${literal(entity.id)})`;
  }
  const where = all([tie, sql`${columnSql(child, 'deleted_at')} is null`]);
  const statement = sql`select ${columnSql(child, 'id')}::text as id from ${tableSql(context, holder.table)} ${id(child.alias)} where ${where} limit ${raw(String(limit))}`;
  const { rows } = await tx.query<{ id: string }>(toStatement(statement));
  return rows.map((row) => row.id);
}
