/** Requests and answers of the query engine. Shapes are those of the HTTP API, so that one parser checks both. */
import type { Condition } from '../../metadata/types.ts';
import type { CountIs } from './count-sql.ts';
import type { DatePart } from './date-parts.ts';

/** What to bring of a linked or linking record. */
export interface ExpandRequest {
  readonly select?: readonly string[];
  readonly expand?: Readonly<Record<string, ExpandRequest | true>>;
  /** To-many paths only. */
  readonly filter?: Condition;
  readonly sort?: readonly string[];
  readonly limit?: number;
}

/** A request for a page of records. */
export interface ListRequest {
  readonly filter?: Condition;
  /** Values for `{ "$param": … }` in the filter. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** Field names or paths across to-one links (`account.name` arrives under that key); all readable fields when left out. */
  readonly select?: readonly string[];
  readonly expand?: Readonly<Record<string, ExpandRequest | true>>;
  /** Names or paths, `-` before for descending; the id is always the last key. */
  readonly sort?: readonly string[];
  /** Text looked for in the entity's search paths. */
  readonly q?: string;
  /** Rows wanted: 1 to 1000, default 50. */
  readonly limit?: number;
  /** Cursor of an earlier page. */
  readonly after?: string;
  readonly offset?: number;
  readonly count?: 'exact' | 'estimate' | 'none';
  /** Which of the living and the deleted records: default the living. */
  readonly trash?: boolean;
}

/** A page: `data` is the JSON text of an array of records, not parsed on its way to the socket. */
export interface ListResult {
  readonly data: string;
  /** Records that match; undefined when no count was asked for. */
  readonly count: number | undefined;
  /** `atLeast`: counting stopped at the bound; `estimate`: good to some percent. */
  readonly countIs: CountIs | undefined;
  /** Words of the search that were too short to be found inside of words: they are looked for at their beginnings. */
  readonly prefixOnly: readonly string[];
  /** Words of the search that were not looked for, since there are so many. */
  readonly ignored: readonly string[];
  /** Cursor of the next page, null at the end. */
  readonly next: string | null;
}

/** A record as parsed JSON, by field name. */
export type Row = Record<string, unknown> & { readonly id: string; readonly version: number };

/** How a group divides: by the value, or by part of a date in the user's zone and calendar. */
export interface GroupRequest {
  readonly field: string;
  readonly by?: DatePart;
}

/** What is measured: `{ count: true }`, `{ sum: "amount" }`, … */
export type MeasureRequest =
  | { readonly count: true }
  | { readonly countDistinct: string }
  | { readonly sum: string }
  | { readonly average: string }
  | { readonly minimum: string }
  | { readonly maximum: string }
  | { readonly median: string };

/** A request for groups and their measures; without groups there is one row. */
export interface AggregateRequest {
  readonly filter?: Condition;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly q?: string;
  readonly groups?: readonly GroupRequest[];
  readonly measures: readonly MeasureRequest[];
  /** The measure by which groups stand, by its place; otherwise they stand by their keys. */
  readonly sort?: { readonly measure: number; readonly descending?: boolean };
  /** Groups at most (default 1000). */
  readonly limit?: number;
}

/** A measured value: counts as numbers, dates, instants and durations as texts, all else as decimal strings. */
export type MeasuredValue = number | string | null;

/** Groups with their keys (canonical values, null where empty), labels for people (empty where the key is null), and values. */
export interface AggregateResult {
  readonly groups: readonly {
    readonly keys: readonly unknown[];
    readonly labels: readonly string[];
    readonly values: readonly MeasuredValue[];
  }[];
  /** The same measures over all matching records, each counted once. */
  readonly totals: readonly MeasuredValue[];
  /** There are more groups than were asked for. */
  readonly more?: true;
}

/** A request for groups in two dimensions: `groups` in rows, `pivot` in columns. */
export type PivotRequest = Omit<AggregateRequest, 'groups' | 'sort' | 'limit'> & {
  readonly groups: readonly GroupRequest[];
  readonly pivot: readonly GroupRequest[];
};

/** One row or column with its totals. */
export interface PivotHead {
  readonly keys: readonly unknown[];
  readonly labels: readonly string[];
  readonly totals: readonly MeasuredValue[];
}

/** A table of measures; a cell that no record is in is null. */
export interface PivotResult {
  readonly rows: readonly PivotHead[];
  readonly columns: readonly PivotHead[];
  readonly cells: readonly (readonly (readonly MeasuredValue[] | null)[])[];
  readonly totals: readonly MeasuredValue[];
  /** There are more rows or columns than are sent. */
  readonly truncated?: true;
}
