/** Imports over HTTP: preview, dry run, run, progress. */
import { call } from './client.ts';

/** How one column of the file becomes a field. */
export interface ColumnMap {
  readonly field: string;
  /** Finds a linked record by this field of its entity. */
  readonly by?: string;
  /** Makes the linked record when none is found. */
  readonly create?: boolean;
  /** Rewrites cells: from → to. */
  readonly values?: Readonly<Record<string, string>>;
  readonly const?: unknown;
  readonly template?: string;
}

/** A whole import map; members that this client does not know are kept. */
export interface ImportMap {
  readonly match?: string;
  readonly columns: Readonly<Record<string, string | ColumnMap>>;
  readonly [member: string]: unknown;
}

/** What the server found in the file. */
export interface ImportPreview {
  readonly columns: readonly { readonly header: string; readonly samples: readonly string[]; readonly suggestion?: string | ColumnMap | null }[];
  readonly delimiter: string;
  readonly encoding: string;
  readonly rows?: number;
  readonly sample?: readonly unknown[];
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

function formOf(file: File, entity: string, mode: string, map?: ImportMap, effects = false): FormData {
  const form = new FormData();
  form.append('entity', entity);
  form.append('mode', mode);
  if (map !== undefined) form.append('map', JSON.stringify(map));
  form.append('effects', String(effects));
  form.append('file', file, file.name);
  return form;
}

/** Reads the file's head: columns, encoding, a proposed map. Throws ApiProblem. */
export function previewImport(file: File, entity: string, map?: ImportMap): Promise<ImportPreview> {
  return call('POST', '/imports', { form: formOf(file, entity, 'preview', map) });
}

/** Starts an import (`dry-run` writes nothing); its progress is read by `readImport`. Throws ApiProblem. */
export function startImport(file: File, entity: string, mode: 'run' | 'dry-run', map: ImportMap, effects: boolean): Promise<{ id: string }> {
  return call('POST', '/imports', { form: formOf(file, entity, mode, map, effects) });
}

/** State of a running or finished import. */
export function readImport(id: string): Promise<ImportRun> {
  return call('GET', `/imports/${encodeURIComponent(id)}`);
}
