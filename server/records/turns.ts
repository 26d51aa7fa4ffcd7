/**
 * The batches of a long call, written one after the other: while the database writes one the next one is prepared, where that is safe.
 */
import { setImmediate } from 'node:timers/promises';
import type { Context } from '../access/context.ts';
import type { Entity } from '../model/types.ts';
import { bringsChildren } from './children.ts';
import { isPlain, lastIsWrite } from './direct.ts';
import type { GivenOperation, WriteOptions, WriteResult } from './types.ts';

/** Writes a batch, once what it is given is done. */
export type Turn = (turn: Promise<unknown> | undefined) => Promise<readonly WriteResult[]>;

/**
 * Whether a batch may be prepared before the one before it is written. What is prepared holds locks: those of new records that take no number
 * and claim no file are on what they point at, against deletion, and no other new record waits for them.
 */
export function mayOverlap(context: Context, entity: Entity, operations: readonly GivenOperation[], options: WriteOptions): boolean {
  if (options.atomic === true || options.dryRun === true || !lastIsWrite(context, entity, operations, options)) return false;
  return operations.every((operation) => operation.action === 'create' && !bringsChildren(entity, operation) && isPlain(entity, operation));
}

/**
 * Runs batches in order.
 * @param most how many are under way at the most
 * @returns their results, in order
 * @throws what the first of them throws that fails; those after it write nothing
 */
export async function inTurns(most: number, batches: () => Iterable<Turn>): Promise<WriteResult[]> {
  const results: WriteResult[] = [];
  const running: Promise<readonly WriteResult[]>[] = [];
  const takeFirst = async (): Promise<void> => void results.push(...((await running.shift()) ?? []));
  try {
    for (const batch of batches()) {
      // Others want their turn between the batches of a long call.
      if (results.length + running.length > 0) await setImmediate();
      const written = batch(running.at(-1));
      // Whoever waits for it hears of it; nobody may be waiting yet.
      written.catch(() => undefined);
      running.push(written);
      if (running.length >= most) await takeFirst();
    }
    while (running.length > 0) await takeFirst();
    return results;
  } finally {
    await Promise.allSettled(running);
  }
}
