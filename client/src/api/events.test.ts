/** The stream of events over breaks: what the browser mends by itself is left to it, the rest is opened anew, and whoever shows anything hears that it may be old. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { onRecordEvent, onReset } from './events.ts';

/** The streams that were opened, as the browser holds them. */
let streams: Stream[] = [];

class Stream extends EventTarget {
  static readonly CLOSED = 2;
  readyState = 0;
  closed = false;
  readonly address: string;
  constructor(address: string) {
    super();
    this.address = address;
    streams.push(this);
  }
  close(): void {
    this.closed = true;
    this.readyState = Stream.CLOSED;
  }
  opens(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }
  says(event: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data) }));
  }
  breaks(forGood: boolean): void {
    this.readyState = forGood ? Stream.CLOSED : 0;
    this.dispatchEvent(new Event('error'));
  }
}

const ends: (() => void)[] = [];
beforeEach(() => {
  streams = [];
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', Stream);
});
afterEach(() => {
  for (const end of ends.splice(0)) end();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Listens as a page does. @returns what it heard */
function listen(): { records: string[]; resets: number } {
  const heard = { records: [] as string[], resets: 0 };
  ends.push(
    onReset(() => heard.resets++),
    onRecordEvent((event) => heard.records.push(event.id)),
  );
  return heard;
}

test('a reset of the server is told to whoever shows anything', () => {
  const heard = listen();
  streams[0]?.opens();
  streams[0]?.says('record', { entity: 'x', id: '1', action: 'create' });
  expect(heard).toEqual({ records: ['1'], resets: 0 });
  streams[0]?.says('reset', {});
  expect(heard).toEqual({ records: ['1'], resets: 1 });
  expect(streams).toHaveLength(1);
});

test('a break that the browser mends by itself is left to it', () => {
  const heard = listen();
  streams[0]?.opens();
  streams[0]?.breaks(false);
  vi.advanceTimersByTime(120_000);
  streams[0]?.opens();
  expect([streams.length, heard.resets]).toEqual([1, 0]);
});

test('a stream that the browser gave up is opened anew, less and less often, and then everything is read anew', () => {
  const heard = listen();
  streams[0]?.breaks(true);
  expect(streams).toHaveLength(1);
  vi.advanceTimersByTime(3000);
  expect(streams).toHaveLength(2);
  streams[1]?.breaks(true);
  vi.advanceTimersByTime(3000);
  expect(streams).toHaveLength(2);
  vi.advanceTimersByTime(3000);
  expect(streams).toHaveLength(3);
  streams[2]?.opens();
  expect(heard.resets).toBe(1);
  streams[2]?.says('record', { entity: 'x', id: '2', action: 'update' });
  expect(heard.records).toEqual(['2']);
});

test('whoever has gone opens nothing any more', () => {
  listen();
  streams[0]?.breaks(true);
  for (const end of ends.splice(0)) end();
  vi.advanceTimersByTime(120_000);
  expect(streams).toHaveLength(1);
});
