/**
 * Brings the values of a field into their new place, in batches, while people go on working. Triggers note the records whose old value
 * changes meanwhile; they are brought over again, the last of them in the moment of the switch.
 */
import type { Context } from '../../access/context.ts';
import { insideTransaction } from '../../database/inside.ts';
import { id, sql, toStatement, type Sql } from '../../database/sql.ts';
import type { Database, Queryable } from '../../database/types.ts';
import type { FieldEnvironment } from '../../fields/types.ts';
import type { Field } from '../../model/types.ts';
import { atRateOf } from '../../records/physical.ts';
import { withRates } from '../../records/rates.ts';
import { isSecret } from './convert-values.ts';
import { prepareBringing } from './bring-values.ts';
import { storedValue, writeValues, type FreshValue } from './stored-values.ts';
import { dirtyTable, type Watched } from './watch.ts';

const batchSize = 1000;

/** What is converted, for which change set. */
export interface Conversion extends Watched {
  readonly changeSet: string;
  /** The new place holds values of an earlier time. */
  readonly revived: boolean;
  readonly environment: FieldEnvironment;
  /** Reads linked records as they are before the change. */
  readonly context: Context;
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
    const where = cursor === null ? sql`true` : sql`t.id > ${cursor}::uuid`;
    const ids = await database.tx((tx) =>
      convertWhere(tx, database.schema, conversion, sql`${where} order by t.id limit ${batchSize}::int`),
    );
    cursor = ids.at(-1) ?? null;
    if (cursor === null) return true;
    if (!(await saved(cursor, ids.length))) return false;
  }
}

/** Converts what changed since it was noted. @returns how many records were brought over again */
export async function convertDirty(tx: Queryable, schema: string, conversion: Conversion, limit = batchSize): Promise<number> {
  const table = id(schema, dirtyTable(conversion));
  const { rows } = await tx.query<{ id: string }>(
    toStatement(
      sql`delete from ${table} where id in (select id from ${table} limit ${limit}::int for update skip locked) returning id::text as id`,
    ),
  );
  if (rows.length === 0) return 0;
  await convertWhere(tx, schema, conversion, sql`t.id = any(${rows.map((row) => row.id)}::uuid[]) order by t.id`);
  return rows.length;
}

interface OldValues {
  readonly id: string;
  readonly value: unknown;
  /** What the new place held at an earlier time. */
  readonly old: unknown;
  /** The day whose exchange rate counts. */
  readonly day: string | null;
}

/** Converts one batch: locks its rows, reads what stands there now, writes the new place, notes what could not be converted. */
async function convertWhere(tx: Queryable, schema: string, conversion: Conversion, where: Sql): Promise<string[]> {
  const { entity, before, after, revived } = conversion;
  const table = id(schema, entity.table);
  const { rows: locked } = await tx.query<{ id: string }>(
    toStatement(sql`select t.id::text as id from ${table} t where ${where} for update`),
  );
  if (locked.length === 0) return [];
  const ids = locked.map((row) => row.id);
  // Rows of join tables have no lock of their own: they are read once their record's is held.
  const old = revived ? storedValue(schema, after) : sql`null::json`;
  const { rows } = await tx.query<OldValues>(
    toStatement(
      sql`select t.id::text as id, ${storedValue(schema, before)} as value, ${old} as old, ${rateDay(conversion)} as day from ${table} t where t.id = any(${ids}::uuid[]) order by t.id`,
    ),
  );
  const context: Context = { ...conversion.context, database: insideTransaction(conversion.context.database, tx) };
  const environment = after.kind === 'money' ? await ratesFor(conversion, context, tx) : conversion.environment;
  const bring = await prepareBringing(context, conversion, rows, environment);
  const failed: { id: string; value: unknown; reason: string }[] = [];
  const fresh = rows.map((row): FreshValue => {
    const dayEnvironment = atRateOf(after, row.day, environment);
    const converted = bring(row);
    if (!converted.ok) failed.push({ id: row.id, value: row.value, reason: converted.reason });
    return { id: row.id, value: converted.value, environment: dayEnvironment };
  });
  await writeValues(tx, context.database, entity, after, fresh);
  // What was left behind is kept in the old place; a value that is or was to be encrypted is not listed beside it.
  const listed = isSecret(conversion) ? failed.map((each) => ({ ...each, value: null })) : failed;
  await noteUnconverted(tx, schema, conversion, ids, listed);
  return ids;
}

/** The currencies of a workspace at their rates in its base currency. */
function ratesFor({ environment }: Conversion, context: Context, tx: Queryable): Promise<FieldEnvironment> {
  return withRates({ ...context, environment }, tx, new Set(environment.currencies));
}

/** The day of a record whose rate counts: that of the field's `rateDate`, else the one on which it was last written. */
function rateDay({ before, after, context, entity }: Conversion): Sql {
  if (after.document.field !== 'money') return sql`null::text`;
  const name = after.document.rateDate;
  const identity = name === undefined ? undefined : entity.fields.get(name)?.id;
  const old = [...(context.model.entities.get(entity.id)?.fields.values() ?? [])];
  const dated = identity === undefined ? undefined : old.find((field) => field.id === identity);
  if (dated === undefined || before.kind !== 'money') return sql`to_char(t.updated_at at time zone 'UTC', 'YYYY-MM-DD')`;
  return sql`left(to_json(${dated.type.read(dated, (column) => sql`t.${id(column)}`)}) #>> '{}', 10)`;
}

async function noteUnconverted(
  tx: Queryable,
  schema: string,
  { changeSet, entity, after }: { readonly changeSet: string; readonly entity: { readonly id: string }; readonly after: Field },
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
