/** Passwords of users: stored, changed, and asked for again before what matters. */
import type { Context } from '../access/context.ts';
import { id, sql, toStatement, type Sql } from '../database/sql.ts';
import { conflict, unauthenticated, type Problem } from '../kernel/errors.ts';
import { atomically } from '../records/atomically.ts';
import { attemptKey, countAttempt, forgetAttempts } from './attempts.ts';
import { revokeKeysOf } from './keys.ts';
import { noteInsert, type AccountAction } from './note.ts';
import { checkNewPassword, hashPassword, verifyPassword } from './passwords.ts';
import { endAccess } from './sessions.ts';
import { holdUser } from './users.ts';

/** Stores a password; also for the first admin. */
export async function storePassword(context: Context, userId: string, password: string): Promise<void> {
  await storeHash(context, userId, await hashPassword(password), 'password');
}

/** Stores the hash of a password, and notes it. */
export async function storeHash(context: Context, userId: string, hash: string, action: AccountAction): Promise<void> {
  const now = context.clock.now().toISOString();
  const note = noteInsert(context, userId, action);
  await context.database.query(
    toStatement(sql`with noted as (${note}) insert into ${tableOf(context)} (user_id, password, changed_at) values (${userId}::uuid, ${hash}, ${now}::timestamptz)
      on conflict (user_id) do update set password = excluded.password, changed_at = excluded.changed_at`),
  );
}

/** Whether the user still has to choose a password: whoever signs in through a provider need not. */
export async function lacksPassword(context: Context, userId: string): Promise<boolean> {
  const { schema } = context.database;
  const { rows } = await context.database.query<{ has: boolean }>(
    toStatement(sql`select exists (select 1 from ${tableOf(context)} c where c.user_id = ${userId}::uuid and c.password is not null)
      or exists (select 1 from ${id(schema, 'relata_identities')} i where i.user_id = ${userId}::uuid) as has`),
  );
  return rows[0]?.has !== true;
}

/**
 * Sets a new password, ends the user's other sessions and makes open links worthless.
 * @param session the secret of the session that stays
 * @param revokeKeys whether the user's API keys end, too
 * @throws Problem 422 when it is too short, 401 when the present one is wrong, 429 after too many wrong ones
 */
export async function changePassword(
  context: Context,
  present: unknown,
  next: unknown,
  session: string | undefined,
  revokeKeys: boolean,
): Promise<void> {
  checkNewPassword(next);
  const userId = context.actor.id ?? '';
  const stored = await hashOf(context, userId);
  if (stored !== null) await verifyPresent(context, userId, present, stored);
  const hash = await hashPassword(next);
  await atomically(context, async (inside) => {
    await holdUser(inside, userId);
    // Somebody else may have changed it since: what was proved does not hold any more.
    if ((await hashOf(inside, userId)) !== stored) throw wrongPresent();
    await storeHash(inside, userId, hash, 'password');
    await endAccess(inside, userId, session);
    if (revokeKeys) await revokeKeysOf(inside, userId);
  });
}

/**
 * Asks the actor for the password once more: an open session alone does not change how its user signs in.
 * @throws Problem 401 when it is wrong, 429 after too many wrong ones, 409 when the actor has none
 */
export async function demandPassword(context: Context, given: unknown): Promise<void> {
  const userId = context.actor.id ?? '';
  const stored = await hashOf(context, userId);
  if (stored === null) throw conflict('Set a password first.', [], 'no-password');
  await verifyPresent(context, userId, given, stored);
}

async function verifyPresent(context: Context, userId: string, given: unknown, stored: string): Promise<void> {
  const key = attemptKey('password', userId);
  await countAttempt(context, key);
  if (!(await verifyPassword(given, stored))) throw wrongPresent();
  await forgetAttempts(context, key);
}

function wrongPresent(): Problem {
  return unauthenticated('The present password is wrong.', 'wrong-credentials');
}

/** A query of one row while the stored password is the one that was verified. The row stays as it is until whoever asks has committed. */
export function heldPassword(context: Context, userId: string, hash: string): Sql {
  return sql`select 1 as one from ${tableOf(context)} c where c.user_id = ${userId}::uuid and c.password = ${hash} for share`;
}

async function hashOf(context: Context, userId: string): Promise<string | null> {
  const { rows } = await context.database.query<{ password: string | null }>(
    toStatement(sql`select password from ${tableOf(context)} where user_id = ${userId}::uuid`),
  );
  return rows[0]?.password ?? null;
}

function tableOf(context: Context): Sql {
  return id(context.database.schema, 'relata_credentials');
}
