/**
 * Requests that are to be done once, however often they arrive: what was done under a key is kept for a day, in the transaction that did it, and
 * is the answer to whoever sends the same again. A call in several transactions keeps each of them, so that a retry goes on where it broke off.
 * What was refused is not kept: it changed nothing, and may be sent again when it is mended.
 */
import { createHmac } from 'node:crypto';
import type { Context } from '../access/context.ts';
import { purposeKey, readKeptKeys } from '../encryption/kept-keys.ts';
import { id, sql, toStatement, type Sql } from '../database/sql.ts';
import { Problem, type ProblemItem } from '../kernel/errors.ts';
import type { WriteResult } from './types.ts';

/** A request that is to be done once. */
export interface Once {
  /** Chosen by the caller; keys of different users have nothing to do with one another. */
  readonly key: string;
  /** A digest of the request: another one under the same key is refused. */
  readonly fingerprint: string;
}

/** What one transaction did: the results of the operations from `start` on. */
export interface DonePart {
  readonly start: number;
  readonly results: readonly WriteResult[];
}

const keptHours = 24;

interface StoredPart {
  readonly start: number;
  readonly fingerprint: string;
  readonly results: readonly StoredResult[];
}

type StoredResult = Extract<WriteResult, { ok: true }> | { readonly ok: false; readonly problem: Readonly<Record<string, unknown>> };

function tableOf(context: Context): Sql {
  return id(context.database.schema, 'relata_done');
}

function whoOf({ actor }: Context): string {
  return actor.id ?? 'system';
}

/** A request may hold what is stored encrypted: whoever has the database must not be able to guess it by its digest. */
function keptFingerprint(
  { database }: Context,
  { fingerprint }: Once,
  key = purposeKey(database.secrets, 'idempotency', database.schema),
): string {
  return createHmac('sha256', key).update(fingerprint).digest('base64url');
}

/**
 * What was done under a key before. What is older than a day holds no more, and makes room for the same key.
 * @throws Problem 422 when it was another request
 */
export async function readDone(context: Context, once: Once): Promise<DonePart[]> {
  const { key } = once;
  const fingerprint = keptFingerprint(context, once);
  const table = tableOf(context);
  const since = new Date(context.clock.now().getTime() - keptHours * 3_600_000).toISOString();
  const own = sql`actor = ${whoOf(context)} and key = ${key}`;
  const { rows } = await context.database.query<StoredPart>(
    toStatement(sql`with swept as (delete from ${table} where ${own} and at < ${since}::timestamptz)
      select start, fingerprint, results from ${table} where ${own} and at >= ${since}::timestamptz order by start`),
  );
  if (rows.some((row) => row.fingerprint !== fingerprint) && !(await isOfBefore(context, once, rows)))
    throw new Problem({
      status: 422,
      code: 'idempotency-mismatch',
      title: 'The key was used before',
      detail: 'This Idempotency-Key came with another request. Use a new key for a new request.',
    });
  return rows.map(({ start, results }) => ({ start, results: results.map(restoreResult) }));
}

/** Whether the request was done before the servers' secret was changed: it is the same, under the key of that time. */
async function isOfBefore(context: Context, once: Once, rows: readonly StoredPart[]): Promise<boolean> {
  const fingerprints = (await readKeptKeys(context.database, 'idempotency')).map(({ key }) => keptFingerprint(context, once, key));
  const own = keptFingerprint(context, once);
  return rows.every((row) => row.fingerprint === own || fingerprints.includes(row.fingerprint));
}

/** INSERT of what a transaction did: a part of the statement that does it. */
export function doneInsert(context: Context, once: Once, start: number, results: readonly WriteResult[]): Sql {
  const stored = results.map((result) => (result.ok ? { ...result, record: undefined } : { ok: false, problem: result.problem.toJSON() }));
  const at = context.clock.now().toISOString();
  return sql`insert into ${tableOf(context)} (actor, key, start, fingerprint, at, results)
    values (${whoOf(context)}::text, ${once.key}::text, ${start}::int, ${keptFingerprint(context, once)}::text, ${at}::timestamptz, ${JSON.stringify(stored)}::jsonb)`;
}

function restoreResult(stored: StoredResult): WriteResult {
  if (stored.ok) return { ...stored, replayed: true };
  const { status, code, title, detail, errors, type: _, ...extra } = stored.problem;
  return {
    ok: false,
    problem: new Problem({
      status: Number(status),
      code: String(code),
      title: String(title),
      ...(typeof detail === 'string' ? { detail } : {}),
      ...(Array.isArray(errors) ? { errors: errors as ProblemItem[] } : {}),
      extra,
    }),
  };
}
