/** What points at records: by links of every kind, with the entity that holds each. */
import type { Context } from '../access/context.ts';
import { isReadable } from '../access/fields.ts';
import { all, id, literal, raw, sql, toStatement, type Sql } from '../database/sql.ts';
import type { Queryable } from '../database/types.ts';
import { conflict, type Problem } from '../kernel/errors.ts';
import type { Entity, Field } from '../model/types.ts';
import { startCompilation } from '../query/compilation.ts';
import { columnSql, createSource, tableSql } from '../query/source.ts';
import { refusal, shownEntity, shownPlural, shownTitle } from '../access/wording.ts';

/** A link that leads to an entity. */
export interface Referrer {
  readonly holder: Entity;
  readonly link: Field;
}

/** A record that points at another one. */
export interface Pointing {
  readonly id: string;
  readonly target: string;
}

/** Links that do something when what they point at is deleted. */
export function referrers(context: Context, entity: Entity, onDelete: Field['onDelete']): Referrer[] {
  return entity.backlinks.flatMap((backlink) => {
    const holder = context.model.entities.get(backlink.entity);
    const link = holder?.fields.get(backlink.field);
    return holder && link && !link.system && link.onDelete === onDelete ? [{ holder, link }] : [];
  });
}

/**
 * Records that point at these by one link, whoever may see them.
 * @param options `deletedBy`: those in the trash that one of these operations has brought there, instead of the living; `without`: ids that do not
 *   count; `limit`: how many at the most
 */
export async function pointing(
  context: Context,
  tx: Queryable,
  entity: Entity,
  { holder, link }: Referrer,
  ids: readonly string[],
  options: { readonly deletedBy?: readonly string[]; readonly without?: readonly string[]; readonly limit: number },
): Promise<Pointing[]> {
  const child = createSource(startCompilation(context), holder, true);
  const key = columnSql(child, 'id');
  const list = sql`any(${[...ids]}::uuid[])`;
  const table = sql`${tableSql(context, holder.table)} ${id(child.alias)}`;
  let [from, target, tie]: [Sql, Sql, Sql] = [table, columnSql(child, link.column), raw('true')];
  if (link.joinTable !== undefined) {
    from = sql`${tableSql(context, link.joinTable)} j join ${table} on ${key} = j.from_id`;
    target = raw('j.to_id');
  } else if (link.kind === 'linkAny') {
    const [entityColumn, idColumn] = link.type.columns(link);
    target = columnSql(child, idColumn?.name ?? '');
    tie = sql`${columnSql(child, entityColumn?.name ?? '')} = ${literal(entity.id)}`;
  }
  const gone =
    options.deletedBy &&
    sql`exists (select 1 from ${id(context.database.schema, 'relata_history')} h where h.entity = ${holder.id}
    and h.record_id = ${key} and h.action = 'delete' and h.operation = any(${[...options.deletedBy]}::uuid[]))`;
  const state = gone ? sql`${columnSql(child, 'deleted_at')} is not null and ${gone}` : sql`${columnSql(child, 'deleted_at')} is null`;
  const without = options.without === undefined ? raw('true') : sql`${key} <> all(${[...options.without]}::uuid[])`;
  const where = all([sql`${target} = ${list}`, tie, state, without]);
  const { rows } = await tx.query<Pointing>(
    toStatement(sql`select ${key}::text as id, ${target}::text as target from ${from} where ${where} limit ${options.limit}::int`),
  );
  return rows;
}

/** 409: living records point at one that is to be deleted. Their kind is named to those who may know of it, the records to nobody. */
export function restricted(context: Context, entity: Entity, { holder, link }: Referrer): Problem {
  const { model, rights } = context;
  const known = rights.entity(holder.id).scope('read') !== 'none' && isReadable(model, rights, holder, link);
  const about = {
    entity: shownEntity(context, entity).title,
    holders: shownPlural(context, holder),
    link: shownTitle(context, holder, link),
  };
  return conflict(
    refusal(context, known ? 'restricted' : 'restrictedUnseen', about),
    [
      {
        pointer: '',
        code: 'restricted',
        message: refusal(context, known ? 'pointing' : 'pointingUnseen', about),
        hint: refusal(context, known ? 'pointingHint' : 'pointingUnseenHint', about),
      },
    ],
    'restricted',
  );
}
