/** All servers of a workspace must have the same secret: one that differs could neither read what is encrypted nor prove what is sealed. */
import { id, sql, toStatement } from './sql.ts';
import type { Database } from './types.ts';

/**
 * Notes the fingerprint of the secret at the first start, and compares it at every other one.
 * @throws Error when this server has another one
 */
export async function demandSecret(database: Database): Promise<void> {
  const table = id(database.schema, 'relata_system');
  const mine = JSON.stringify(database.secrets.fingerprint);
  await database.query(
    toStatement(sql`insert into ${table} (name, value) values ('secret', ${mine}::jsonb) on conflict (name) do nothing`),
  );
  const { rows } = await database.query<{ value: string }>(toStatement(sql`select value from ${table} where name = 'secret'`));
  if (rows[0]?.value === database.secrets.fingerprint) return;
  throw new Error(
    'This database was set up with another secret. Set RELATA_SECRET to the one that its servers have, or copy keys/secret from the RELATA_HOME of the first of them.',
  );
}
