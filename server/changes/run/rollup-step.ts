/** Computes kept rollups in batches, while people work: the writers' triggers keep what a batch has passed, and what is still to come is computed then. */
import { all, id, join, raw, sql, toStatement, type Sql } from '../../database/sql.ts';
import type { Database } from '../../database/types.ts';
import type { Entity, Model } from '../../model/types.ts';
import { startDefinition } from '../../query/definition.ts';
import { keptFields, recomputation, type KeptField } from '../../query/kept-rollups.ts';
import { computedRollup } from '../../query/rollup-sql.ts';
import { columnSql, createSource } from '../../query/source.ts';

/** Records of the first batch; later ones grow and shrink, so that nobody waits longer than this for a record of a batch. */
const firstBatch = 200;
const largestBatch = 5000;
const longestBatch = 300;

function nextIds(table: Sql, cursor: string | null, limit: number): Sql {
  const where = cursor === null ? raw('true') : sql`id > ${cursor}::uuid`;
  return sql`select id::text as id from ${table} where ${where} order by id limit ${limit}::int`;
}

/**
 * Goes through all records of an entity, those in the trash included, and mends what differs.
 * @param after the last id of an earlier run; null from the beginning
 * @param saved is told after each batch where it ended, how many records it held and how many of them were mended; false ends the run
 */
export async function fillRollups(
  database: Database,
  model: Model,
  entity: Entity,
  after: string | null,
  saved: (cursor: string, count: number, mended: number) => Promise<boolean>,
): Promise<boolean> {
  const table = id(database.schema, entity.table);
  const fields = keptFields(entity);
  if (fields.length === 0) return true;
  for (let cursor = after, size = firstBatch; ;) {
    const started = performance.now();
    const { ids, mended } = await database.tx(async (tx) => {
      const { rows } = await tx.query<{ id: string }>(toStatement(sql`${nextIds(table, cursor, size)} for no key update`));
      const found = rows.map((row) => row.id);
      // Behind the lock, so that it sees what whoever held it before has committed.
      const { rowCount } = await tx.query(
        toStatement(recomputation(startDefinition(model, database.schema), entity, fields, sql`any(${found}::uuid[])`)),
      );
      return { ids: found, mended: rowCount };
    });
    cursor = ids.at(-1) ?? null;
    if (cursor === null) return true;
    const took = performance.now() - started;
    size = Math.max(10, Math.min(largestBatch, took > longestBatch ? Math.floor(size / 2) : took < longestBatch / 4 ? size * 2 : size));
    if (!(await saved(cursor, ids.length, mended))) return false;
  }
}

/** Records of which a kept rollup is not what it should be. */
export interface StrayRollup {
  readonly entity: string;
  readonly field: string;
  readonly records: number;
  /** The first of them. */
  readonly sample: readonly string[];
}

const sampleSize = 5;

/** Compares what is kept with what is computed, in batches, without a lock: each batch is one statement, and sees both at one moment. */
export async function findStrayRollups(database: Database, model: Model, entity: Entity): Promise<StrayRollup[]> {
  const fields = keptFields(entity);
  const found = fields.map(({ field }) => ({ entity: entity.id, field: field.name, records: 0, sample: [] as string[] }));
  if (fields.length === 0) return [];
  for (let cursor: string | null = null; ;) {
    const batch: ComparedBatch | undefined = await compareBatch(database, model, entity, fields, cursor);
    if (!batch || batch.last === null) return found.filter(({ records }) => records > 0);
    batch.ids.forEach((ids, index) => {
      const stray = found[index];
      if (!stray || !ids) return;
      stray.records += ids.length;
      stray.sample.push(...ids.slice(0, sampleSize - stray.sample.length));
    });
    cursor = batch.last;
  }
}

/** The last id of a batch, and for each rollup the ids of records that differ. */
interface ComparedBatch {
  readonly last: string | null;
  readonly ids: readonly (readonly string[] | null)[];
}

async function compareBatch(
  database: Database,
  model: Model,
  entity: Entity,
  fields: readonly KeptField[],
  cursor: string | null,
): Promise<ComparedBatch | undefined> {
  const source = createSource(startDefinition(model, database.schema), entity, true);
  const table = id(database.schema, entity.table);
  const own = columnSql(source, 'id');
  const after = cursor === null ? [] : [sql`${own} > ${cursor}::uuid`];
  const tests = fields.map(
    ({ field, kept }, index) =>
      sql`${columnSql(source, kept.column)} is distinct from ${computedRollup(source, field)} as ${id(`d${index}`)}`,
  );
  const batch = sql`select ${own} as id, ${join(tests)} from ${table} ${id(source.alias)} where ${all(after)} order by ${own} limit ${firstBatch * 5}::int`;
  const ids = fields.map((_, index) => sql`json_agg(b.id order by b.id) filter (where ${id('b', `d${index}`)})`);
  const statement = sql`select max(b.id::text) as last, json_build_array(${join(ids)}) as ids from (${batch}) b`;
  return (await database.query<ComparedBatch>(toStatement(statement))).rows[0];
}
