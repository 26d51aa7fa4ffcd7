/**
 * What a field kind is: one file per kind defines how its values are stored, checked, read, compared and shown as text.
 *
 * Words: the *JSON value* is what the API sends and takes (metadata/README.md has the table); its *canonical form* is the one
 * that `normalise` gives and that is stored in history; a *cell* is text in an imported or exported file.
 */
import type { PropertyDocument } from '../../metadata/types.ts';
import type { Operator } from '../../metadata/rules/operators.ts';
import type { Sql } from '../database/sql.ts';
import type { ColumnPlace } from '../encryption/sealed-value.ts';

/** JSON Schema 2020-12, as far as we write it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * How values of a kind compare: decides the operators, the form of literals in conditions and how SQL compares.
 * `text` folded; `code` as is; `codes` arrays of codes; `record` a link (compares by id); `records` links (some/none/every);
 * `reference` a link to any entity; `none` cannot be filtered except by `empty`.
 */
export type ValueType =
  | 'text'
  | 'number'
  | 'money'
  | 'boolean'
  | 'date'
  | 'instant'
  | 'duration'
  | 'code'
  | 'codes'
  | 'record'
  | 'records'
  | 'reference'
  | 'none';

/** One physical column of a field. */
export interface Column {
  readonly name: string;
  /** The PostgreSQL type as `format_type` prints it: `text`, `numeric`, `timestamp(3) with time zone`, `uuid`, `jsonb`, `text[]`… */
  readonly type: string;
  /** Of an encrypted field: a write of `unchanged` (encrypted.ts) leaves what is stored as it is. */
  readonly encrypted?: boolean;
}

/** What a kind knows of the field that it serves. */
export interface FieldDefinition {
  /** API name. */
  readonly name: string;
  readonly title: string;
  /** Base of the physical column names, chosen once. */
  readonly column: string;
  /** The property as the document states it; each kind reads its own members from it. */
  readonly document: PropertyDocument;
  /** Codes that a `status` may take, in order, from its pipelines (model fills it); also the codes of `select`, `multiSelect`. */
  readonly codes?: readonly string[];
  /** Titles of those codes, by code. */
  readonly codeTitles?: ReadonlyMap<string, string>;
  /** What a rollup's or formula's results are, where the document does not say (model fills it). */
  readonly resultType?: ValueType;
}

/** What of the workspace bears on values. */
export interface FieldEnvironment {
  readonly baseCurrency: string;
  readonly currencies: readonly string[];
  /** IANA zone of the user, for cells with local times. */
  readonly timeZone: string;
  /** ISO 3166-1 alpha-2, for phones without prefix. */
  readonly country: string;
  /** BCP 47. */
  readonly language: string;
  /** How days of imported cells are written, where it is known. */
  readonly dateOrder?: 'dmy' | 'mdy' | 'ymd';
  /** An amount in the base currency at the rate of a day (today when null), or null when no rate is known. The records room supplies it. */
  readonly toBase?: (amount: string, currency: string, date: string | null) => string | null;
  /** Encrypts the values of the record at hand for a column. Whoever stores records supplies it; without it an encrypted field cannot be stored. */
  readonly seal?: (place: ColumnPlace, text: string) => string;
  /** The digest by which an encrypted value is found. */
  readonly digest?: (place: ColumnPlace, text: string) => string;
}

/** Thrown by `normalise` and `parseCell`: what is wrong with one value and how to mend it. `path` is below the field, such as `/currency`. */
export class FieldError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly path: string;
  constructor(message: string, hint?: string, code = 'invalid', path = '') {
    super(message);
    this.name = 'FieldError';
    this.code = code;
    this.hint = hint;
    this.path = path;
  }
}

/** Gives the SQL of one physical column of the row at hand, quoted and qualified. */
export type ColumnReference = (column: string) => Sql;

/** A field kind. All functions are pure. */
export interface FieldKind {
  readonly kind: string;
  /** The kind whose values are stored encrypted, of one that encrypts them. */
  readonly encrypts?: FieldKind;
  readonly valueType: ValueType;
  /** Operators that conditions may use on it. */
  readonly operators: readonly Operator[];
  /** Computed kinds: how this field's results compare. */
  resolve?(field: FieldDefinition): { readonly valueType: ValueType; readonly operators: readonly Operator[] };
  /** Whether values are computed and can never be written (formula, rollup), or given by the server (autoNumber). */
  readonly computed?: boolean;
  /** Columns in the entity's table; none for computed kinds and for `links`. The first is the one that is compared, sorted and indexed unless `comparable` says otherwise. */
  columns(field: FieldDefinition): readonly Column[];
  /** Schema of the canonical JSON value (without null: the caller adds it for optional fields). */
  schema(field: FieldDefinition): JsonSchema;
  /** Schema of what the API sends, where it differs from `schema` (links with labels). */
  outputSchema?(field: FieldDefinition): JsonSchema;
  /**
   * Brings lenient input into canonical form (trim, case of domains, E.164, decimals as strings, sanitised HTML). Called for non-null input of any JSON type;
   * text that trims to nothing becomes null.
   * @throws FieldError when the value cannot be understood.
   */
  normalise(value: unknown, field: FieldDefinition, environment: FieldEnvironment): unknown;
  /** Canonical value (or null) → one JSON value per column, in the order of `columns`. */
  toColumns(value: unknown, field: FieldDefinition, environment: FieldEnvironment): readonly unknown[];
  /** SQL of the canonical JSON value (json, jsonb or a type whose to_json form is the JSON value; NULL for empty). */
  read(field: FieldDefinition, column: ColumnReference): Sql;
  /** SQL by which values compare and sort, where it is not the first column as it stands. */
  comparable?(field: FieldDefinition, column: ColumnReference): Sql;
  /** Parts that condition paths may name (`country` of an address, `currency` of money): each with its type and SQL. */
  parts?: Readonly<
    Record<
      string,
      { readonly valueType: ValueType; readonly operators: readonly Operator[]; sql(field: FieldDefinition, column: ColumnReference): Sql }
    >
  >;
  /**
   * A literal of a condition → the value that is bound as parameter (`12.5` for money, folded text is done by the query).
   * @throws FieldError
   */
  literal(value: unknown, field: FieldDefinition, environment: FieldEnvironment): unknown;
  /**
   * An imported cell → JSON input for `normalise` (null for blank).
   * @throws FieldError
   */
  parseCell(text: string, field: FieldDefinition, environment: FieldEnvironment): unknown;
  /** A canonical value as text for exports, mails and labels ('' for null). */
  toText(value: unknown, field: FieldDefinition, environment: FieldEnvironment): string;
}
