/**
 * The database as every room sees it.
 *
 * Words: a *statement* is SQL text with $1… placeholders and its values; a *transaction* is one run of `tx`, which may be
 * repeated from the start, so nothing with an effect outside the database belongs inside.
 */
import type { Knex } from 'knex';
import type { FieldCipher } from '../encryption/field-cipher.ts';
import type { Secrets } from '../kernel/secrets.ts';
import type { Sql } from './sql.ts';

/** SQL text with $1… placeholders, its values and, for reads that repeat, the name under which it is prepared. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Prepared once per connection under this name; omitted for statements that run once. */
  readonly name?: string;
  /** The text between its placeholders, which stand in the order of the values: with it a statement can become part of another one. */
  readonly chunks?: readonly string[];
  /** A look-up by key, which is answered in no time: it may travel together with others. */
  readonly brief?: boolean;
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
}

/** What a statement selects beside what it does, to fail (22012) where something does not hold any more. */
export interface Guard {
  /** Tells the texts of two guards apart. */
  readonly name: string;
  readonly sql: Sql;
}

/** A transaction. Its first statement travels together with its beginning. */
export interface Transaction extends Queryable {
  /**
   * Whether what is locked stays locked until the end. Without, each statement stands by itself: what was read before may have changed by the
   * time of the last one, which has to check it.
   */
  readonly locks: boolean;
  /**
   * Takes what has to hold for the last statement to be run: whoever takes it puts it into that statement. What nobody takes is made sure of
   * before.
   */
  readonly guard?: () => Guard | undefined;
  /**
   * Runs the last statement, whose success is all that the commit waits for: both travel together, and nothing may follow in the transaction.
   * @param after is run behind the commit, in the same packet: what was written is read back without another round trip
   * @returns what `after` gave; undefined when there is none, or when the transaction is to end later
   */
  finish<Row = Record<string, unknown>>(statement: Statement, after?: Statement): Promise<StatementResult<Row> | undefined>;
}

/** A pool on one workspace's schema. */
export interface Database extends Queryable {
  /** The schema in which this workspace's tables stand. SQL names it explicitly: no search_path is set. */
  readonly schema: string;
  readonly url: string;
  /** Keys from outside the database: for seals of history, encrypted fields and what sign-in keeps. */
  readonly secrets: Secrets;
  /** Encrypts and opens values of encrypted fields. What statements bring of them is opened by the database itself. */
  readonly cipher: FieldCipher;
  /** Knex on the same pool: for DDL and for system tables, never for records. */
  readonly knex: Knex;
  /**
   * Runs `work` in one transaction: commit when it resolves, rollback when it throws.
   * Repeats it (at most five times, with jitter) on serialization failure (40001), deadlock (40P01), changed result type
   * (0A000) and a lost prepared statement (26000).
   */
  tx<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** For work that ends in a single statement which checks what was read before it: no transaction is opened, and nothing is repeated. */
  readonly direct: Transaction;
  /** Runs two statements in one packet, one after the other, each by itself: for what need not wait for the answer of the first. */
  pair<First = Record<string, unknown>, Second = Record<string, unknown>>(
    first: Statement,
    second: Statement,
  ): Promise<readonly [StatementResult<First>, StatementResult<Second>]>;
  /** Streams the rows of a statement through a server-side cursor, `batch` rows at a time. */
  stream<Row = Record<string, unknown>>(statement: Statement, batch?: number): AsyncIterable<Row[]>;
  /** Ends all connections. */
  close(): Promise<void>;
}
