/** Second factors under another secret of the servers. */
import { id, sql, toStatement } from '../database/sql.ts';
import type { Database } from '../database/types.ts';
import type { Secrets } from '../kernel/secrets.ts';
import { factorKey, seal, unseal } from './sealed.ts';

/**
 * Seals the second factors of all users with the present secret. Those that it opens already are left as they are, so that it may be run again.
 * Recovery codes are digests, which cannot be brought over: their key is kept (`encryption/kept-keys.ts`).
 * @returns how many were sealed anew, and how many open with neither secret
 */
export async function rewrapFactors(database: Database, previous: Secrets): Promise<{ readonly done: number; readonly shut: number }> {
  const table = id(database.schema, 'relata_second_factors');
  const [old, fresh] = [factorKey(previous, database.schema), factorKey(database.secrets, database.schema)];
  const { rows } = await database.query<{ user: string; secret: string }>(
    toStatement(sql`select user_id::text as "user", secret from ${table} order by user_id`),
  );
  const closed = rows.filter(({ user, secret }) => unseal(fresh, secret, user) === undefined);
  const sealed = closed.flatMap(({ user, secret }) => {
    const text = unseal(old, secret, user);
    return text === undefined ? [] : [{ user, old: secret, secret: seal(fresh, text, user) }];
  });
  await database.query(
    toStatement(sql`update ${table} f set secret = n.secret from jsonb_to_recordset(${JSON.stringify(sealed)}::jsonb) as n("user" uuid, old text, secret text)
      where f.user_id = n."user" and f.secret = n.old`),
  );
  return { done: sealed.length, shut: closed.length - sealed.length };
}
