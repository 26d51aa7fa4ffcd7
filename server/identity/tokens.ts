/** One-time links: their secrets, in the database as digests. */
import type { Context } from '../access/context.ts';
import { id, sql, toStatement, type Sql } from '../database/sql.ts';
import { hashSecret, newSecret } from './secret.ts';

/** What a one-time token permits. */
export type TokenPurpose = 'sign-in' | 'invitation' | 'password-reset';

/** A token that is not stored yet. */
export interface NewToken {
  readonly secret: string;
  /** Statement parts that make earlier tokens of the user and purpose void, and store this one. */
  readonly parts: readonly (readonly [name: string, part: Sql])[];
}

/**
 * A one-time token, to be stored by a statement that does more; earlier ones of the same user and purpose become void by it.
 * @param userId undefined stores nothing, by the same statement
 * @param minutes how long it is good for
 */
export function newToken(context: Context, userId: string | undefined, purpose: TokenPurpose, minutes: number): NewToken {
  const secret = newSecret();
  const now = context.clock.now();
  const table = tableOf(context);
  const expires = new Date(now.getTime() + minutes * 60_000).toISOString();
  const owner = userId ?? null;
  return {
    secret,
    parts: [
      [
        'voided',
        sql`update ${table} set used_at = ${now.toISOString()}::timestamptz where user_id = ${owner}::uuid and purpose = ${purpose} and used_at is null`,
      ],
      [
        'token',
        sql`insert into ${table} (id, user_id, purpose, created_at, expires_at) select ${hashSecret(secret)}, u.id, ${purpose}, ${now.toISOString()}::timestamptz, ${expires}::timestamptz
          from (select ${owner}::uuid as id) u where u.id is not null`,
      ],
    ],
  };
}

/** Makes a one-time token and stores it. @returns its secret */
export async function makeToken(context: Context, userId: string, purpose: TokenPurpose, minutes: number): Promise<string> {
  const { secret, parts } = newToken(context, userId, purpose, minutes);
  await context.database.tx(async (tx) => {
    for (const [, part] of parts) await tx.query(toStatement(part));
  });
  return secret;
}

/** Uses up a token: of two that race, one gets it. Returns the user, or undefined when it is unknown, used or too old. */
export async function useToken(context: Context, secret: string, purposes: readonly TokenPurpose[]): Promise<string | undefined> {
  const now = context.clock.now().toISOString();
  const { rows } = await context.database.query<{ user_id: string }>(
    toStatement(sql`update ${tableOf(context)} set used_at = ${now}::timestamptz where id = ${hashSecret(secret)} and purpose = any(${purposes}::text[])
      and used_at is null and expires_at > ${now}::timestamptz returning user_id::text`),
  );
  return rows[0]?.user_id;
}

/** Whether a token would be taken now. */
export async function isTokenGood(context: Context, secret: string, purpose: TokenPurpose): Promise<boolean> {
  const { rowCount } = await context.database.query(
    toStatement(sql`select 1 from ${tableOf(context)} where id = ${hashSecret(secret)} and purpose = ${purpose}
      and used_at is null and expires_at > ${context.clock.now().toISOString()}::timestamptz`),
  );
  return rowCount > 0;
}

function tableOf(context: Context): Sql {
  return id(context.database.schema, 'relata_tokens');
}
