/** The job queue (pg-boss), in a schema of its own beside the workspace's. */
import { PgBoss } from 'pg-boss';
import type { Database } from '../database/types.ts';
import type { Logger } from '../kernel/logger.ts';
import { startRelay, type Relay } from './relay.ts';

/** What a handler gets: the payload of the message, with its id as `message`. It may be called more than once for the same message. */
export type JobHandler = (payload: Readonly<Record<string, unknown>> & { readonly message: string }) => Promise<void>;

/** A running queue with its relay and workers. */
export interface JobQueue {
  readonly relay: Relay;
  stop(): Promise<void>;
}

const stopMilliseconds = 5000;

/** Starts the queue; each topic of the outbox has one handler. Failing jobs are tried again with growing pauses, then kept as dead letters. */
export async function startQueue(database: Database, handlers: Readonly<Record<string, JobHandler>>, logger: Logger): Promise<JobQueue> {
  const boss = new PgBoss({
    connectionString: database.url,
    schema: `${database.schema}_jobs`.slice(0, 50),
    max: 3,
    application_name: 'relata jobs',
  });
  boss.on('error', (error) => logger.warn({ err: error }, 'The job queue reports an error.'));
  await boss.start();
  for (const [topic, handler] of Object.entries(handlers)) {
    await boss.createQueue(`${topic}-dead`);
    await boss.createQueue(topic, { retryLimit: 5, retryDelay: 2, retryBackoff: true, expireInSeconds: 120, deadLetter: `${topic}-dead` });
    await boss.work<Readonly<Record<string, unknown>> & { message: string }>(
      topic,
      { batchSize: 1, localConcurrency: 4, pollingIntervalSeconds: 0.5, burstWhenBatchFull: true },
      async (jobs) => {
        for (const job of jobs) {
          try {
            await handler(job.data);
          } catch (error) {
            logger.warn({ err: error, topic, message: job.data.message }, 'A job failed; it is tried again.');
            throw error;
          }
        }
      },
    );
  }
  const relay = startRelay(database, boss, logger);
  return {
    relay,
    async stop() {
      await relay.stop();
      await boss.stop({ graceful: true, timeout: stopMilliseconds });
    },
  };
}
