/** A new data key without down-time: written with at once, and in a while nothing that is in use is encrypted with an older one. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../database/types.ts';
import { addKey, listKeys, retireOthers, ringAge } from './key-ring.ts';
import { resealColumn, type SealedColumn } from './reseal.ts';

/** How to rotate. */
export interface RotateOptions {
  /** Milliseconds after which every other process uses the new key, and has ended what it began with the old one. */
  readonly wait?: number;
  /** Is told how many values were done. */
  readonly progress?: (done: number) => void;
}

/** What a rotation did. */
export interface Rotation {
  readonly key: string;
  /** An earlier rotation was broken off, and this one went on with its key. */
  readonly resumed: boolean;
  readonly done: number;
  /** Values that do not open, and were left as they are. */
  readonly shut: number;
}

/** Rotates. It may be killed at any point: the next one goes on. */
export async function rotateKeys(database: Database, columns: readonly SealedColumn[], options: RotateOptions = {}): Promise<Rotation> {
  const { wait = ringAge + 5_000, progress } = options;
  const open = (await listKeys(database)).filter((key) => key.retiredAt === null);
  const resumed = open.length > 1;
  const key = (resumed ? open.at(-1)?.id : undefined) ?? (await addKey(database));
  const known = Date.now();
  await database.cipher.ring.refresh();
  let done = 0;
  const pass = async (): Promise<{ readonly moved: number; readonly shut: number }> => {
    let [moved, shut] = [0, 0];
    for (const column of columns) {
      const result = await resealColumn(database, column, { progress: (count) => progress?.(done + count) });
      [done, moved, shut] = [done + result.done, moved + result.done, shut + result.shut];
    }
    return { moved, shut };
  };
  await pass();
  // Others may have written with the old key for as long as they did not know of the new one.
  await sleep(Math.max(0, known + wait - Date.now()));
  let last = await pass();
  while (last.moved > 0) last = await pass();
  await retireOthers(database, key);
  await database.cipher.ring.refresh();
  return { key, resumed, done, shut: last.shut };
}
