/** Statements on a pool: by themselves, in a transaction, or the last of several that check one another. */
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Statement, StatementResult, Transaction } from './types.ts';

/** Serialization failure, deadlock: others were in the way. */
const contention = new Set(['40001', '40P01']);
/** Codes after which a transaction is run again: those, changed result type, lost prepared statement. */
const repeatable = new Set([...contention, '0A000', '26000']);
/** Of these, the ones that a statement prepared earlier caused: the next run does without prepared statements. */
export const stalePlan = new Set(['0A000', '26000']);
const attempts = 5;

/** The code of an error of the database; empty where it is another one. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/** Whether others were in the way: thrown when a transaction met them each time that it was run. */
export function isContention(error: unknown): boolean {
  return contention.has(codeOf(error));
}

/** One statement on a connection. */
export async function runOn<Row>(client: pg.ClientBase, statement: Statement, prepare: boolean): Promise<StatementResult<Row>> {
  const { text, name } = statement;
  const values = statement.values as unknown[];
  const result = await client.query(prepare && name !== undefined ? { text, values, name } : { text, values });
  return { rows: result.rows as Row[], rowCount: result.rowCount ?? 0 };
}

/** Statements that one connection keeps prepared at the most: each takes memory of the server for as long as the connection lives. */
const preparedAtMost = 400;
const preparedOn = new WeakMap<pg.ClientBase, Set<string>>();

/** Notes what a connection has prepared. @returns whether it is full of statements, and should be given up after this use */
export function noteStatement(client: pg.ClientBase, name: string): boolean {
  let names = preparedOn.get(client);
  if (!names) preparedOn.set(client, (names = new Set()));
  names.add(name);
  return names.size > preparedAtMost;
}

/** One statement outside of a transaction: with a stale plan it runs once more, unprepared, and the connection is given up. */
export async function queryPool<Row>(pool: pg.Pool, statement: Statement, prepare: boolean): Promise<StatementResult<Row>> {
  const client = await pool.connect();
  let worn = statement.name !== undefined && prepare && noteStatement(client, statement.name);
  try {
    return await runOn<Row>(client, statement, prepare);
  } catch (error) {
    const stale = statement.name !== undefined && stalePlan.has(codeOf(error));
    if (!stale) throw error;
    worn = true;
    return await runOn<Row>(client, statement, false);
  } finally {
    client.release(worn);
  }
}

/** Two statements in one packet; where a plan has become stale each runs by itself, as `queryPool` does it. */
export async function queryPair<First, Second>(
  pool: pg.Pool,
  first: Statement,
  second: Statement,
  prepare: boolean,
): Promise<readonly [StatementResult<First>, StatementResult<Second>]> {
  const client = await pool.connect();
  let worn = false;
  for (const { name } of [first, second]) if (prepare && name !== undefined) worn = noteStatement(client, name) || worn;
  try {
    return await together(client, () => [runOn<First>(client, first, prepare), runOn<Second>(client, second, prepare)] as const);
  } catch (error) {
    worn ||= !/^[0-9A-Z]{5}$/.test(codeOf(error)) || stalePlan.has(codeOf(error));
    if (!stalePlan.has(codeOf(error))) throw error;
  } finally {
    client.release(worn);
  }
  return [await queryPool<First>(pool, first, prepare), await queryPool<Second>(pool, second, prepare)];
}

export async function runTransaction<T>(pool: pg.Pool, work: (tx: Transaction) => Promise<T>, prepare: boolean): Promise<T> {
  let prepareNow = prepare;
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptTransaction(pool, work, prepareNow);
    } catch (error) {
      const code = codeOf(error);
      if (!repeatable.has(code) || attempt === attempts) throw error;
      if (stalePlan.has(code)) prepareNow = false;
      await sleep(Math.random() * 10 * 2 ** attempt);
    }
  }
}

/** What is known of a transaction on its way. */
interface Progress {
  begun: boolean;
  ended: boolean;
  /** The connection is to be given up afterwards. */
  worn: boolean;
}

async function attemptTransaction<T>(pool: pg.Pool, work: (tx: Transaction) => Promise<T>, prepare: boolean): Promise<T> {
  const client = await pool.connect();
  const progress: Progress = { begun: false, ended: false, worn: false };
  try {
    const result = await work(transactionOn(client, progress, prepare));
    if (progress.begun && !progress.ended) await client.query('commit');
    return result;
  } catch (error) {
    progress.worn ||= stalePlan.has(codeOf(error));
    // A code of five characters is an answer of PostgreSQL; after another error the line may be broken.
    progress.worn ||= error instanceof Error && 'code' in error && !/^[0-9A-Z]{5}$/.test(codeOf(error));
    if (progress.begun && !progress.ended) await client.query('rollback').catch(() => (progress.worn = true));
    throw error;
  } finally {
    client.release(progress.worn);
  }
}

function transactionOn(client: pg.PoolClient, progress: Progress, prepare: boolean): Transaction {
  const run = <Row>(statement: Statement): Promise<StatementResult<Row>> => {
    if (progress.ended) throw new Error('The transaction has ended.');
    if (statement.name !== undefined && prepare && noteStatement(client, statement.name)) progress.worn = true;
    return runOn<Row>(client, statement, prepare);
  };
  const begin = (): Promise<unknown>[] => {
    if (progress.begun) return [];
    progress.begun = true;
    return [client.query('begin')];
  };
  return {
    locks: true,
    async query<Row>(statement: Statement) {
      const [, result] = await together(client, () => [Promise.all(begin()), run<Row>(statement)] as const);
      return result;
    },
    async finish<Row>(statement: Statement, after?: Statement) {
      const [, , end, behind] = await together(client, () => {
        const written = [Promise.all(begin()), run(statement), client.query('commit')] as const;
        const read = after === undefined ? Promise.resolve(undefined) : run<Row>(after);
        progress.ended = true;
        return [...written, read] as const;
      });
      // PostgreSQL answers so when the transaction had failed; the failure itself has been thrown by then.
      if (end.command !== 'COMMIT') throw new Error('The transaction was not committed.');
      return behind;
    },
  };
}

/** Statements by themselves; the last one and what reads behind it travel together. */
export function directOn(pool: pg.Pool, prepare: boolean): Transaction {
  return {
    locks: false,
    query: (statement) => queryPool(pool, statement, prepare),
    async finish<Row>(statement: Statement, after?: Statement) {
      const client = await pool.connect();
      let worn = [statement, ...(after ? [after] : [])].some(({ name }) => name !== undefined && prepare && noteStatement(client, name));
      try {
        const [, behind] = await together(client, () => [
          runOn(client, statement, prepare),
          after === undefined ? Promise.resolve(undefined) : runOn<Row>(client, after, prepare),
        ]);
        return behind;
      } catch (error) {
        worn ||= stalePlan.has(codeOf(error)) || !/^[0-9A-Z]{5}$/.test(codeOf(error));
        throw error;
      } finally {
        client.release(worn);
      }
    },
  };
}

/** Sends several statements in one packet, and waits for all of them; what fails first is thrown. */
export async function together<const T extends readonly Promise<unknown>[]>(
  client: pg.PoolClient,
  send: () => T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Writable } }).connection;
  stream.cork();
  let sent: T;
  try {
    sent = send();
  } finally {
    stream.uncork();
  }
  const settled = await Promise.allSettled(sent);
  for (const each of settled) if (each.status === 'rejected') throw each.reason as Error;
  return settled.map((each) => (each as PromiseFulfilledResult<unknown>).value) as { -readonly [K in keyof T]: Awaited<T[K]> };
}
