/**
 * Brings the values of a field into its new column, in batches, while people go on working. A trigger notes the records whose old value
 * changes meanwhile; they are brought over again, the last of them in the moment of the switch.
 */
import { join, id, quoteIdentifier, raw, sql, toStatement, type Sql } from '../../database/sql.ts';
import type { Database, Queryable } from '../../database/types.ts';
import type { FieldEnvironment } from '../../fields/types.ts';
import type { Entity, Field } from '../../model/types.ts';
import { convertValue } from './convert-values.ts';

const batchSize = 1000;

/** What is converted, for which change set. */
export interface Conversion {
  readonly changeSet: string;
  readonly entity: Entity;
  readonly before: Field;
  readonly after: Field;
  /** The new columns hold values of an earlier time. */
  readonly revived: boolean;
  readonly environment: FieldEnvironment;
}

/** Names of the trigger and of the table of records that changed meanwhile. */
export function dirtyNames(conversion: Pick<Conversion, 'entity' | 'after'>): { readonly table: string; readonly trigger: string } {
  const base = `relata_dirty_${conversion.entity.table}_${conversion.after.column}`.slice(0, 60);
  return { table: base, trigger: base };
}

/** SQL that begins to note changes; each statement may be run again. */
export function watchStatements(schema: string, conversion: Pick<Conversion, 'entity' | 'before' | 'after'>): string[] {
  const { table, trigger } = dirtyNames(conversion);
  const q = quoteIdentifier;
  const on = `${q(schema)}.${q(conversion.entity.table)}`;
  const dirty = `${q(schema)}.${q(table)}`;
  const differs = (field: Field): string =>
    field.type
      .columns(field)
      .map(({ name }) => `old.${q(name)} is distinct from new.${q(name)}`)
      .join(' or ');
  // Whoever works on the new version writes the new columns: what was noted of such a record before is out of date.
  return [
    `create table if not exists ${dirty} (id uuid primary key)`,
    `create or replace function ${dirty}() returns trigger language plpgsql as $f$ begin
       if tg_op = 'INSERT' then insert into ${dirty} select new.id where ${filled(conversion.before)} on conflict do nothing;
       elsif ${differs(conversion.before)} then insert into ${dirty} values (new.id) on conflict do nothing;
       elsif ${differs(conversion.after)} then delete from ${dirty} where id = new.id; end if; return null; end $f$`,
    `create or replace trigger ${q(trigger)} after insert or update on ${on} for each row execute function ${dirty}()`,
  ];
}

/** Whether a new row holds a value of the field. */
function filled(field: Field): string {
  return field.type
    .columns(field)
    .map(({ name }) => `new.${quoteIdentifier(name)} is not null`)
    .join(' or ');
}

/** SQL that ends the noting and clears it away. */
export function unwatchStatements(schema: string, conversion: Pick<Conversion, 'entity' | 'after'>): string[] {
  const { table, trigger } = dirtyNames(conversion);
  const q = quoteIdentifier;
  return [
    `drop trigger if exists ${q(trigger)} on ${q(schema)}.${q(conversion.entity.table)}`,
    `drop function if exists ${q(schema)}.${q(table)}()`,
    `drop table if exists ${q(schema)}.${q(table)}`,
  ];
}

/**
 * Converts all records from a cursor on.
 * @param after the last id of an earlier run; null from the beginning
 * @param saved is told after each batch where it ended and how many records it held; false ends the run
 */
export async function convertAll(
  database: Database,
  conversion: Conversion,
  after: string | null,
  saved: (cursor: string, count: number) => Promise<boolean>,
): Promise<boolean> {
  for (let cursor = after; ;) {
    const where = cursor === null ? sql`true` : sql`id > ${cursor}::uuid`;
    const ids = await database.tx((tx) => convertWhere(tx, database.schema, conversion, sql`${where} order by id limit ${batchSize}::int`));
    cursor = ids.at(-1) ?? null;
    if (cursor === null) return true;
    if (!(await saved(cursor, ids.length))) return false;
  }
}

