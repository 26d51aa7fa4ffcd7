/**
 * Words of exchange: a *cell* is text of a file, a *map* says which column becomes which field, a *row* of the report is one of the file,
 * numbered as a spreadsheet numbers it (the header is row 1).
 */

/** How one column becomes a field. */
export interface ColumnMap {
  readonly field: string;
  /** For links: the field of the linked entity that the cell is looked up in. */
  readonly by?: string;
  /** Rewrites whole cells before anything else. */
  readonly values?: Readonly<Record<string, string>>;
  /** Makes the linked record when there is none. */
  readonly create?: boolean;
}

/** An import map, as people write it. */
export interface ImportMap {
  /** Field by which a row finds the record that it updates. */
  readonly match?: string;
  readonly columns: Readonly<Record<string, string | ColumnMap>>;
  /** The same value for every row. */
  readonly const?: Readonly<Record<string, unknown>>;
  /** Handlebars text over the row's cells (after `values`), by header. */
  readonly template?: Readonly<Record<string, string>>;
}

/** A row of a file: cells by header, and its number. */
export interface FileRow {
  readonly number: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** How a file is written. */
export interface FileFormat {
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  readonly delimiter: string;
}

/** Something wrong with one row; nothing of that row was written. */
export interface RowError {
  readonly row: number;
  readonly column: string | null;
  readonly message: string;
}

/** How an import stands. `total` is null until the file has been read to its end. */
export interface ImportState {
  readonly id: string;
  readonly entity: string;
  readonly fileName: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly dryRun: boolean;
  readonly total: number | null;
  readonly done: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly failed: number;
  /** Records that were made because a link had none (`create`). */
  readonly linked: number;
  /** The first errors; the error file has all. */
  readonly errors: readonly RowError[];
  readonly hasErrorFile: boolean;
}
