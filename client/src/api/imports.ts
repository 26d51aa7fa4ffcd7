/** Imports over HTTP: preview, dry run, run, progress. */
import { call } from './client.ts';
import { viewedAddress } from './view-as.ts';

/** How one column of the file becomes a field. */
export interface ColumnMap {
  readonly field: string;
  /** Finds a linked record by this field of its entity. */
  readonly by?: string;
  /** Makes the linked record when none is found. */
  readonly create?: boolean;
  /** Rewrites cells: from → to. */
  readonly values?: Readonly<Record<string, string>>;
}

/** A whole import map. */
export interface ImportMap {
  readonly match?: string;
  readonly columns: Readonly<Record<string, string | ColumnMap>>;
  /** The same value for every row, by field. */
  readonly const?: Readonly<Record<string, unknown>>;
  /** Text over a row's cells (`{{Header}}`), by field. */
  readonly template?: Readonly<Record<string, string>>;
}

/** What the server found in the file. */
export interface ImportPreview {
  readonly columns: readonly { readonly header: string; readonly samples: readonly string[]; readonly distinct?: readonly string[] }[];
  readonly delimiter: string;
  readonly encoding: string;
  /** Rows that were looked at; `more` when the file goes on. */
  readonly rows: number;
  readonly more?: boolean;
  readonly map?: ImportMap;
}

/** State of an import. */
export interface ImportRun {
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly total: number | null;
  readonly done: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly failed: number;
  readonly errors: readonly { readonly row: number; readonly column?: string | null; readonly message: string }[];
  readonly hasErrorFile: boolean;
  readonly dryRun?: boolean;
}

function formOf(file: File, members: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(members)) form.append(name, value);
  form.append('file', file, file.name);
  return form;
}

/** Reads the file's head: columns, encoding, a proposed map. Throws ApiProblem. */
export function previewImport(file: File, entity: string): Promise<ImportPreview> {
  return call('POST', '/imports', { form: formOf(file, { entity, mode: 'preview' }) });
}

/** Starts an import (a dry run writes nothing); its progress is read by `readImport`. Throws ApiProblem. */
export function startImport(
  file: File,
  entity: string,
  map: ImportMap,
  options: { effects: boolean; dryRun: boolean },
): Promise<{ id: string }> {
  return call('POST', '/imports', {
    form: formOf(file, { entity, mode: 'run', map: JSON.stringify(map), effects: String(options.effects), dryRun: String(options.dryRun) }),
  });
}

/** State of a running or finished import. */
export function readImport(id: string): Promise<ImportRun> {
  return call('GET', `/imports/${encodeURIComponent(id)}`);
}

/** Address of the rows that were refused, as a file to mend and import again. */
export function errorsUrl(id: string): string {
  return viewedAddress(`/api/imports/${encodeURIComponent(id)}/errors.csv`);
}
