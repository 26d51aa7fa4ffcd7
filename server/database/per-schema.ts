/** What a process remembers of one schema of one database, for as long as that database is in use. */
import type { Database } from './types.ts';

/** @param make the empty memory of a schema; all transactions on the schema share what it made first */
export function perSchema<T>(make: () => T): (database: Database) => T {
  // By the secrets, which a database shares with the transactions that stand for it.
  const databases = new WeakMap<Database['secrets'], Map<string, T>>();
  return ({ secrets, schema }) => {
    let schemas = databases.get(secrets);
    if (!schemas) databases.set(secrets, (schemas = new Map<string, T>()));
    let known = schemas.get(schema);
    if (known === undefined) schemas.set(schema, (known = make()));
    return known;
  };
}
