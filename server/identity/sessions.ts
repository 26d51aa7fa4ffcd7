/** Sessions, in the database. Only a digest of the secret is stored: whoever reads the table cannot use it. */
import type { Context } from '../access/context.ts';
import { id, raw, sql, toStatement, type Sql } from '../database/sql.ts';
import { notFound } from '../kernel/errors.ts';
import { atomically } from '../records/atomically.ts';
import { revokeKeysOf } from './keys.ts';
import { noteInsert } from './note.ts';
import { hashSecret, newSecret } from './secret.ts';

const sessionDays = 30;

/** Whoever signs in. */
export interface Opening {
  readonly userId: string;
  /** What their browser calls itself. */
  readonly agent: string;
  /** The network address that they came from. */
  readonly address: string;
  /** The secret that the browser had before: worth nothing afterwards, so that no session survives a sign-in. */
  readonly previous: string | undefined;
  /** How they signed in, for the history. */
  readonly by: 'password' | 'link' | 'code' | 'recovery-code' | 'provider';
  /** A query of one row while what they proved still holds, and of none when it has changed meanwhile. */
  readonly held?: Sql;
  /** Keys of attempts that are forgotten with the success. */
  readonly attempts?: readonly string[];
}

/** A session that was opened. */
export interface OpenedSession {
  readonly userId: string;
  /** For the cookie. */
  readonly secret: string;
  readonly expires: Date;
}

/**
 * Opens a session, ends the one before, forgets attempts and notes the sign-in, in one statement.
 * @returns undefined when what the user proved does not hold any more
 */
export async function openSession(context: Context, opening: Opening): Promise<OpenedSession | undefined> {
  const secret = newSecret();
  const now = context.clock.now();
  const expires = new Date(now.getTime() + sessionDays * 86_400_000);
  const table = tableOf(context);
  const as = { ...context, actor: { ...context.actor, id: opening.userId } };
  const note = noteInsert(as, opening.userId, 'sign-in', { by: opening.by, from: opening.address });
  const closed = opening.previous === undefined ? '' : hashSecret(opening.previous);
  const { rowCount } = await context.database.query(
    toStatement(sql`with held as (${opening.held ?? raw('select 1 as one')}),
      closed as (delete from ${table} where id = ${closed} and exists (select 1 from held)),
      forgotten as (delete from ${id(context.database.schema, 'relata_attempts')} where key = any(${opening.attempts ?? []}::text[]) and exists (select 1 from held)),
      noted as (${note} where exists (select 1 from held))
      insert into ${table} (id, user_id, created_at, seen_at, expires_at, agent, address)
      select ${hashSecret(secret)}, ${opening.userId}::uuid, ${now.toISOString()}::timestamptz, ${now.toISOString()}::timestamptz, ${expires.toISOString()}::timestamptz,
        ${opening.agent.slice(0, 200)}, ${opening.address} from held`),
  );
  return rowCount > 0 ? { userId: opening.userId, secret, expires } : undefined;
}

/** Ends the actor's session: nothing happens when it has ended before. */
export async function closeSession(context: Context, secret: string): Promise<void> {
  await endOne(context, hashSecret(secret), 'sign-out');
}

/**
 * Ends one of the actor's own sessions.
 * @param sessionId as it is listed
 * @throws Problem 404 when the actor has no such session
 */
export async function endSession(context: Context, sessionId: string): Promise<void> {
  if (!(await endOne(context, sessionId, 'sessions-ended'))) throw notFound('You have no such session.');
}

async function endOne(context: Context, sessionId: string, action: 'sign-out' | 'sessions-ended'): Promise<boolean> {
  const note = noteInsert(context, context.actor.id ?? undefined, action);
  const { rowCount } = await context.database.query(
    toStatement(sql`with ended as (delete from ${tableOf(context)} where id = ${sessionId.replaceAll('\0', '')} and user_id = ${context.actor.id}::uuid returning id),
      noted as (${note} where exists (select 1 from ended)) select id from ended`),
  );
  return rowCount > 0;
}

/** Ends all sessions of a user, and sign-ins that are half done. @param revokeKeys whether their API keys end, too */
export async function endAllSessions(context: Context, userId: string, revokeKeys: boolean): Promise<void> {
  await atomically(context, async (inside) => {
    const note = noteInsert(inside, userId, 'sessions-ended', { all: true });
    await inside.database.query(
      toStatement(sql`with ended as (delete from ${tableOf(inside)} where user_id = ${userId}::uuid),
        challenges as (delete from ${id(inside.database.schema, 'relata_challenges')} where user_id = ${userId}::uuid) ${note}`),
    );
    if (revokeKeys) await revokeKeysOf(inside, userId);
  });
}

/**
 * After what lets a user in has changed: ends their sessions but one, makes open links void and ends sign-ins that are half done. Within the
 * transaction that makes the change.
 * @param keep the secret of the session in which it was changed
 */
export async function endAccess(inside: Context, userId: string, keep: string | undefined): Promise<void> {
  const { schema } = inside.database;
  // First what a sign-in under way holds locked: whatever it opens is there to be seen by the second statement.
  await inside.database.query(
    toStatement(sql`with voided as (update ${id(schema, 'relata_tokens')} set used_at = ${inside.clock.now().toISOString()}::timestamptz
        where user_id = ${userId}::uuid and used_at is null)
      delete from ${id(schema, 'relata_challenges')} where user_id = ${userId}::uuid`),
  );
  await inside.database.query(
    toStatement(
      sql`delete from ${tableOf(inside)} where user_id = ${userId}::uuid and id <> ${keep === undefined ? '' : hashSecret(keep)}`,
    ),
  );
}

/** A session as its user sees it. */
export interface SessionView {
  readonly id: string;
  readonly createdAt: string;
  /** To the nearest five minutes. */
  readonly seenAt: string;
  readonly expiresAt: string;
  readonly agent: string | null;
  /** From where they signed in; null for a session of before this was noted. */
  readonly address: string | null;
  readonly current: boolean;
}

/** The actor's own sessions, those used last first. @param current the secret of the session that asks */
export async function listSessions(context: Context, current: string | undefined): Promise<SessionView[]> {
  const { rows } = await context.database.query<SessionView>(
    toStatement(sql`select s.id, ${instant('created_at')} as "createdAt", ${instant('seen_at')} as "seenAt", ${instant('expires_at')} as "expiresAt", s.agent, s.address,
        s.id = ${current === undefined ? '' : hashSecret(current)} as current
      from ${tableOf(context)} s where s.user_id = ${context.actor.id}::uuid and s.expires_at > ${context.clock.now().toISOString()}::timestamptz
      order by s.seen_at desc, s.id limit 500`),
  );
  return rows;
}

function instant(column: string): Sql {
  return sql`to_char(${id('s', column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

function tableOf(context: Context): Sql {
  return id(context.database.schema, 'relata_sessions');
}
