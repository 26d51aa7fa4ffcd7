/**
 * What keeps rollups up to date: for each link that kept rollups run over, a function that the database calls behind every statement which wrote
 * children. It is part of that statement, so nothing that writes can go round it, no crash can come in between, and the write stays one
 * statement for whoever sends it.
 *
 * The function locks the records that the children point at, or pointed at, in the order of their ids, and computes them anew by a statement
 * that begins behind the lock: it sees what other writers of the same records have committed meanwhile, so that none is lost.
 */
import { createHash } from 'node:crypto';
import { id, inlineSql, join, literal, sql, type Sql } from '../database/sql.ts';
import type { Entity, Field, KeptRollup, Model } from '../model/types.ts';
import { startDefinition } from './definition.ts';
import { computedRollup } from './rollup-sql.ts';
import { columnSql, createSource, type Compilation } from './source.ts';

/** A rollup whose values are kept. */
export interface KeptField {
  readonly field: Field;
  readonly kept: KeptRollup;
}

/** The function for one link, and where it is called. */
export interface Keeper {
  /** Named for what it does: another model has another one beside it, until nobody works on the first any more. */
  readonly name: string;
  /** The children's table. */
  readonly table: string;
  /** The text of the function. */
  readonly body: string;
}

/** The rollups of an entity that are kept, in the order of its fields. */
export function keptFields(entity: Entity | undefined): KeptField[] {
  return [...(entity?.fields.values() ?? [])].flatMap((field) => (field.kept ? [{ field, kept: field.kept }] : []));
}

/** The functions that keep all kept rollups of a model. */
export function keepersOf(model: Model, schema: string): Keeper[] {
  return [...model.entities.values()].flatMap((parent) => {
    const byLink = Object.groupBy(keptFields(parent), ({ kept }) => `${kept.child}.${kept.link}`);
    return Object.values(byLink).map((fields) => keeperOf(model, schema, parent, fields ?? []));
  });
}

function keeperOf(model: Model, schema: string, parent: Entity, fields: readonly KeptField[]): Keeper {
  const [first] = fields;
  const child = model.entities.get(first?.kept.child ?? '');
  const link = child?.fields.get(first?.kept.link ?? '');
  if (!child || !link) throw new Error(`A kept rollup of ${parent.id} leads nowhere, although the model was checked.`);
  const pointedAt = (row: 'fresh' | 'stale'): Sql => pointer(row, link, parent);
  const differs = join(
    [...new Set(fields.flatMap(({ kept }) => kept.watched))].map(
      (column) => sql`${id('stale', column)} is distinct from ${id('fresh', column)}`,
    ),
    ' or ',
  );
  const one = (row: 'fresh' | 'stale'): Sql =>
    sql`select array_agg(distinct ${pointedAt(row)}) into touched from ${id(row)} where ${pointedAt(row)} is not null`;
  const table = id(schema, parent.table);
  const compilation = startDefinition(model, schema);
  // By its block: a field may have the variable's name.
  const computing = recomputation(compilation, parent, fields, sql`any(keeper.touched)`);
  if (compilation.momentary()) throw new Error(`A kept rollup of ${parent.id} depends on the time, although the cost rule says no.`);
  const body = inlineSql(sql`<<keeper>> declare touched uuid[];
begin
  if tg_op = 'INSERT' then ${one('fresh')};
  elsif tg_op = 'DELETE' then ${one('stale')};
  else
    select array_agg(distinct pointed.id) into touched
    from stale join fresh on fresh.id = stale.id cross join lateral (values (${pointedAt('stale')}), (${pointedAt('fresh')})) pointed(id)
    where pointed.id is not null and (${differs});
  end if;
  if touched is null then return null; end if;
  perform 1 from ${table} p where p.id = any(keeper.touched) order by p.id for no key update;
  ${computing};
  return null;
end`);
  return { name: `relata_kept_${createHash('sha256').update(body).digest('hex').slice(0, 16)}`, table: child.table, body };
}

/** The id of the record of `parent` that a row of children points at. */
function pointer(row: string, link: Field, parent: Entity): Sql {
  const columns = link.type.columns(link);
  if (link.kind !== 'linkAny') return id(row, columns[0]?.name ?? link.column);
  const [entity, target] = columns;
  return sql`(case when ${id(row, entity?.name ?? '')} = ${literal(parent.id)} then ${id(row, target?.name ?? '')} end)`;
}

/**
 * The statement that computes kept rollups anew where they differ, for records that are locked.
 * @param ids what the ids of the records are compared with
 */
export function recomputation(compilation: Compilation, parent: Entity, fields: readonly KeptField[], ids: Sql): Sql {
  const { schema } = compilation.context.database;
  const source = createSource(compilation, parent, true);
  const values = fields.map(({ field }, index) => sql`${computedRollup(source, field)} as ${id(`r${index}`)}`);
  const table = id(schema, parent.table);
  const set = join(fields.map(({ kept }, index) => sql`${id(kept.column)} = ${id('v', `r${index}`)}`));
  const differs = join(
    fields.map(({ kept }, index) => sql`${id('p', kept.column)} is distinct from ${id('v', `r${index}`)}`),
    ' or ',
  );
  const found = sql`select ${columnSql(source, 'id')} as id, ${join(values)} from ${table} ${id(source.alias)} where ${columnSql(source, 'id')} = ${ids}`;
  return sql`with v as materialized (${found}) update ${table} p set ${set} from v where p.id = v.id and (${differs})`;
}
