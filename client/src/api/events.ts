/**
 * Server-sent events: changes of records and progress of jobs. The browser itself comes back after a break and says what it heard last; where more was missed
 * than the server tells, or the browser has given up, whoever shows anything is told to read it anew.
 */
import { viewedAddress } from './view-as.ts';

/** A record changed somewhere. */
export interface RecordEvent {
  readonly entity: string;
  readonly id: string;
  readonly action: string;
  readonly version?: number;
}
/** A job moved on. */
export interface JobEvent {
  readonly id: string;
  readonly kind: string;
  readonly done?: number;
  readonly total?: number;
  readonly state?: string;
}

interface Listeners {
  record: Set<(event: RecordEvent) => void>;
  job: Set<(event: JobEvent) => void>;
  reset: Set<() => void>;
}
const listeners: Listeners = { record: new Set(), job: new Set(), reset: new Set() };
let source: EventSource | undefined;
let again: ReturnType<typeof setTimeout> | undefined;

/** Milliseconds until a stream that the browser gave up is opened anew: a server that starts takes its time. */
const [firstPause, longestPause] = [3000, 30_000];
let pause = firstPause;

function open(missed = false): void {
  if (source !== undefined) return;
  clearTimeout(again);
  const opened = new EventSource(viewedAddress('/api/events'));
  source = opened;
  opened.addEventListener('record', (event) => {
    for (const listener of listeners.record) listener(JSON.parse((event as MessageEvent<string>).data) as RecordEvent);
  });
  opened.addEventListener('job', (event) => {
    for (const listener of listeners.job) listener(JSON.parse((event as MessageEvent<string>).data) as JobEvent);
  });
  opened.addEventListener('reset', tellReset);
  opened.addEventListener('open', () => {
    pause = firstPause;
    if (missed) tellReset();
    missed = false;
  });
  opened.addEventListener('error', () => {
    // While it connects again by itself nothing is to be done; after an answer that is no stream it gives up, and forgets what it heard.
    if (opened.readyState !== EventSource.CLOSED || source !== opened) return;
    source = undefined;
    again = setTimeout(() => open(true), pause);
    pause = Math.min(pause * 2, longestPause);
  });
}

function tellReset(): void {
  for (const listener of listeners.reset) listener();
}

function closeWhenUnused(): void {
  if (listeners.record.size + listeners.job.size > 0) return;
  clearTimeout(again);
  source?.close();
  source = undefined;
}

/** Listens to changes of records; returns its remover. */
export function onRecordEvent(listener: (event: RecordEvent) => void): () => void {
  listeners.record.add(listener);
  open();
  return () => {
    listeners.record.delete(listener);
    closeWhenUnused();
  };
}

/** Listens to the progress of jobs; returns its remover. */
export function onJobEvent(listener: (event: JobEvent) => void): () => void {
  listeners.job.add(listener);
  open();
  return () => {
    listeners.job.delete(listener);
    closeWhenUnused();
  };
}

/** Hears that what is shown may be out of date, whatever it is, while anybody listens to anything; returns its remover. */
export function onReset(listener: () => void): () => void {
  listeners.reset.add(listener);
  return () => listeners.reset.delete(listener);
}
