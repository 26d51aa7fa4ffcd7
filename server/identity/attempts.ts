/**
 * Attempts at guessing: each is counted before it is looked at, by one statement, so that guesses sent side by side count like guesses
 * sent one by one. What is counted is a digest of what was tried, whether or not there is such an account.
 */
import { createHash } from 'node:crypto';
import type { Context } from '../access/context.ts';
import { id, sql, toStatement, type Sql } from '../database/sql.ts';
import { Problem } from '../kernel/errors.ts';
import { refusal } from '../access/wording.ts';

const attemptsAtMost = 10;
const windowMinutes = 15;

/** The key under which attempts at something are counted. */
export function attemptKey(purpose: 'sign-in' | 'password' | 'code' | 'reset' | 'reset-from', subject: string): string {
  return createHash('sha256').update(`${purpose} ${subject}`).digest('base64url');
}

/**
 * Counts an attempt.
 * @param atMost how many there may be in a quarter of an hour
 * @throws Problem 429 when there were more
 */
export async function countAttempt(context: Context, key: string, atMost = attemptsAtMost): Promise<void> {
  const { count, secondsLeft } = await noteAttempt(context, key);
  if (count <= atMost) return;
  throw new Problem({
    status: 429,
    code: 'locked',
    title: 'Too many attempts',
    retryAfter: secondsLeft,
    detail: refusal(context, 'tooManyAttempts', { minutes: windowMinutes }),
  });
}

/** Counts an attempt. @returns how many there were in this quarter of an hour, this one among them, and when it ends */
export async function noteAttempt(context: Context, key: string): Promise<{ readonly count: number; readonly secondsLeft: number }> {
  const now = context.clock.now();
  const start = new Date(now.getTime() - windowMinutes * 60_000).toISOString();
  const table = tableOf(context);
  const { rows } = await context.database.query<{ count: number; passed: number }>(
    toStatement(sql`insert into ${table} as a (key, count, since) values (${key}, 1, ${now.toISOString()}) on conflict (key) do update set
        count = case when a.since <= ${start}::timestamptz then 1 else a.count + 1 end,
        since = case when a.since <= ${start}::timestamptz then excluded.since else a.since end
      returning count, extract(epoch from ${now.toISOString()}::timestamptz - since)::int as passed`),
  );
  const { count = 0, passed = 0 } = rows[0] ?? {};
  return { count, secondsLeft: Math.max(1, windowMinutes * 60 - passed) };
}

/** Writes a count as it is: a failure takes the same work whether or not there is more to note of it. */
export function keepAttempts(context: Context, key: string): Sql {
  return sql`update ${tableOf(context)} set count = count where key = ${key}`;
}

/** Forgets the attempts before a success. */
export async function forgetAttempts(context: Context, key: string): Promise<void> {
  await context.database.query(toStatement(sql`delete from ${tableOf(context)} where key = ${key}`));
}

function tableOf(context: Context): Sql {
  return id(context.database.schema, 'relata_attempts');
}
