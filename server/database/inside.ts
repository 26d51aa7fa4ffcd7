/** A transaction as a database: for rooms that read through one while somebody else decides about its end. */
import type { Database, Queryable } from './types.ts';

/** Everything runs on the connection of `tx`; what asks for a transaction runs within this one. Streams take a connection of their own. */
export function insideTransaction(database: Database, tx: Queryable): Database {
  return {
    schema: database.schema,
    url: database.url,
    knex: tx.knex,
    query: (statement) => tx.query(statement),
    tx: (work) => work(tx),
    stream: (statement, batch) => database.stream(statement, batch),
    close: () => Promise.resolve(),
  };
}
