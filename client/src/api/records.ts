/** Records over HTTP: reading, the few ways of writing, aggregates, files. Shapes as in server/README.md. */
import { call, request, send } from './client.ts';
import type { ProblemDocument } from './problem.ts';
import { viewedAddress } from './view-as.ts';

/** A condition of the house's grammar. */
export type Condition = Readonly<Record<string, unknown>>;

/** A record on the wire. */
export interface RecordData {
  readonly id: string;
  readonly version: number;
  readonly [field: string]: unknown;
}

/** The value of a link. */
export interface LinkValue {
  readonly id: string;
  readonly label: string;
  /** Only where a link may point at several entities. */
  readonly entity?: string;
}

/** What a list asks for. */
export interface ListRequest {
  readonly filter?: Condition | undefined;
  readonly select?: readonly string[] | undefined;
  readonly expand?: unknown;
  readonly sort?: readonly string[] | undefined;
  readonly q?: string | undefined;
  readonly limit?: number | undefined;
  readonly after?: string | undefined;
  readonly offset?: number | undefined;
  readonly count?: 'exact' | 'estimate' | 'none' | undefined;
  /** Only what is in the trash. */
  readonly trash?: boolean | undefined;
}

/** One page of a list. */
export interface ListAnswer {
  readonly data: readonly RecordData[];
  readonly page: {
    readonly next: string | null;
    readonly count?: number;
    readonly countIs?: 'exact' | 'atLeast';
    /** What became of the words of the search: `ignored` were not looked for. */
    readonly search?: { readonly prefixOnly?: readonly string[]; readonly ignored?: readonly string[] };
  };
}

/** A measure of an aggregate. */
export type Measure = Readonly<Record<string, unknown>>;

/** One level of groups; `by` is a part of a date. */
export interface AggregateGroup {
  readonly field: string;
  readonly by?: string;
}

/** A row or a column of a pivot. */
export interface PivotHead {
  readonly keys: readonly unknown[];
  readonly labels: readonly (string | null)[];
  readonly totals: readonly (number | string | null)[];
}

/** What a pivot answers; a cell without records is null. */
export interface PivotAnswer {
  readonly rows: readonly PivotHead[];
  readonly columns: readonly PivotHead[];
  readonly cells: readonly (readonly (readonly (number | string | null)[] | null)[])[];
  readonly totals: readonly (number | string | null)[];
  /** There are more rows or columns than are sent. */
  readonly truncated?: boolean;
}

/** What an aggregate answers. */
export interface AggregateAnswer {
  readonly groups: readonly {
    readonly keys: readonly unknown[];
    readonly labels: readonly (string | null)[];
    readonly values: readonly (number | string | null)[];
  }[];
  readonly totals: readonly (number | string | null)[];
}

/** One entry of a record's history. */
export interface HistoryEntry {
  readonly id: string;
  readonly at: string;
  readonly action: string;
  readonly actor: { readonly id: string; readonly name: string } | null;
  readonly source?: string;
  /** The API key that the actor came with. */
  readonly key?: { readonly id: string; readonly name: string } | null;
  /** The import or automation that caused it. */
  readonly cause?: { readonly kind: string; readonly id: string } | null;
  /** What it was done together with. */
  readonly operation?: string | null;
  readonly sealed?: boolean;
  /** What it said was erased on request. */
  readonly erasedAt?: string;
  readonly changes: readonly HistoryChange[];
}

/** One field of an entry. */
export interface HistoryChange {
  readonly field: string;
  readonly title: string;
  readonly before: unknown;
  readonly after: unknown;
  /** It changed, and the values are not shown. */
  readonly masked?: boolean;
}

