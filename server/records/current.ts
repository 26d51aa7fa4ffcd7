/** Records as they stand, locked for the rest of the transaction, in canonical values. */
import type { Context } from '../access/context.ts';
import type { RecordAction } from '../access/scopes.ts';
import { slot } from '../database/named.ts';
import { all, id, join, raw, sql, type Sql } from '../database/sql.ts';
import type { Transaction } from '../database/types.ts';
import { oncePer } from '../kernel/once-per.ts';
import type { Entity, Field } from '../model/types.ts';
import { readScope, reachedSql, restrictedSql, roleScope } from '../query/scope.ts';
import { columnSql, createSource, tableSql, type Source } from '../query/source.ts';
import { statementFor } from '../query/statement-cache.ts';
import type { Row } from '../query/types.ts';

/** A locked record: its canonical values, whether the actor may see it, whether their roles let them do what they are about to, and which restrictions hold for it. */
export interface CurrentRecord {
  readonly values: Row;
  readonly version: number;
  readonly deleted: boolean;
  readonly readable: boolean;
  readonly permitted: boolean;
  /** Whether that is so by their roles alone, and not because the record was shared. */
  readonly byRole: boolean;
  /** Which roles permit each of the actions, as `<action> <role>`; null where all that do give the same of every field. */
  readonly reached: readonly string[] | null;
  /** Ids of restrictions on this action, also of those that are about some fields. */
  readonly restricted: readonly string[];
}

/** Fields whose values are stored (not computed), system fields included. */
export const storedFields: (entity: Entity) => readonly Field[] = oncePer((entity) =>
  [...entity.fields.values()].filter((field) => field.joinTable !== undefined || field.type.columns(field).length > 0),
);

/** Whether values of a record stand beside its row. */
const standsBeside = oncePer((entity: Entity) => storedFields(entity).some((field) => field.joinTable !== undefined));

/**
 * Locks rows in the order of their ids and reads nothing. Whoever waits for a row gets it as it is by then, but all that stands beside it as it was
 * when the waiting began: where that matters the rows are read by a statement of their own, behind this one.
 */
export async function lockRows(context: Context, tx: Transaction, entity: Entity, ids: readonly string[]): Promise<void> {
  const statement = statementFor(context, ['lock rows', entity.id], {}, [ids], () => {
    const table = tableSql(context, entity.table);
    return sql`select 1 from ${table} where id = any(${slot(0)}::uuid[]) order by id for update`;
  });
  await tx.query(statement);
}

/**
 * Reads records, and locks them in the order of their ids (so that two batches cannot wait for one another), where there is a transaction to
 * hold locks; else the write finds out by their versions whether somebody came in between.
 * @param actions all that is to be done with each of them
 * @returns by id; ids that are not there are missing from the map
 */
export async function lockRecords(
  context: Context,
  tx: Transaction,
  entity: Entity,
  ids: readonly string[],
  actions: readonly RecordAction[],
): Promise<Map<string, CurrentRecord>> {
  if (ids.length === 0) return new Map();
  if (tx.locks && standsBeside(entity)) await lockRows(context, tx, entity, ids);
  const statement = statementFor(context, [tx.locks ? 'lock' : 'look', entity.id, actions], {}, [ids], (compilation) => {
    const source = createSource(compilation, entity);
    return sql`select ${columnSql(source, 'id')}::text as id, ${columnSql(source, 'version')}::int as version, ${columnSql(source, 'deleted_at')} is not null as deleted,
      coalesce(${all(readScope(source))}, false) as readable, coalesce(${all(actions.flatMap((action) => roleScope(source, action)))}, false) as permitted,
      coalesce(${all(actions.flatMap((action) => roleScope(source, action, { shares: false })))}, false) as "byRole", ${reachedSql(source, actions)} as reached, ${restrictedSql(source, actions)} as restricted, ${canonicalJson(source)} as values
      from ${tableSql(context, entity.table)} ${id(source.alias)} where ${columnSql(source, 'id')} = any(${slot(0)}::uuid[]) order by ${columnSql(source, 'id')}${tx.locks ? sql` for update of ${id(source.alias)}` : raw('')}`;
  });
  const { rows } = await tx.query<CurrentRecord & { id: string }>(ids.length === 1 ? { ...statement, brief: true } : statement);
  return new Map(rows.map((row) => [row.id, row]));
}

/** The canonical values of all stored fields, as one JSON object. */
export function canonicalJson(source: Source): Sql {
  const columns = storedFields(source.entity).map((field) => sql`${canonical(source, field)} as ${id(field.name)}`);
  return sql`(select row_to_json(v) from (select ${join(columns)}) v)`;
}

function canonical(source: Source, field: Field): Sql {
  if (field.joinTable === undefined) return field.type.read(field, (column) => columnSql(source, column));
  const table = tableSql(source.compilation.context, field.joinTable);
  const between = raw(source.compilation.alias());
  return sql`(select coalesce(json_agg(${between}.to_id order by ${between}.position), '[]') from ${table} ${between} where ${between}.from_id = ${columnSql(source, 'id')})`;
}
