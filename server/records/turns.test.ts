import { expect, test } from 'vitest';
import { inTurns, type Turn } from './turns.ts';
import type { WriteResult } from './types.ts';

const written = (id: string): WriteResult[] => [{ ok: true, id, version: 1, changed: true, action: 'create' }];

/** Batches that note when they begin and when they write; they write when they are told to. */
function scripted(names: readonly string[]): { log: string[]; batches: () => Generator<Turn>; release: Map<string, () => void> } {
  const log: string[] = [];
  const release = new Map<string, () => void>();
  return {
    log,
    release,
    *batches() {
      for (const name of names)
        yield async (turn) => {
          log.push(`begin ${name}`);
          await turn;
          log.push(`write ${name}`);
          await new Promise<void>((resolve) => release.set(name, resolve));
          return written(name);
        };
    },
  };
}

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

test('the next batch is prepared while one is written, and written after it', async () => {
  const { log, batches, release } = scripted(['a', 'b', 'c']);
  const all = inTurns(2, batches);
  await soon();
  expect(log).toEqual(['begin a', 'write a', 'begin b']);
  release.get('a')?.();
  await soon();
  expect(log).toEqual(['begin a', 'write a', 'begin b', 'write b', 'begin c']);
  release.get('b')?.();
  await soon();
  release.get('c')?.();
  expect((await all).map((result) => result.ok && result.id)).toEqual(['a', 'b', 'c']);
});

test('one at a time, nothing begins before', async () => {
  const { log, batches, release } = scripted(['a', 'b']);
  const all = inTurns(1, batches);
  await soon();
  expect(log).toEqual(['begin a', 'write a']);
  release.get('a')?.();
  await soon();
  release.get('b')?.();
  expect(await all).toHaveLength(2);
});

test('when a batch fails the one behind it writes nothing, and none begins after it', async () => {
  const log: string[] = [];
  const failing: Turn = () => Promise.reject(new Error('The line is broken.'));
  const next =
    (name: string): Turn =>
    async (turn) => {
      await turn;
      log.push(name);
      return written(name);
    };
  await expect(inTurns(2, () => [failing, next('b'), next('c')])).rejects.toThrow('The line is broken.');
  expect(log).toEqual([]);
});
