/** The sealer: runs in every server, once a second, and notes outside the database how far the chain has come. */
import type { Database } from '../database/types.ts';
import { startBeat } from '../kernel/beat.ts';
import type { Logger } from '../kernel/logger.ts';
import { appendCheckpoint } from './checkpoints.ts';
import { sealNow } from './seal.ts';

const period = 1000;
const checkpointPeriod = 10_000;

/** A sealer that runs until it is stopped. */
export interface Sealer {
  /** Seals what is settled by now, notes the end of the chain, and ends. */
  stop(): Promise<void>;
}

/** @param file where checkpoints go */
export function startSealer(database: Database, file: string, logger: Logger): Sealer {
  let noted: string | undefined;
  let notedAt = 0;
  const look = async (last: boolean): Promise<void> => {
    const newest = await sealNow(database);
    // The chain links every seal to the ones before: the newest stands for all.
    if (!newest || newest.hash === noted || (!last && Date.now() - notedAt < checkpointPeriod)) return;
    await appendCheckpoint(file, newest);
    noted = newest.hash;
    notedAt = Date.now();
  };
  const failed = (error: unknown): void => logger.warn({ err: error }, 'History could not be sealed; it is tried again.');
  const beat = startBeat(() => look(false), { every: period, failed });
  void beat.turn();
  return {
    async stop() {
      await beat.stop();
      await look(true).catch(failed);
    },
  };
}
