/**
 * From the outbox to the queue. A message leaves the outbox in the transaction that puts it into the queue, under its own id, so a crash in
 * between neither loses nor doubles it. Polling is the truth; `nudge` only saves waiting.
 */
import { fromKnex, type PgBoss } from 'pg-boss';
import { id, sql, toStatement } from '../database/sql.ts';
import type { Database } from '../database/types.ts';
import type { Logger } from '../kernel/logger.ts';

const pollMilliseconds = 1000;
const batchSize = 200;

/** A running relay. */
export interface Relay {
  /** Looks at once. */
  nudge(): void;
  /** Ends after the batch at hand. */
  stop(): Promise<void>;
}

interface OutboxRow {
  readonly id: string;
  readonly topic: string;
  readonly payload: object;
}

/** Starts relaying to queues that are named like topics. */
export function startRelay(database: Database, boss: PgBoss, logger: Logger): Relay {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let wake: (() => void) | undefined;
  const wait = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
      timer = setTimeout(resolve, pollMilliseconds);
    });
  const loop = (async () => {
    while (!stopped) {
      try {
        while (!stopped && (await relayBatch(database, boss)) === batchSize);
      } catch (error) {
        logger.warn({ err: error }, 'The outbox could not be relayed; it is tried again.');
      }
      if (!stopped) await wait();
    }
  })();
  return {
    nudge: () => wake?.(),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      wake?.();
      await loop;
    },
  };
}

/** Relays one batch; rows that another process holds are left to it. @returns how many were relayed */
async function relayBatch(database: Database, boss: PgBoss): Promise<number> {
  const table = id(database.schema, 'relata_outbox');
  return database.knex.transaction(async (transaction) => {
    const { rows } = await transaction.raw<{ rows: OutboxRow[] }>(
      'select id::text, topic, payload from ?? where relayed_at is null order by created_at, id limit ? for update skip locked',
      [`${database.schema}.relata_outbox`, batchSize],
    );
    if (rows.length === 0) return 0;
    for (const [topic, messages] of Map.groupBy(rows, (row) => row.topic)) {
      const jobs = messages.map(({ id: message, payload }) => ({ id: message, data: { ...payload, message } }));
      await boss.insert(topic, jobs, { db: fromKnex(transaction) });
    }
    const done = toStatement(sql`update ${table} set relayed_at = now() where id = any(?)`);
    await transaction.raw(done.text, [rows.map((row) => row.id)]);
    return rows.length;
  });
}
