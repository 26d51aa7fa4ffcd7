/** Server-sent events: changes of records and progress of jobs. */

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
}
const listeners: Listeners = { record: new Set(), job: new Set() };
let source: EventSource | undefined;

function open(): void {
  if (source !== undefined) return;
  source = new EventSource('/api/events');
  source.addEventListener('record', (event) => {
    for (const listener of listeners.record) listener(JSON.parse((event as MessageEvent<string>).data) as RecordEvent);
  });
  source.addEventListener('job', (event) => {
    for (const listener of listeners.job) listener(JSON.parse((event as MessageEvent<string>).data) as JobEvent);
  });
}

function closeWhenUnused(): void {
  if (listeners.record.size + listeners.job.size > 0) return;
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
