/**
 * Sign-in by password or one-time link, and with a code where there is a second factor. Unknown and known addresses get the same answer for the
 * same work.
 */
import { foldText } from '../../metadata/rules/fold.ts';
import type { Context } from '../access/context.ts';
import { id, sql, toStatement, type Sql } from '../database/sql.ts';
import { badRequest, unauthenticated, type Problem } from '../kernel/errors.ts';
import { actorOfUser, userEntities } from './actors.ts';
import { atomically } from '../records/atomically.ts';
import { attemptKey, countAttempt, keepAttempts } from './attempts.ts';
import { makeChallenge, takeChallenge, userOfChallenge } from './challenges.ts';
import { heldPassword } from './credentials.ts';
import { noteInsert } from './note.ts';
import { verifyPassword } from './passwords.ts';
import { readCode, secondFactorOf, useCode, withoutFactor, wrongCode } from './second-factor.ts';
import { openSession, type OpenedSession, type Opening } from './sessions.ts';
import { useToken } from './tokens.ts';

const challengeMinutes = 5;

/** From where somebody signs in. */
export type Place = Pick<Opening, 'agent' | 'address' | 'previous'>;

/** A session, or what to go on with when a code is wanted. */
export type SignedIn = OpenedSession | { readonly challenge: string; readonly expires: Date };

interface Credentials {
  readonly id: string;
  readonly password: string | null;
}

/**
 * Checks an address and a password.
 * @throws Problem 401 (the same for every cause), 429 after too many failures
 */
export async function signInByPassword(context: Context, email: unknown, password: unknown, place: Place): Promise<SignedIn> {
  if (typeof email !== 'string' || typeof password !== 'string') throw badRequest('Send "email" and "password" as texts.');
  const address = email.trim().slice(0, 320).replaceAll('\0', '');
  const key = addressKey(address);
  await countAttempt(context, key);
  const found = await findCredentials(context, address);
  const hash = found?.password ?? null;
  const right = await verifyPassword(password, hash);
  if (!found || hash === null || !right) {
    await noteFailure(context, key, found?.id);
    throw wrongCredentials();
  }
  const signedIn = await letIn(context, {
    ...place,
    userId: found.id,
    by: 'password',
    held: heldPassword(context, found.id, hash),
    attempts: [key],
  });
  // The password was changed while it was looked at.
  if (!signedIn) throw wrongCredentials();
  return signedIn;
}

/**
 * Uses a one-time link.
 * @throws Problem 401 when it is unknown, used or too old, or its user has gone
 */
export async function signInByToken(context: Context, token: unknown, place: Place): Promise<SignedIn> {
  if (typeof token !== 'string') throw badRequest('Send "token" as a text.');
  const signedIn = await atomically(context, async (inside) => {
    const userId = await useToken(inside, token, ['sign-in', 'invitation']);
    // Of somebody who has gone, the history must not say that they signed in.
    const actor = userId === undefined ? undefined : await actorOfUser(inside.database, inside.model, userId);
    return userId === undefined || !actor ? undefined : letIn(inside, { ...place, userId, by: 'link' });
  });
  if (!signedIn) throw unauthenticated('This sign-in link has been used or is too old. Ask for a new one.', 'wrong-credentials');
  return signedIn;
}

/**
 * Goes on with a code: of the authenticator app, or a recovery code.
 * @throws Problem 401 for a wrong code or when it took too long, 429 after too many wrong codes
 */
export async function signInByCode(context: Context, challenge: unknown, code: unknown, place: Place): Promise<OpenedSession> {
  if (typeof challenge !== 'string') throw badRequest('Send "challenge" as a text.');
  const given = readCode(code);
  const userId = await userOfChallenge(context, challenge);
  if (userId === undefined) throw challengeOver();
  const key = attemptKey('code', userId);
  await countAttempt(context, key);
  const as: Context = { ...context, actor: { ...context.actor, id: userId } };
  const opened = await atomically(as, async (inside) => {
    if ((await takeChallenge(inside, 'second-factor', challenge)) === undefined) throw challengeOver();
    if (!(await actorOfUser(inside.database, inside.model, userId))) throw challengeOver();
    const by = await useCode(inside, userId, given);
    if (by === undefined) throw wrongCode();
    return openSession(inside, { ...place, userId, by, attempts: [key] });
  }).catch(async (error: unknown) => {
    // What was tried within the transaction is undone with it; the failure is not.
    await noteFailure(context, key, userId);
    throw error;
  });
  if (!opened) throw challengeOver();
  return opened;
}

/**
 * Opens a session for somebody who has proved who they are, or asks for the code of their second factor.
 * @returns undefined when what they proved does not hold any more
 */
export async function letIn(context: Context, opening: Opening): Promise<SignedIn | undefined> {
  const { userId, held, attempts } = opening;
  const { secondFactor } = await secondFactorOf(context, userId);
  // It may have been switched on meanwhile.
  if (!secondFactor) return openSession(context, { ...opening, held: withoutFactor(context, userId, held) });
  const challenge = await makeChallenge(context, {
    kind: 'second-factor',
    userId,
    minutes: challengeMinutes,
    ...(held ? { held } : {}),
    ...(attempts ? { attempts } : {}),
  });
  return challenge && { challenge: challenge.secret, expires: challenge.expires };
}

/** The key under which attempts to sign in with an address are counted. */
export function addressKey(address: string): string {
  return attemptKey('sign-in', foldText(address));
}

/** The account of an address; of several that only fold alike (an accent apart), the one that is written so. */
async function findCredentials(context: Context, email: string): Promise<Credentials | undefined> {
  const { users } = userEntities(context.model);
  const schema = context.database.schema;
  const { rows } = await context.database.query<Credentials>(
    toStatement(sql`select u.id::text, c.password from ${id(schema, users.table)} u left join ${id(schema, 'relata_credentials')} c on c.user_id = u.id
      where ${folded(schema, sql`u.email`)} = ${folded(schema, sql`${email}`)} and u.deleted_at is null and u.active is not false
      order by (lower(u.email) = lower(${email})) desc, u.id limit 1`),
  );
  return rows[0];
}

function folded(schema: string, text: Sql): Sql {
  return sql`${id(schema, 'relata_fold')}(${text})`;
}

/** Notes a failure in the history of the account, if there is one; without one, as much is written. */
async function noteFailure(context: Context, key: string, userId: string | undefined): Promise<void> {
  await context.database.query(
    toStatement(sql`with noted as (${noteInsert(context, userId, 'sign-in-failed')}) ${keepAttempts(context, key)}`),
  );
}

function wrongCredentials(): Problem {
  return unauthenticated('The e-mail address or the password is wrong.', 'wrong-credentials');
}

function challengeOver(): Problem {
  return unauthenticated('This took too long, or somebody else went on with it. Sign in again.', 'challenge-over');
}
