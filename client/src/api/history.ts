/** What happened, over HTTP: the log of everything, taking back, how things were. */
import { call, request } from './client.ts';
import { ApiProblem } from './problem.ts';
import type { HistoryEntry, RecordData } from './records.ts';

/** An entry of the log, with what it is about. */
export interface LogEntry extends HistoryEntry {
  readonly entity: string;
  readonly record: { readonly id: string; readonly label: string | null } | null;
}

/** What is looked for in the log. */
export interface LogRequest {
  readonly entity?: string | undefined;
  readonly record?: string | undefined;
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly operation?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

/** How far history is sealed. */
export interface Seals {
  readonly sealed: { readonly number: number; readonly at: string; readonly entries: number } | null;
  readonly unsealed: number;
}

/** What became of one record when an operation was taken back. */
export interface UndoResult {
  readonly entity: string;
  readonly id: string | null;
  readonly status: number;
  readonly problem?: { readonly title?: string; readonly detail?: string; readonly errors?: readonly { readonly message: string }[] };
}

/** Time in one status. */
export interface StageTime {
  readonly code: string;
  readonly title: string;
  /** How often the record came into it. */
  readonly entered: number;
  /** Since when it is in it; null for the others. */
  readonly since: string | null;
  readonly seconds: number;
}

const one = (entity: string, id: string, rest = ''): string => `/records/${encodeURIComponent(entity)}/${encodeURIComponent(id)}${rest}`;

/** A page of the log, newest first (admins). Throws ApiProblem. */
export function readLog(log: LogRequest): Promise<{ data: readonly LogEntry[]; page: { next: string | null } }> {
  return call('GET', '/history', { query: { ...log } });
}

/** How far history is sealed (admins). */
export function readSeals(): Promise<Seals> {
  return call('GET', '/history/seals');
}

/** Removes what an entry says, for good; that it was stays (admins). */
export async function eraseEntry(entry: string, reason: string): Promise<void> {
  await request('POST', `/history/${encodeURIComponent(entry)}/erase`, { body: { reason } });
}

/** Takes one change back. Throws ApiProblem (409 when something came after it). */
export function undoEntry(entity: string, id: string, entry: string): Promise<RecordData> {
  return call('POST', one(entity, id, '/undo'), { body: { entry } });
}

/** What taking back many did. */
export interface UndoReport {
  readonly operation: string | null;
  /** What became of the records; of a large import only of those that were refused. */
  readonly results: readonly UndoResult[];
  readonly undone: number;
  readonly refused: number;
}

/** A large import is taken back in the background. */
interface UndoJob extends UndoReport {
  readonly id: string;
  readonly state: 'running' | 'cancelling' | 'done' | 'cancelled' | 'failed';
  readonly done: number;
  readonly total: number;
  readonly error: string | null;
}

const lookEvery = 700;

/**
 * Takes back all that was done together, or one import; resolves when it is done, however long it takes. Throws ApiProblem.
 * @param progress hears how far a large import is
 */
export async function undoTogether(
  kind: 'operation' | 'import',
  id: string,
  progress: (done: number, total: number) => void = () => undefined,
): Promise<UndoReport> {
  const path = `/${kind === 'import' ? 'imports' : 'operations'}/${encodeURIComponent(id)}/undo`;
  const answer = await request<UndoReport | UndoJob>('POST', path, { body: {} });
  if (answer.status !== 202) return answer.data;
  let job = answer.data as UndoJob;
  while (job.state === 'running' || job.state === 'cancelling') {
    progress(job.done, job.total);
    await new Promise((resolve) => setTimeout(resolve, lookEvery));
    job = await call<UndoJob>('GET', `/undos/${encodeURIComponent(job.id)}`);
  }
  if (job.state === 'failed') throw new ApiProblem(500, { title: job.error ?? job.state });
  return job;
}

/** The record as it was at an instant. Throws ApiProblem (404 before it was created). */
export function readRecordAt(entity: string, id: string, at: string): Promise<RecordData> {
  return call('GET', one(entity, id), { query: { at } });
}

/** Time in each status, by status field. */
export async function readStages(
  entity: string,
  id: string,
): Promise<readonly { readonly field: string; readonly title: string; readonly statuses: readonly StageTime[] }[]> {
  return (
    await call<{ data: readonly { field: string; title: string; statuses: readonly StageTime[] }[] }>('GET', one(entity, id, '/stages'))
  ).data;
}
