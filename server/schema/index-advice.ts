/**
 * Indexes that are missing and indexes that nobody uses, from what was asked (`relata_query_usage`) and from PostgreSQL's own statistics. Advice,
 * with the age of what it rests on: a week of statistics says nothing of what is asked once a month.
 */
import { id, sql, toStatement } from '../database/sql.ts';
import type { Database } from '../database/types.ts';
import type { Entity, Field, Model } from '../model/types.ts';

/** Rows below which PostgreSQL is right to read a table whole. */
const largeTable = 10_000;
/** Times a week that a field is filtered or sorted by before an index on it is worth its cost. */
const oftenAWeek = 100;

/** A field by which many records are often looked for, without an index. */
export interface MissingIndex {
  readonly entity: string;
  readonly path: string;
  readonly use: string;
  /** Times in the last seven days, or since counting began. */
  readonly count: number;
  readonly rows: number;
  readonly message: string;
}

/** An index that was never read since the statistics began. */
export interface UnusedIndex {
  readonly index: string;
  readonly table: string;
  readonly bytes: number;
  readonly message: string;
}

/** What the statistics say. */
export interface IndexAdvice {
  readonly missing: readonly MissingIndex[];
  readonly unused: readonly UnusedIndex[];
  /** Since when uses of fields are counted (a date), and since when PostgreSQL counts its indexes' (an instant, or null when it does not say). */
  readonly usageSince: string | null;
  readonly statisticsSince: string | null;
}

/** Looks, and changes nothing. */
export async function adviseIndexes(database: Database, model: Model): Promise<IndexAdvice> {
  const { rows: began } = await database.query<{ usage: string | null; statistics: string | null }>(
    toStatement(sql`select (select min(day)::text from ${id(database.schema, 'relata_query_usage')}) as usage,
      (select to_char(stats_reset at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') from pg_stat_database where datname = current_database()) as statistics`),
  );
  const since = { usage: began[0]?.usage ?? null, statistics: began[0]?.statistics ?? null };
  return {
    missing: await findMissing(database, model, since.usage),
    unused: await findUnused(database, model, since.statistics),
    usageSince: since.usage,
    statisticsSince: since.statistics,
  };
}

interface LiveIndex {
  readonly table: string;
  readonly index: string;
  readonly first: string;
  readonly scans: number;
  readonly bytes: number;
  readonly key: boolean;
  readonly rows: number;
}

/** Indexes of the workspace with their first key, how often they were read and how large they and their tables are. */
async function liveIndexes(database: Database): Promise<LiveIndex[]> {
  const { rows } = await database.query<LiveIndex>(
    toStatement(sql`select t.relname as table, i.relname as index, pg_get_indexdef(x.indexrelid, 1, true) as first, coalesce(s.idx_scan, 0)::float8 as scans,
        pg_relation_size(x.indexrelid)::float8 as bytes, (x.indisunique or x.indisprimary) as key, greatest(t.reltuples, 0)::float8 as rows
      from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid join pg_namespace n on n.oid = t.relnamespace
        left join pg_stat_user_indexes s on s.indexrelid = x.indexrelid
      where n.nspname = ${database.schema} and x.indisvalid order by pg_relation_size(x.indexrelid) desc, i.relname`),
  );
  return rows;
}

async function findMissing(database: Database, model: Model, since: string | null): Promise<MissingIndex[]> {
  const { rows } = await database.query<{ entity: string; path: string; use: string; count: string }>(
    toStatement(sql`select entity, path, use, sum(count)::text as count from ${id(database.schema, 'relata_query_usage')}
      where day > (now() at time zone 'UTC')::date - 7 group by entity, path, use having sum(count) >= ${oftenAWeek}::int order by sum(count) desc`),
  );
  const indexes = await liveIndexes(database);
  const words = { equal: 'filtered by', range: 'filtered by ranges of', text: 'searched through', sort: 'sorted by' };
  return rows.flatMap(({ entity: entityId, path, use, count }): MissingIndex[] => {
    const entity = model.entities.get(entityId);
    const field = entity?.fields.get(path);
    const size = Math.max(0, ...indexes.filter(({ table }) => table === entity?.table).map((each) => each.rows));
    if (!entity || !field || size < largeTable || hasIndex(entity, field, use, indexes)) return [];
    const often = `${Number(count).toLocaleString('en')} times in the last seven days${since === null ? '' : ` (counted since ${since})`}`;
    const what = `${entityId} is ${words[use as keyof typeof words]} "${path}" ${often} without an index that serves it, over ${Math.round(size).toLocaleString('en')} records.`;
    return [{ entity: entityId, path, use, count: Number(count), rows: size, message: `${what} ${mend(use, path)}` }];
  });
}

function mend(use: string, path: string): string {
  if (use === 'sort') return `A view of it that is sorted by "${path}" brings one.`;
  return use === 'text' ? `Put "${path}" among the paths of "search" and let people search instead.` : `Set "index": true on "${path}".`;
}

/** Whether some index begins with what the use needs: the column itself, or its folded form where text is compared. What looks into texts has none. */
function hasIndex(entity: Entity, field: Field, use: string, indexes: readonly LiveIndex[]): boolean {
  const columns = field.type.columns(field).map(({ name }) => name);
  if (columns.length === 0) return true;
  if (use === 'text') return false;
  const folded = field.type.valueType === 'text' && use === 'equal';
  const wanted = columns.flatMap((name) =>
    folded ? [`relata_fold(${name})`, `relata_fold(${JSON.stringify(name)})`] : [name, JSON.stringify(name)],
  );
  return indexes.some(
    ({ table, first }) => table === entity.table && wanted.some((text) => (folded ? first.endsWith(text) : first === text)),
  );
}

async function findUnused(database: Database, model: Model, since: string | null): Promise<UnusedIndex[]> {
  const tables = new Set([...model.entities.values()].map(({ table }) => table));
  const indexes = await liveIndexes(database);
  return indexes
    .filter(({ table, scans, key, rows }) => tables.has(table) && scans === 0 && !key && rows >= largeTable)
    .map(({ index, table, bytes }) => ({
      index,
      table,
      bytes,
      message: `The index ${index} (${megabytes(bytes)}) was never read ${since === null ? 'since PostgreSQL began to count' : `since ${since}`}. ${origin(model, table, index)}`,
    }));
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}

/** Where an index comes from, and so how it goes. */
function origin(model: Model, table: string, index: string): string {
  const entity = [...model.entities.values()].find((candidate) => candidate.table === table);
  if (index.endsWith('_search_idx')) return `It serves the search box of ${entity?.id ?? table}, if anybody uses it.`;
  const field = [...(entity?.fields.values() ?? [])].find((candidate) =>
    candidate.type.columns(candidate).some(({ name }) => index === `${table}_${name}_idx` || index === `${table}_${name}_folded_idx`),
  );
  if (field && field.targets.length > 0)
    return `It serves the link "${field.name}": deleting what it points at would read the whole table without.`;
  if (field?.document.index === true) return `It goes when "index" is taken off "${field.name}".`;
  if (field) return `It serves the status "${field.name}".`;
  return `It follows from the filter and order of a view of ${entity?.id ?? table}, and goes with it.`;
}
