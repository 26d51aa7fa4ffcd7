/** What is half done: between a password and a code, or while somebody is at a provider of identities. Of two that go on with one, one does. */
import type { Context } from '../access/context.ts';
import { id, raw, sql, toStatement, type Sql } from '../database/sql.ts';
import { hashSecret, newSecret } from './secret.ts';

/** What is waited for: the code of a second factor, or an answer of a provider. */
export type ChallengeKind = 'second-factor' | 'oidc';

/** A new challenge. */
export interface ChallengeInput {
  readonly kind: ChallengeKind;
  readonly userId?: string;
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly minutes: number;
  /** A query of one row while what was proved so far still holds, and of none when it has changed meanwhile. */
  readonly held?: Sql;
  /** Keys of attempts that are forgotten with it. */
  readonly attempts?: readonly string[];
}

/**
 * Makes a challenge.
 * @returns the secret by which to go on, or undefined when what was proved does not hold any more
 */
export async function makeChallenge(context: Context, input: ChallengeInput): Promise<{ secret: string; expires: Date } | undefined> {
  const secret = newSecret();
  const now = context.clock.now();
  const expires = new Date(now.getTime() + input.minutes * 60_000);
  const table = tableOf(context);
  const { rowCount } = await context.database.query(
    toStatement(sql`with held as (${input.held ?? raw('select 1 as one')}),
      forgotten as (delete from ${id(context.database.schema, 'relata_attempts')} where key = any(${input.attempts ?? []}::text[]) and exists (select 1 from held))
      insert into ${table} (id, kind, user_id, payload, created_at, expires_at)
      select ${hashSecret(secret)}, ${input.kind}, ${input.userId ?? null}::uuid, ${JSON.stringify(input.payload ?? {})}::jsonb, ${now.toISOString()}::timestamptz,
        ${expires.toISOString()}::timestamptz from held`),
  );
  return rowCount > 0 ? { secret, expires } : undefined;
}

/** Whose sign-in a challenge is; undefined when it is unknown or over. */
export async function userOfChallenge(context: Context, secret: string): Promise<string | undefined> {
  const { rows } = await context.database.query<{ user_id: string }>(
    toStatement(sql`select user_id::text from ${tableOf(context)} where id = ${hashSecret(secret)} and kind = 'second-factor'
      and expires_at > ${context.clock.now().toISOString()}::timestamptz`),
  );
  return rows[0]?.user_id;
}

/** Uses up a challenge. @returns what was kept with it, or undefined when it is unknown, used or over */
export async function takeChallenge(
  context: Context,
  kind: ChallengeKind,
  secret: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { rows } = await context.database.query<{ payload: Record<string, unknown> }>(
    toStatement(sql`delete from ${tableOf(context)} where id = ${hashSecret(secret)} and kind = ${kind}
      and expires_at > ${context.clock.now().toISOString()}::timestamptz returning payload`),
  );
  return rows[0]?.payload;
}

function tableOf(context: Context): Sql {
  return id(context.database.schema, 'relata_challenges');
}
