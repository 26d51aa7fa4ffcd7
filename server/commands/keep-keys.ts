/** Before a secret is replaced: the keys that it gave for what cannot be brought over are kept under the next one. */
import { id, sql, toStatement } from '../database/sql.ts';
import type { Database } from '../database/types.ts';
import { keepKey } from '../encryption/kept-keys.ts';
import type { Secrets } from '../kernel/secrets.ts';

/**
 * Keeps the keys of the previous secret, with the end of the chain that it sealed. Where the secret was changed already there is nothing to keep.
 * @throws Error when the database was not set up with the previous secret, or a server is running with it: it would seal on with it
 */
export async function keepKeys(database: Database, previous: Secrets): Promise<void> {
  const { schema } = database;
  await database.tx(async (tx) => {
    const { rows } = await tx.query<{ value: string }>(
      toStatement(sql`select value from ${id(schema, 'relata_system')} where name = 'secret' for update`),
    );
    const [present] = rows;
    if (present?.value === database.secrets.fingerprint) return;
    if (present?.value !== previous.fingerprint)
      throw new Error('RELATA_SECRET_PREVIOUS is not the secret that this database was set up with. Nothing was changed.');
    const running = await tx.query(
      toStatement(sql`select 1 from ${id(schema, 'relata_nodes')} where seen_at > clock_timestamp() - interval '5 seconds' limit 1`),
    );
    if (running.rowCount > 0) throw new Error('A server is running with the previous secret. Stop all of them first. Nothing was changed.');
    const { rows: seals } = await tx.query<{ number: string; hash: string }>(
      toStatement(sql`select number, hash from ${id(schema, 'relata_seals')} order by number desc limit 1`),
    );
    const [last] = seals;
    if (last) await keepKey(database, tx, 'history', previous, { until: Number(last.number), hash: last.hash });
    await keepKey(database, tx, 'recovery-codes', previous);
    await keepKey(database, tx, 'idempotency', previous);
  });
}