/** One operation of a bulk call. */
export interface BulkOperation {
  readonly action: 'create' | 'update' | 'delete' | 'restore';
  readonly id?: string;
  readonly version?: number;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** What became of one operation of a bulk call. */
export interface BulkResult {
  readonly status: number;
  readonly id?: string;
  readonly version?: number;
  readonly problem?: ProblemDocument;
}

/** What the server knows of an uploaded file. */
export interface FileValue {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

const path = (entity: string, rest = ''): string => `/records/${encodeURIComponent(entity)}${rest}`;
const one = (entity: string, id: string, rest = ''): string => path(entity, `/${encodeURIComponent(id)}${rest}`);

/** Reads a page of records. Throws ApiProblem. */
export function listRecords(entity: string, list: ListRequest = {}, signal?: AbortSignal): Promise<ListAnswer> {
  return call('GET', path(entity), { query: { ...list }, ...(signal === undefined ? {} : { signal }) });
}

/** Reads one record; `expand` names links whose fields are wanted too. Throws ApiProblem (404). */
export function readRecord(
  entity: string,
  id: string,
  options: { select?: readonly string[]; expand?: unknown } = {},
): Promise<RecordData> {
  return call('GET', one(entity, id), { query: options });
}

/** Creates a record. Throws ApiProblem (422). */
export function createRecord(entity: string, values: Readonly<Record<string, unknown>>): Promise<RecordData> {
  return call('POST', path(entity), { body: values });
}

/** Changes some fields; `version` is the one that the user saw. Throws ApiProblem (412 when someone was faster). */
export function updateRecord(entity: string, id: string, version: number, values: Readonly<Record<string, unknown>>): Promise<RecordData> {
  return call('PATCH', one(entity, id), { ifMatch: version, body: values });
}

/** Puts a record into the trash. */
export async function deleteRecord(entity: string, id: string, version?: number): Promise<void> {
  await request('DELETE', one(entity, id), version === undefined ? {} : { ifMatch: version });
}

/** Takes a record out of the trash. */
export function restoreRecord(entity: string, id: string): Promise<RecordData> {
  return call('POST', one(entity, id, '/restore'), { body: {} });
}

/** Moves a record along its pipeline; `values` are what the transition requires. */
export function transitionRecord(
  entity: string,
  id: string,
  version: number,
  move: { field: string; to: string; values?: Readonly<Record<string, unknown>> },
): Promise<RecordData> {
  return call('POST', one(entity, id, '/transition'), { ifMatch: version, body: move });
}

/** Reads a page of a record's history, newest first. */
export function readHistory(
  entity: string,
  id: string,
  after?: string,
): Promise<{ data: readonly HistoryEntry[]; page: { next: string | null } }> {
  return call('GET', one(entity, id, '/history'), { query: { after } });
}

/** Many operations at once; every one has its own result unless `atomic`. */
export async function bulkRecords(entity: string, operations: readonly BulkOperation[], atomic = false): Promise<readonly BulkResult[]> {
  return (await bulkOperation(entity, operations, atomic)).results;
}

/** The same, with the id under which all of it can be taken back. */
export function bulkOperation(
  entity: string,
  operations: readonly BulkOperation[],
  atomic = false,
): Promise<{ operation?: string | null; results: readonly BulkResult[] }> {
  return call('POST', path(entity, '/bulk'), { body: { operations, atomic } });
}

/** Counts and sums by group. */
export function aggregateRecords(
  entity: string,
  body: {
    filter?: Condition | undefined;
    q?: string | undefined;
    groups: readonly AggregateGroup[];
    measures: readonly Measure[];
  },
): Promise<AggregateAnswer> {
  return call('POST', path(entity, '/aggregate'), { body });
}

/** Counts and sums in two dimensions. */
export function pivotRecords(
  entity: string,
  body: {
    filter?: Condition | undefined;
    groups: readonly AggregateGroup[];
    pivot: readonly AggregateGroup[];
    measures: readonly Measure[];
  },
): Promise<PivotAnswer> {
  return call('POST', path(entity, '/aggregate'), { body });
}

/** What a link picker offers: records of `entity` that match the words and the condition. */
export async function searchRecords(entity: string, q: string, where?: Condition, limit = 20): Promise<readonly RecordData[]> {
  const answer = await listRecords(entity, { q: q.trim() === '' ? undefined : q.trim(), filter: where, limit, count: 'none' });
  return answer.data;
}

/** Uploads a file; its answer is the value of a file field. */
export function uploadFile(file: File): Promise<FileValue> {
  const form = new FormData();
  form.append('file', file, file.name);
  return call('POST', '/files', { form });
}

/** Address under which the bytes of a file field are read. */
export function fileUrl(entity: string, recordId: string, field: string): string {
  return viewedAddress(`/api/files/${encodeURIComponent(entity)}/${encodeURIComponent(recordId)}/${encodeURIComponent(field)}`);
}

/** Fetches an export and hands it to the browser as a download. */
export async function exportRecords(body: {
  entity: string;
  filter?: Condition | undefined;
  q?: string | undefined;
  select?: readonly string[];
  sort?: readonly string[] | undefined;
  format: 'csv' | 'jsonl';
}): Promise<void> {
  const response = await send('POST', '/exports', { body, headers: { Accept: '*/*' } });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = `${body.entity}.${body.format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
