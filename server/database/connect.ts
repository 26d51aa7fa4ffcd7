/** A pool of connections as the `Database` that every room sees, and the checks that a server must pass. */
import knexFactory, { type Knex } from 'knex';
import pg from 'pg';
import Cursor from 'pg-cursor';
import { createFieldCipher } from '../encryption/field-cipher.ts';
import { silentLogger, type Logger } from '../kernel/logger.ts';
import type { Secrets } from '../kernel/secrets.ts';
import { revealed, revealedStream, revealingTransaction } from './revealing.ts';
import { briefQueries } from './brief.ts';
import { directOn, queryPair, queryPool, runTransaction } from './transaction.ts';
import type { Database, Statement, StatementResult } from './types.ts';

/** What `connectDatabase` takes. */
export interface ConnectInput {
  /** `postgres://…`; with `?pgbouncer=true` no statement is prepared by name (a transaction pooler stands in between). */
  readonly url: string;
  /** The workspace's schema; it need not exist yet. */
  readonly schema: string;
  /** Keys from outside the database. */
  readonly secrets: Secrets;
  /** Hears of encrypted values that do not open. */
  readonly logger?: Logger;
  /** At most so many connections; 10 unless said. */
  readonly poolSize?: number;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName?: string;
}

const textArray = 1009;
/** int8, numeric, date, timestamp and timestamptz stay the text that PostgreSQL sent; arrays of them become arrays of text. */
const asText = new Set([20, 1700, 1082, 1114, 1184]);
const asTextArray = new Set([1016, 1231, 1182, 1115, 1185]);

/** Parsers of this pool only: pg's own table is global and belongs to nobody. */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): Parser {
    if (asText.has(oid)) return (value) => value;
    return builtinParser(asTextArray.has(oid) ? textArray : oid, format);
  },
};

type Parser = (value: string) => unknown;

/** The types of pg know only the type numbers that they list. */
const builtinParser = pg.types.getTypeParser as (oid: number, format?: 'text' | 'binary') => Parser;

/**
 * Opens a pool (connections are made as they are needed). No session state is set, but for what the connection itself
 * states at its start: UTC and ISO dates.
 */
export function connectDatabase({
  url,
  schema,
  secrets,
  logger = silentLogger,
  poolSize = 10,
  applicationName = 'relata',
}: ConnectInput): Database {
  const settings = readUrl(url);
  const options: pg.PoolConfig = {
    connectionString: settings.url,
    options: settings.options,
    idleTimeoutMillis: 60_000,
    connectionTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: applicationName,
    types,
  };
  const pool = new pg.Pool({ ...options, max: poolSize, pipeline: true });
  // Streams hold a cursor open, which cannot share a pipelined connection; and a long export must not take connections away from requests.
  const streams = new pg.Pool({ ...options, max: Math.max(1, Math.ceil(poolSize / 3)) });
  // A connection that breaks is replaced when it is next needed, and whoever runs a statement on it hears of it there; between two statements
  // nobody listens, and an error that nobody hears would end the process.
  for (const each of [pool, streams]) {
    each.on('error', () => undefined);
    each.on('connect', (client) => client.on('error', () => undefined));
  }
  const cipher = createFieldCipher({ schema, secrets, logger, query: (statement) => queryApart(options, statement) });
  const runBrief = briefQueries(pool);
  const knex = knexFactory({ client: 'pg', version: '15', connectionPool: pool } as Knex.Config);

  return {
    schema,
    url,
    secrets,
    cipher,
    knex,
    query: (statement) =>
      revealed(
        cipher,
        statement,
        settings.prepare && statement.brief === true ? runBrief(statement) : queryPool(pool, statement, settings.prepare),
      ),
    tx: (work) => runTransaction(pool, (tx) => work(revealingTransaction(cipher, tx)), settings.prepare),
    direct: revealingTransaction(cipher, directOn(pool, settings.prepare)),
    async pair<First, Second>(first: Statement, second: Statement) {
      const [before, behind] = await queryPair<First, Second>(pool, first, second, settings.prepare);
      return [await revealed(cipher, first, Promise.resolve(before)), await revealed(cipher, second, Promise.resolve(behind))];
    },
    stream: (statement, batch = 500) => revealedStream(cipher, statement, streamRows(streams, statement, batch)),
    close: async () => {
      await knex.destroy();
      await Promise.all([pool.end(), streams.end()]);
    },
  };
}

