/** Where the values of a field stand, in its table's columns or as rows of a join table, and how they are read and written in batches. */
import { id, join, raw, sql, toStatement, type Sql } from '../../database/sql.ts';
import type { Database, Queryable } from '../../database/types.ts';
import type { FieldEnvironment } from '../../fields/types.ts';
import type { Entity, Field } from '../../model/types.ts';
import { sealingFor } from '../../records/physical.ts';

/** Whether a field has values of its own in the database. */
export function isStored(field: Field): boolean {
  return field.joinTable !== undefined || field.type.columns(field).length > 0;
}

/** SQL of the canonical value of a field in a row `t`, as JSON; NULL for empty. */
export function storedValue(schema: string, field: Field): Sql {
  if (field.joinTable === undefined) return sql`to_json(${field.type.read(field, (column) => sql`t.${id(column)}`)})`;
  return sql`(select to_json(array_agg(j.to_id order by j.position, j.to_id)) from ${id(schema, field.joinTable)} j where j.from_id = t.id)`;
}

/** A canonical value for one record, and the environment in which it becomes columns. */
export interface FreshValue {
  readonly id: string;
  readonly value: unknown;
  readonly environment: FieldEnvironment;
}

/** Gives records their values of a field, whatever they had there before. */
export async function writeValues(
  tx: Queryable,
  database: Database,
  entity: Entity,
  field: Field,
  fresh: readonly FreshValue[],
): Promise<void> {
  const { schema } = database;
  if (field.joinTable !== undefined) return writeLinks(tx, id(schema, field.joinTable), fresh);
  const encrypted = field.type.encrypts !== undefined;
  if (encrypted) await database.cipher.ready();
  const columns = field.type.columns(field);
  const rows = fresh.map(({ id: record, value, environment }) => {
    const cells = field.type.toColumns(value, field, encrypted ? sealingFor(database, record, environment) : environment);
    return { id: record, ...Object.fromEntries(columns.map((column, index) => [column.name, cells[index] ?? null])) };
  });
  const types = join([sql`id uuid`, ...columns.map((column) => sql`${id(column.name)} ${raw(column.type)}`)]);
  const set = join(columns.map((column) => sql`${id(column.name)} = n.${id(column.name)}`));
  await tx.query(
    toStatement(
      sql`update ${id(schema, entity.table)} t set ${set} from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(${types}) where t.id = n.id`,
    ),
  );
}

async function writeLinks(tx: Queryable, table: Sql, fresh: readonly FreshValue[]): Promise<void> {
  const pairs = fresh.flatMap(({ id: from, value }) =>
    ((value ?? []) as readonly string[]).map((to, position) => ({ from_id: from, to_id: to, position })),
  );
  await tx.query(toStatement(sql`delete from ${table} where from_id = any(${fresh.map((each) => each.id)}::uuid[])`));
  if (pairs.length === 0) return;
  await tx.query(
    toStatement(sql`insert into ${table} (from_id, to_id, position)
      select n.from_id, n.to_id, n.position from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as n(from_id uuid, to_id uuid, position int)`),
  );
}
