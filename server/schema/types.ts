/**
 * The desired and the live tables, and the steps between them.
 *
 * Words: a *desired* table is what the model needs; the *catalogue* is what PostgreSQL has; an *operation* is one step of a plan.
 * Classes: `instant` (catalogue only), `online` (work proportional to the table, nobody waits), `waiting` (needs a person's word).
 */

/** A column as PostgreSQL's `format_type` prints it. */
export interface DesiredColumn {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  /** SQL of a constant default. */
  readonly default?: string;
  /** Its values follow from others: it goes as soon as nobody asks for it. */
  readonly derived?: true;
}

/** An index: `definition` is what stands behind `on <table>`, in SQL. */
export interface DesiredIndex {
  readonly name: string;
  readonly unique: boolean;
  readonly definition: string;
}

/** A foreign key from one column to the id of a table in the same schema. */
export interface DesiredForeignKey {
  readonly name: string;
  readonly column: string;
  readonly target: string;
  readonly onDelete: 'restrict' | 'set null' | 'cascade';
}

/** A function that the database calls behind every statement which wrote rows of a table; the rows stand in `stale` and `fresh`. */
export interface DesiredTrigger {
  readonly name: string;
  /** PL/pgSQL. */
  readonly body: string;
}

/** One table of the model. */
export interface DesiredTable {
  readonly name: string;
  readonly columns: readonly DesiredColumn[];
  readonly primaryKey: readonly string[];
  readonly indexes: readonly DesiredIndex[];
  readonly foreignKeys: readonly DesiredForeignKey[];
  /** Left out where there are none. */
  readonly triggers?: readonly DesiredTrigger[];
}

/** A foreign key as it stands. */
export interface LiveForeignKey {
  readonly validated: boolean;
  readonly target: string;
  readonly onDelete: DesiredForeignKey['onDelete'] | 'other';
}

/** A table as it stands. */
export interface LiveTable {
  readonly name: string;
  /** Type by column. */
  readonly columns: ReadonlyMap<string, string>;
  /** Validity by index: an interrupted concurrent build leaves an invalid one. */
  readonly indexes: ReadonlyMap<string, boolean>;
  /** Foreign keys by name. */
  readonly foreignKeys: ReadonlyMap<string, LiveForeignKey>;
  /** Names of triggers. */
  readonly triggers: ReadonlySet<string>;
}

/** How a step bears on those who work meanwhile. */
export type OperationClass = 'instant' | 'online' | 'waiting';

/** One statement of an operation; those that PostgreSQL refuses inside a transaction stand alone. */
export interface OperationStatement {
  readonly text: string;
  readonly alone?: boolean;
}

/** One step of a plan. */
export interface Operation {
  readonly type: string;
  readonly table: string;
  readonly class: OperationClass;
  /** For a person: what happens. */
  readonly summary: string;
  readonly statements: readonly OperationStatement[];
  /** What clears away the remains when a statement fails half way, each alone: an invalid unique index would go on refusing rows. */
  readonly undo?: readonly string[];
  /** The index that is built concurrently. */
  readonly index?: string;
}

/** What a change of metadata will do to the database. */
export interface Plan {
  readonly operations: readonly Operation[];
}
