/**
 * What is asked of the database: how often records are filtered and sorted by which fields, so that `relata doctor` can name the indexes that
 * are missing. Counted in memory, and added to a table from time to time; what a process had not written when it died is lost.
 */
import { perSchema } from '../database/per-schema.ts';
import { id, sql, toStatement } from '../database/sql.ts';
import type { Database } from '../database/types.ts';
import { startBeat } from '../kernel/beat.ts';

/** How a field is used: compared with one value, with a range, looked into as text, or sorted by. */
export type FieldUse = 'equal' | 'range' | 'text' | 'sort';

/** How often one field was used in one way since the last flush. */
export interface UseCounter {
  readonly entity: string;
  readonly path: string;
  readonly use: FieldUse;
  count: number;
}

const countersOf = perSchema(() => new Map<string, UseCounter>());
/** Days that counts are kept. */
const keptDays = 30;

/** The counter of a use. Statements that are kept hold on to theirs, so that counting is one addition. */
export function useCounter(database: Database, entity: string, path: string, use: FieldUse): UseCounter {
  const known = countersOf(database);
  const key = `${entity} ${path} ${use}`;
  let counter = known.get(key);
  if (!counter) known.set(key, (counter = { entity, path, use, count: 0 }));
  return counter;
}

/** Adds what was counted to the table, by the day, and lets go of what is old. What could not be written is counted on. */
export async function flushUsage(database: Database, now: Date): Promise<void> {
  const counted = [...countersOf(database).values()].filter(({ count }) => count > 0).map((counter) => ({ counter, count: counter.count }));
  if (counted.length === 0) return;
  const table = id(database.schema, 'relata_query_usage');
  const day = now.toISOString().slice(0, 10);
  const of = (take: (counter: UseCounter) => string): string[] => counted.map(({ counter }) => take(counter));
  // In one order, so that two processes never wait for each other crosswise.
  counted.sort(({ counter: a }, { counter: b }) => (keyOf(a) < keyOf(b) ? -1 : 1));
  await database.query(
    toStatement(sql`with old as (delete from ${table} where day < ${day}::date - ${keptDays}::int)
      insert into ${table} as u (entity, path, use, day, count)
      select entity, path, use, ${day}::date, count from unnest(${of(({ entity }) => entity)}::text[], ${of(({ path }) => path)}::text[], ${of(({ use }) => use)}::text[], ${counted.map(({ count }) => count)}::bigint[]) as n(entity, path, use, count)
      on conflict (entity, path, use, day) do update set count = u.count + excluded.count`),
  );
  for (const { counter, count } of counted) counter.count -= count;
}

function keyOf({ entity, path, use }: UseCounter): string {
  return `${entity} ${path} ${use}`;
}

/** Flushes every minute. @returns what stops it, after a last flush */
export function startUsage(database: Database, clock: { now(): Date }, failed: (error: unknown) => void): { stop(): Promise<void> } {
  const flush = (): Promise<void> => flushUsage(database, clock.now());
  const beat = startBeat(flush, { every: 60_000, failed });
  return {
    async stop() {
      await beat.stop();
      await flush().catch(failed);
    },
  };
}