/** Converts what changed since it was noted. @returns how many records were brought over again */
export async function convertDirty(tx: Queryable, schema: string, conversion: Conversion, limit = batchSize): Promise<number> {
  const { table } = dirtyNames(conversion);
  const { rows } = await tx.query<{ id: string }>(
    toStatement(
      sql`delete from ${id(schema, table)} where id in (select id from ${id(schema, table)} limit ${limit}::int for update skip locked) returning id::text as id`,
    ),
  );
  if (rows.length === 0) return 0;
  await convertWhere(tx, schema, conversion, sql`id = any(${rows.map((row) => row.id)}::uuid[])`);
  return rows.length;
}

/** Converts one batch: reads it under a lock on its rows, writes the new columns, notes what could not be converted. */
async function convertWhere(tx: Queryable, schema: string, conversion: Conversion, where: Sql): Promise<string[]> {
  const { entity, before, after, environment } = conversion;
  const table = id(schema, entity.table);
  const value = before.type.read(before, (column) => id(column));
  const old = conversion.revived ? after.type.read(after, (column) => id(column)) : sql`null::json`;
  const { rows } = await tx.query<{ id: string; value: unknown; old: unknown }>(
    toStatement(
      sql`select b.id::text as id, b.value, b.old from (select id, to_json(${value}) as value, to_json(${old}) as old from ${table} where ${where} for update) b order by b.id`,
    ),
  );
  if (rows.length === 0) return [];
  const columns = after.type.columns(after);
  const failed: { id: string; value: unknown; reason: string }[] = [];
  const fresh = rows.map((row) => {
    const converted = isUnchanged(row, conversion)
      ? { ok: true as const, value: row.old }
      : convertValue(row.value, before, after, environment);
    if (!converted.ok) failed.push({ id: row.id, value: row.value, reason: converted.reason });
    const cells = after.type.toColumns(converted.ok ? converted.value : null, after, environment);
    return { id: row.id, ...Object.fromEntries(columns.map((column, index) => [column.name, cells[index] ?? null])) };
  });
  const types = join([sql`id uuid`, ...columns.map((column) => sql`${id(column.name)} ${raw(column.type)}`)]);
  const set = join(columns.map((column) => sql`${id(column.name)} = n.${id(column.name)}`));
  await tx.query(
    toStatement(
      sql`update ${table} t set ${set} from jsonb_to_recordset(${JSON.stringify(fresh)}::jsonb) as n(${types}) where t.id = n.id`,
    ),
  );
  await noteUnconverted(
    tx,
    schema,
    conversion,
    rows.map((row) => row.id),
    failed,
  );
  return rows.map((row) => row.id);
}

/** Whether a value is still what the conversion of the old one made of it; then the old one says more. */
function isUnchanged(
  row: { readonly value: unknown; readonly old: unknown },
  { before, after, revived, environment }: Conversion,
): boolean {
  if (!revived || row.old === null) return false;
  const made = convertValue(row.old, after, before, environment);
  return JSON.stringify(made.ok ? made.value : null) === JSON.stringify(row.value);
}

async function noteUnconverted(
  tx: Queryable,
  schema: string,
  { changeSet, entity, after }: Conversion,
  ids: readonly string[],
  failed: readonly { id: string; value: unknown; reason: string }[],
): Promise<void> {
  const table = id(schema, 'relata_unconverted');
  const which = sql`change_set = ${changeSet}::uuid and entity = ${entity.id} and field = ${after.id}`;
  await tx.query(toStatement(sql`delete from ${table} where ${which} and record_id = any(${[...ids]}::uuid[])`));
  if (failed.length === 0) return;
  await tx.query(
    toStatement(sql`insert into ${table} (change_set, entity, field, record_id, value, reason)
      select ${changeSet}::uuid, ${entity.id}, ${after.id}, f.id, f.value, f.reason from jsonb_to_recordset(${JSON.stringify(failed)}::jsonb) as f(id uuid, value jsonb, reason text)`),
  );
}
