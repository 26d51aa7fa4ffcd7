/** A transaction as a database: for rooms that read through one while somebody else decides about its end. */
import type { Database, Queryable, Statement, Transaction } from './types.ts';

/** A transaction that somebody else ends: what would finish it is a statement like any other. */
export function endingLater(tx: Queryable): Transaction {
  return {
    locks: true,
    query: (statement) => tx.query(statement),
    async finish(statement) {
      await tx.query(statement);
      return undefined;
    },
  };
}

/** A transaction whose last statement waits for something else to be done; where that fails it fails, too. */
export function endingAfter(turn: Promise<unknown> | undefined, tx: Transaction): Transaction {
  if (!turn) return tx;
  return {
    ...tx,
    async finish<Row>(statement: Statement, after?: Statement) {
      await turn;
      return tx.finish<Row>(statement, after);
    },
  };
}

/** Everything runs on the connection of `tx`; what asks for a transaction runs within this one. Streams and Knex take connections of their own. */
export function insideTransaction(database: Database, tx: Queryable): Database {
  return {
    schema: database.schema,
    url: database.url,
    secrets: database.secrets,
    cipher: database.cipher,
    knex: database.knex,
    query: (statement) => tx.query(statement),
    tx: (work) => work(endingLater(tx)),
    direct: endingLater(tx),
    pair: async <First, Second>(first: Statement, second: Statement) =>
      [await tx.query<First>(first), await tx.query<Second>(second)] as const,
    stream: (statement, batch) => database.stream(statement, batch),
    close: () => Promise.resolve(),
  };
}
