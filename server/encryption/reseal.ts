/**
 * Goes over stored values in batches, while people work: with the newest key instead of an older one, or with new digests. Versions and history stay as
 * they are, since nothing changes for anybody. A row that is written meanwhile is left to its writer, who uses the newest key himself; whoever is killed
 * begins again and finds only what is still to be done.
 */
import { id, join, sql, toStatement } from '../database/sql.ts';
import type { Database } from '../database/types.ts';
import { keyIdOf, type ColumnPlace } from './sealed-value.ts';

const batchSize = 500;

/** The columns of an encrypted field, and how the digest of a value is made, where it has one. */
export interface SealedColumn extends ColumnPlace {
  readonly digestColumn: string | undefined;
  /** @param text the JSON text of a value */
  digest(text: string): string;
}

/** Which values are gone over. */
export interface ResealOptions {
  /** All of them, for the sake of their digests; else only those of older keys. */
  readonly everything?: boolean;
  /** Is told how many values were done. */
  readonly progress?: (done: number) => void;
}

/** What became of the values: done, or left since they do not open. */
export interface Resealed {
  readonly done: number;
  readonly shut: number;
}

/** Goes over one column. The keys have to be at hand (`cipher.ready()`). */
export async function resealColumn(database: Database, column: SealedColumn, options: ResealOptions = {}): Promise<Resealed> {
  const { shortId } = database.cipher.ring.active();
  const [table, value] = [id(database.schema, column.table), id(column.column)];
  const older = options.everything === true ? sql`${value} is not null` : sql`${value} not like ${`v1.${shortId}.%`}`;
  let [done, shut, last] = [0, 0, '00000000-0000-0000-0000-000000000000'];
  for (;;) {
    const { rows } = await database.query<{ id: string; sealed: string }>(
      toStatement(
        sql`select id::text as id, ${value} as sealed from ${table} where ${older} and id > ${last}::uuid order by id limit ${batchSize}::int`,
      ),
    );
    if (rows.length === 0) return { done, shut };
    const fresh = [];
    for (const row of rows) {
      const next = await resealed(database, column, row, options.everything === true);
      if (next) fresh.push(next);
      else shut++;
    }
    if (fresh.length > 0) done += await store(database, column, fresh);
    options.progress?.(done);
    last = rows.at(-1)?.id ?? last;
  }
}

interface Fresh {
  readonly id: string;
  readonly old: string;
  readonly sealed: string;
  readonly digest: string | null;
}

async function resealed(
  { cipher }: Database,
  column: SealedColumn,
  { id: record, sealed }: { readonly id: string; readonly sealed: string },
  everything: boolean,
): Promise<Fresh | undefined> {
  const place = { table: column.table, column: column.column, record };
  const text = await cipher.open(place, sealed);
  if (text === null) return undefined;
  const current = everything && keyIdOf(sealed) === cipher.ring.active().shortId;
  return {
    id: record,
    old: sealed,
    sealed: current ? sealed : cipher.seal(place, text),
    digest: column.digestColumn === undefined ? null : column.digest(text),
  };
}

/** Only where the value is still the one that was read. */
async function store(database: Database, { table, column, digestColumn }: SealedColumn, fresh: readonly Fresh[]): Promise<number> {
  const sets = [sql`${id(column)} = n.sealed`, ...(digestColumn === undefined ? [] : [sql`${id(digestColumn)} = n.digest`])];
  const { rowCount } = await database.query(
    toStatement(sql`update ${id(database.schema, table)} t set ${join(sets)} from jsonb_to_recordset(${JSON.stringify(fresh)}::jsonb) as n(id uuid, old text, sealed text, digest text)
      where t.id = n.id and t.${id(column)} = n.old`),
  );
  return rowCount;
}

/** Which keys the values of some columns are encrypted with, and how many of each. */
export async function countByKey(database: Database, columns: readonly ColumnPlace[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { table, column } of columns) {
    const { rows } = await database.query<{ key: string; values: number }>(
      toStatement(
        sql`select split_part(${id(column)}, '.', 2) as key, count(*)::float8 as values from ${id(database.schema, table)} where ${id(column)} is not null group by 1`,
      ),
    );
    for (const { key, values } of rows) counts.set(key, (counts.get(key) ?? 0) + values);
  }
  return counts;
}
