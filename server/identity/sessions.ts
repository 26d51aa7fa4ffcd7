/** Sessions and one-time tokens, in the database. Only a hash of the secret is stored: whoever reads the table cannot use it. */
import type { Context } from '../access/context.ts';
import { id, sql, toStatement } from '../database/sql.ts';
import { hashSecret, newSecret } from './secret.ts';

const sessionDays = 30;

/**
 * Opens a session.
 * @returns the secret for the cookie, and when it ends
 */
export async function openSession(context: Context, userId: string, agent: string): Promise<{ secret: string; expires: Date }> {
  const secret = newSecret();
  const now = context.clock.now();
  const expires = new Date(now.getTime() + sessionDays * 86_400_000);
  const table = id(context.database.schema, 'relata_sessions');
  await context.database.query(
    toStatement(sql`insert into ${table} (id, user_id, created_at, seen_at, expires_at, agent)
      values (${hashSecret(secret)}, ${userId}, ${now.toISOString()}, ${now.toISOString()}, ${expires.toISOString()}, ${agent.slice(0, 200)})`),
  );
  return { secret, expires };
}

/** Ends one session. */
export async function closeSession(context: Context, secret: string): Promise<void> {
  await context.database.query(
    toStatement(sql`delete from ${id(context.database.schema, 'relata_sessions')} where id = ${hashSecret(secret)}`),
  );
}

/** Ends all sessions of a user but one: after a change of password. */
export async function closeOtherSessions(context: Context, userId: string, keep: string | undefined): Promise<void> {
  const kept = keep === undefined ? '' : hashSecret(keep);
  await context.database.query(
    toStatement(sql`delete from ${id(context.database.schema, 'relata_sessions')} where user_id = ${userId}::uuid and id <> ${kept}`),
  );
}

/** What a one-time token permits. */
export type TokenPurpose = 'sign-in';

/**
 * Makes a one-time token; earlier ones of the same user and purpose are void.
 * @param minutes how long it is good for
 */
export async function makeToken(context: Context, userId: string, purpose: TokenPurpose, minutes: number): Promise<string> {
  const secret = newSecret();
  const now = context.clock.now();
  const table = id(context.database.schema, 'relata_tokens');
  const expires = new Date(now.getTime() + minutes * 60_000).toISOString();
  await context.database.tx(async (tx) => {
    await tx.query(
      toStatement(
        sql`update ${table} set used_at = ${now.toISOString()} where user_id = ${userId}::uuid and purpose = ${purpose} and used_at is null`,
      ),
    );
    await tx.query(
      toStatement(
        sql`insert into ${table} (id, user_id, purpose, created_at, expires_at) values (${hashSecret(secret)}, ${userId}, ${purpose}, ${now.toISOString()}, ${expires})`,
      ),
    );
  });
  return secret;
}

/** Uses up a token: of two that race, one gets it. Returns the user, or undefined when it is unknown, used or too old. */
export async function useToken(context: Context, secret: string, purpose: TokenPurpose): Promise<string | undefined> {
  const now = context.clock.now().toISOString();
  const { rows } = await context.database.query<{ user_id: string }>(
    toStatement(
      sql`update ${id(context.database.schema, 'relata_tokens')} set used_at = ${now} where id = ${hashSecret(secret)} and purpose = ${purpose} and used_at is null and expires_at > ${now} returning user_id`,
    ),
  );
  return rows[0]?.user_id;
}

/** Makes the open tokens of a user worthless. */
export async function voidTokens(context: Context, userId: string): Promise<void> {
  await context.database.query(
    toStatement(
      sql`update ${id(context.database.schema, 'relata_tokens')} set used_at = ${context.clock.now().toISOString()} where user_id = ${userId}::uuid and used_at is null`,
    ),
  );
}
