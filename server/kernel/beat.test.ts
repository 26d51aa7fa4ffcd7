import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startBeat } from './beat.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Work whose turns end when they are told to. */
function createWork() {
  const begun: { end(): void; fail(error: Error): void; stopped(): boolean }[] = [];
  const work = (stopped: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => void begun.push({ end: resolve, fail: reject, stopped }));
  return { begun, work };
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

test('turns never overlap, and a period that comes while one is at work is left out', async () => {
  const { begun, work } = createWork();
  const beat = startBeat(work, { every: 100, failed: () => undefined });
  await vi.advanceTimersByTimeAsync(99);
  expect(begun).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(1001);
  expect(begun).toHaveLength(1);
  begun[0]?.end();
  await vi.advanceTimersByTimeAsync(100);
  expect(begun).toHaveLength(2);
  begun[1]?.end();
  await beat.stop();
});

test('whoever asks for a turn gets one that began after asking', async () => {
  const { begun, work } = createWork();
  const beat = startBeat(work, { every: 100, failed: () => undefined });
  void beat.turn();
  let second = false;
  void beat.turn().then(() => (second = true));
  await settle();
  expect(begun).toHaveLength(1);
  begun[0]?.end();
  await settle();
  expect([begun.length, second]).toEqual([2, false]);
  begun[1]?.end();
  await settle();
  expect(second).toBe(true);
  await beat.stop();
});

test('a failure is told and the next turn comes', async () => {
  const { begun, work } = createWork();
  const told: unknown[] = [];
  const beat = startBeat(work, { every: 100, failed: (error) => told.push(error) });
  const asked = beat.turn();
  await settle();
  const error = new Error('no database');
  begun[0]?.fail(error);
  await asked;
  expect(told).toEqual([error]);
  await vi.advanceTimersByTimeAsync(100);
  expect(begun).toHaveLength(2);
  begun[1]?.end();
  await beat.stop();
});

test('stopping waits for the turn at hand, which may ask; none follows, and what fails by stopping is not told', async () => {
  const { begun, work } = createWork();
  const told: unknown[] = [];
  const beat = startBeat(work, { every: 100, failed: (error) => told.push(error) });
  void beat.turn();
  void beat.turn();
  await settle();
  expect(begun[0]?.stopped()).toBe(false);
  let over = false;
  const stopped = beat.stop().then(() => (over = true));
  await settle();
  expect([over, begun[0]?.stopped()]).toEqual([false, true]);
  begun[0]?.fail(new Error('closed'));
  await stopped;
  await vi.advanceTimersByTimeAsync(1000);
  expect(begun).toHaveLength(1);
  expect(told).toEqual([]);
});
