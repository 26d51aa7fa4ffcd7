/**
 * Housekeeping: what is over and of no use to anybody is taken out of the system tables, in small batches, by one of the servers at a time. What history
 * refers to (keys, runs of automations, imports) is never taken.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { id, raw, sql, toStatement } from '../database/sql.ts';
import type { Database } from '../database/types.ts';
import { startBeat } from '../kernel/beat.ts';
import type { Logger } from '../kernel/logger.ts';

/** What is over, and for how long it is kept after that. `order` has an index. */
interface Leftovers {
  readonly table: string;
  readonly order: string;
  /** SQL of the instant at which a row was over; null for what is not. */
  readonly over: string;
  readonly keptHours: number;
}

const day = 24;

const leftovers: readonly Leftovers[] = [
  { table: 'relata_sessions', order: 'expires_at', over: 'expires_at', keptHours: 0 },
  { table: 'relata_challenges', order: 'expires_at', over: 'expires_at', keptHours: 0 },
  // Links that were used or ran out; those who open one of them read why for a while.
  { table: 'relata_tokens', order: 'expires_at', over: 'expires_at', keptHours: 7 * day },
  // Longer than any window in which attempts are counted.
  { table: 'relata_attempts', order: 'since', over: 'since', keptHours: 1 },
  // As long as an Idempotency-Key holds.
  { table: 'relata_done', order: 'at', over: 'at', keptHours: day },
  { table: 'relata_outbox', order: 'created_at', over: 'relayed_at', keptHours: 7 * day },
];

/** Rows that one statement takes: it holds their locks for a few milliseconds. */
const batch = 500;
/** Batches of one table in one round; what is left goes in the next. */
const batchesAtMost = 400;
const pauseMilliseconds = 20;

const hour = 3_600_000;
const periodMilliseconds = 10 * 60_000;

/** Takes out what is over at an instant. @returns how many rows, by table */
export async function sweep(
  database: Database,
  now: Date,
  stopped: () => boolean = () => false,
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const { table, order, over, keptHours } of leftovers) {
    const name = id(database.schema, table);
    const until = new Date(now.getTime() - keptHours * hour).toISOString();
    // Of the outbox only the old end is looked at: what was relayed is never older than what was written.
    const old = sql`select t.ctid from ${name} t where t.${raw(order)} <= ${until}::timestamptz and t.${raw(over)} <= ${until}::timestamptz limit ${batch}::int for update skip locked`;
    for (let round = 0; round < batchesAtMost && !stopped(); round++) {
      const { rowCount } = await database.query(toStatement(sql`delete from ${name} where ctid = any(array(${old}))`));
      counts[table] = (counts[table] ?? 0) + rowCount;
      if (rowCount < batch) break;
      await sleep(pauseMilliseconds);
    }
  }
  return counts;
}

/** Whether it is this server's turn: of several that ask within an hour one is told so. */
export async function takeTurn(database: Database, now: Date): Promise<boolean> {
  const table = id(database.schema, 'relata_system');
  const { rowCount } = await database.query(
    toStatement(sql`insert into ${table} as s (name, value) values ('housekeeping', to_jsonb(${now.toISOString()}::text))
      on conflict (name) do update set value = excluded.value where (s.value #>> '{}')::timestamptz <= ${new Date(now.getTime() - hour).toISOString()}::timestamptz`),
  );
  return rowCount > 0;
}

/** Sweeps once an hour, on one of the servers. @returns what ends it, within a batch */
export function startHousekeeping(database: Database, clock: { now(): Date }, logger: Logger): { stop(): Promise<void> } {
  const look = async (stopped: () => boolean): Promise<void> => {
    if (!(await takeTurn(database, clock.now()))) return;
    const counts = await sweep(database, clock.now(), stopped);
    logger.info({ counts }, 'What was over has been swept.');
  };
  const beat = startBeat(look, {
    every: periodMilliseconds,
    failed: (error) => logger.warn({ err: error }, 'What is over could not be swept; it is tried again.'),
  });
  // Not while everything starts.
  const first = setTimeout(() => void beat.turn(), 30_000);
  first.unref();
  return {
    stop() {
      clearTimeout(first);
      return beat.stop();
    },
  };
}
