/** Sign-in by password or one-time token, and changing the password. Unknown and known addresses get the same answer in the same time. */
import type { Context } from '../access/context.ts';
import { id, sql, toStatement } from '../database/sql.ts';
import { historyInsert } from '../history/entry.ts';
import { badRequest, unauthenticated } from '../kernel/errors.ts';
import { foldText } from '../../metadata/rules/fold.ts';
import { actorOfUser, userEntities } from './actors.ts';
import { attemptKey, countAttempt, forgetAttempts, keepAttempts } from './attempts.ts';
import { checkNewPassword, hashPassword, verifyPassword } from './passwords.ts';
import { closeOtherSessions, useToken, voidTokens } from './sessions.ts';

interface Credentials {
  readonly id: string;
  readonly password: string | null;
}

/**
 * Checks an address and a password.
 * @returns the user's id
 * @throws Problem 401 (the same for every cause), 429 after too many failures
 */
export async function signInByPassword(context: Context, email: unknown, password: unknown): Promise<string> {
  if (typeof email !== 'string' || typeof password !== 'string') throw badRequest('Send "email" and "password" as texts.');
  const address = email.trim().slice(0, 320).replaceAll('\0', '');
  const key = attemptKey('sign-in', foldText(address));
  await countAttempt(context, key);
  const found = await findCredentials(context, address);
  const right = await verifyPassword(password, found?.password ?? null);
  if (!found || !right) {
    await noteFailure(context, key, found?.id);
    throw unauthenticated('The e-mail address or the password is wrong.', 'wrong-credentials');
  }
  await forgetAttempts(context, key);
  await noteSignIn(context, found.id);
  return found.id;
}

/**
 * Uses a one-time sign-in link.
 * @throws Problem 401 when it is unknown, used or too old
 */
export async function signInByToken(context: Context, token: unknown): Promise<string> {
  if (typeof token !== 'string') throw badRequest('Send "token" as a text.');
  const userId = await useToken(context, token, 'sign-in');
  // Of somebody who has gone, the history must not say that they signed in.
  const actor = userId === undefined ? undefined : await actorOfUser(context.database, context.model, userId);
  if (userId === undefined || !actor)
    throw unauthenticated('This sign-in link has been used or is too old. Ask for a new one.', 'wrong-credentials');
  await noteSignIn(context, userId);
  return userId;
}

/** Whether the user still has to choose a password. */
export async function lacksPassword(context: Context, userId: string): Promise<boolean> {
  const { rows } = await context.database.query<{ has: boolean }>(
    toStatement(sql`select password is not null as has from ${credentialsTable(context)} where user_id = ${userId}::uuid`),
  );
  return rows[0]?.has !== true;
}

/**
 * Sets a new password, ends the user's other sessions and makes open sign-in links worthless.
 * @throws Problem 422 when it is too short, 401 when the present one is wrong, 429 after too many wrong ones
 */
export async function changePassword(
  context: Context,
  userId: string,
  present: unknown,
  next: unknown,
  session: string | undefined,
): Promise<void> {
  checkNewPassword(next);
  const { rows } = await context.database.query<{ password: string | null }>(
    toStatement(sql`select password from ${credentialsTable(context)} where user_id = ${userId}::uuid`),
  );
  const stored = rows[0]?.password ?? null;
  const key = attemptKey('password', userId);
  if (stored !== null) {
    await countAttempt(context, key);
    if (!(await verifyPassword(present, stored))) throw unauthenticated('The present password is wrong.', 'wrong-credentials');
    await forgetAttempts(context, key);
  }
  await storePassword(context, userId, next);
  await closeOtherSessions(context, userId, session);
  await voidTokens(context, userId);
}

/** Stores a password; also for the first admin. */
export async function storePassword(context: Context, userId: string, password: string): Promise<void> {
  const hash = await hashPassword(password);
  const now = context.clock.now().toISOString();
  const note = historyInsert(context, [{ entity: 'system.user', recordId: userId, action: 'password', version: 0, changes: {} }]);
  await context.database.query(
    toStatement(sql`with noted as (${note}) insert into ${credentialsTable(context)} (user_id, password, changed_at) values (${userId}::uuid, ${hash}, ${now})
      on conflict (user_id) do update set password = excluded.password, changed_at = excluded.changed_at`),
  );
}

function credentialsTable(context: Context): ReturnType<typeof id> {
  return id(context.database.schema, 'relata_credentials');
}

/** The account of an address; of several that only fold alike (an accent apart), the one that is written so. */
async function findCredentials(context: Context, email: string): Promise<Credentials | undefined> {
  const { users } = userEntities(context.model);
  const schema = context.database.schema;
  const { rows } = await context.database.query<Credentials>(
    toStatement(sql`select u.id::text, c.password from ${id(schema, users.table)} u left join ${credentialsTable(context)} c on c.user_id = u.id
      where ${id(schema, 'relata_fold')}(u.email) = ${id(schema, 'relata_fold')}(${email}) and u.deleted_at is null and u.active is not false
      order by (lower(u.email) = lower(${email})) desc, u.id limit 1`),
  );
  return rows[0];
}

/** Notes a failure in the history of the account, if there is one; without one, as much is written. */
async function noteFailure(context: Context, key: string, userId: string | undefined): Promise<void> {
  const kept = keepAttempts(context, key);
  if (userId === undefined) await context.database.query(toStatement(kept));
  else {
    const note = historyInsert(context, [{ entity: 'system.user', recordId: userId, action: 'sign-in-failed', version: 0, changes: {} }]);
    await context.database.query(toStatement(sql`with noted as (${note}) ${kept}`));
  }
}

async function noteSignIn(context: Context, userId: string): Promise<void> {
  const note = historyInsert({ ...context, actor: { ...context.actor, id: userId } }, [
    { entity: 'system.user', recordId: userId, action: 'sign-in', version: 0, changes: {} },
  ]);
  await context.database.query(toStatement(note));
}
