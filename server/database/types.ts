/**
 * The database as every room sees it.
 *
 * Words: a *statement* is SQL text with $1… placeholders and its values; a *transaction* is one run of `tx`, which may be
 * repeated from the start, so nothing with an effect outside the database belongs inside.
 */
import type { Knex } from 'knex';

/** SQL text with $1… placeholders, its values and, for reads that repeat, the name under which it is prepared. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Prepared once per connection under this name; omitted for statements that run once. */
  readonly name?: string;
}

/** What a statement returned: rows as plain objects, and the number of rows that it touched. */
export interface StatementResult<Row> {
  readonly rows: Row[];
  readonly rowCount: number;
}

/** Anything that runs statements: the pool, or one transaction on one connection. */
export interface Queryable {
  /**
   * Runs one statement.
   * Values come back as: int8, numeric → string; timestamptz, timestamp, date → string as PostgreSQL prints it in UTC;
   * json, jsonb → parsed; everything else as node-postgres gives it.
   */
  query<Row = Record<string, unknown>>(statement: Statement): Promise<StatementResult<Row>>;
  /** Knex bound to the same connection or pool: for DDL and for system tables, never for records. */
  readonly knex: Knex;
}

/** A pool on one workspace's schema. */
export interface Database extends Queryable {
  /** The schema in which this workspace's tables stand. SQL names it explicitly: no search_path is set. */
  readonly schema: string;
  readonly url: string;
  /**
   * Runs `work` in one transaction: commit when it resolves, rollback when it throws.
   * Repeats it (at most five times, with jitter) on serialization failure (40001), deadlock (40P01), changed result type
   * (0A000) and a lost prepared statement (26000).
   */
  tx<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  /** Streams the rows of a statement through a server-side cursor, `batch` rows at a time. */
  stream<Row = Record<string, unknown>>(statement: Statement, batch?: number): AsyncIterable<Row[]>;
  /** Ends all connections. */
  close(): Promise<void>;
}