/** Takes our own parameter out of the URL and adds the start-up options to those that it states. */
export function readUrl(text: string): { url: string; options: string; prepare: boolean } {
  const url = new URL(text);
  const prepare = url.searchParams.get('pgbouncer') !== 'true';
  const options = [url.searchParams.get('options') ?? '', '-c TimeZone=UTC -c DateStyle=ISO'].join(' ').trim();
  url.searchParams.delete('pgbouncer');
  url.searchParams.delete('options');
  return { url: url.toString(), options, prepare };
}

/** One statement on a connection of its own, which waits for none of the pool. */
async function queryApart<Row>(options: pg.PoolConfig, statement: Statement): Promise<StatementResult<Row>> {
  const client = new pg.Client(options);
  await client.connect();
  try {
    const result = await client.query({ text: statement.text, values: statement.values as unknown[] });
    return { rows: result.rows as Row[], rowCount: result.rowCount ?? 0 };
  } finally {
    await client.end();
  }
}

async function* streamRows<Row>(pool: pg.Pool, statement: Statement, batch: number): AsyncIterable<Row[]> {
  const client = await pool.connect();
  let finished = false;
  try {
    const cursor = client.query(new Cursor<Row>(statement.text, statement.values as unknown[], { types }));
    try {
      for (;;) {
        const rows = await cursor.read(batch);
        if (rows.length === 0) break;
        yield rows;
      }
      finished = true;
    } finally {
      await cursor.close();
      finished = true;
    }
  } finally {
    client.release(!finished);
  }
}

/** Words of scripts that a search must find; a server whose character types are not UTF-8 finds no trigrams in them. */
const scriptWords: Readonly<Record<string, string>> = { Thai: 'สวัสดี', Persian: 'سلام', Khmer: 'ជំរាបសួរ' };

/**
 * Checks that the server will do: PostgreSQL 15 or newer, UTF-8, and trigrams of all scripts. Installs `pg_trgm` if it is missing.
 * @throws Error that says what to change.
 */
export async function checkDatabase(database: Database): Promise<void> {
  const { rows } = await database.query<{ version: number; text: string; encoding: string; ctype: string }>({
    text: `select current_setting('server_version_num')::int as version, current_setting('server_version') as text, pg_encoding_to_char(encoding) as encoding, datctype as ctype
      from pg_database where datname = current_database()`,
    values: [],
  });
  const server = rows[0];
  if (!server || server.version < 150_000)
    throw new Error(`Relata needs PostgreSQL 15 or newer; DATABASE_URL leads to ${server?.text ?? 'something unknown'}.`);
  if (server.encoding !== 'UTF8')
    throw new Error(
      `Relata needs a database in UTF8; this one is in ${server.encoding}. Create it with: create database relata encoding 'UTF8' template template0.`,
    );
  await installTrigrams(database);
  for (const [script, word] of Object.entries(scriptWords)) {
    const { rows: found } = await database.query<{ same: number }>({ text: 'select similarity($1, $1) as same', values: [word] });
    if (found[0]?.same !== 1)
      throw new Error(
        `Search would find nothing in ${script}: the database's lc_ctype is "${server.ctype}", which is not a UTF-8 one. ` +
          `Create the database anew with: create database relata encoding 'UTF8' lc_ctype 'C.UTF-8' template template0 (or any UTF-8 locale of that machine).`,
      );
  }
}

async function installTrigrams(database: Database): Promise<void> {
  const present = (): Promise<StatementResult<object>> =>
    database.query<object>({ text: `select 1 from pg_extension where extname = 'pg_trgm'`, values: [] });
  if ((await present()).rowCount > 0) return;
  try {
    await database.query({ text: 'create extension if not exists pg_trgm', values: [] });
  } catch (error) {
    // Two that install it at once collide; one of them did it.
    if ((await present()).rowCount > 0) return;
    throw new Error(
      `Relata needs the extension pg_trgm, and this account could not create it (${(error as Error).message}). Let a superuser run: create extension pg_trgm.`,
      { cause: error },
    );
  }
}
