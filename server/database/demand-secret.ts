/** All servers of a workspace must have the same secret: one that differs could neither read what is encrypted nor prove what is sealed. */
import { id, sql, toStatement, type Sql } from './sql.ts';
import type { Secrets } from '../kernel/secrets.ts';
import type { Database } from './types.ts';

/**
 * Notes that the servers have another secret from now on. What the previous one encrypted has to be brought over before.
 * @param note INSERT of what is written when, and only when, it is another one
 * @throws Error when the database knows neither of the two
 */
export async function changeSecret(database: Database, previous: Secrets, note: Sql): Promise<void> {
  const table = id(database.schema, 'relata_system');
  const [old, fresh] = [previous, database.secrets].map(({ fingerprint }) => JSON.stringify(fingerprint));
  const { rowCount } = await database.query(
    toStatement(sql`with changed as (update ${table} set value = ${fresh}::jsonb where name = 'secret' and value = ${old}::jsonb returning 1),
      noted as (${note} where exists (select 1 from changed))
      select 1 from ${table} where name = 'secret' and value in (${old}::jsonb, ${fresh}::jsonb)`),
  );
  if (rowCount === 0) throw new Error('RELATA_SECRET_PREVIOUS is not the secret that this database was set up with. Nothing was changed.');
}

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
    'This database was set up with another secret. Set RELATA_SECRET to the one that its servers have, or copy keys/secret from the RELATA_HOME of the first of them. A secret that is to be changed goes into RELATA_SECRET_PREVIOUS for "relata keys rewrap".',
  );
}
