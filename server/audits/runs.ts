/** Runs in `relata_audit_runs`: begun, brought forward, finished, read. */
import { createHash } from 'node:crypto';
import type { Context } from '../access/context.ts';
import { id, join, raw, sql, toStatement, type Sql } from '../database/sql.ts';
import { forbidden, notFound } from '../kernel/errors.ts';
import { isId } from '../kernel/ids.ts';
import { withholdDetails } from './withhold.ts';
import type { AuditParams, AuditResult, AuditRun } from './types.ts';

/** A run that has stood still for this long belongs to a process that has ended. */
const staleHours = 1;

interface RunRow {
  id: string;
  audit: string;
  state: AuditRun['state'];
  started: string;
  finished: string | null;
  actor: string | null;
  actor_name: string;
  score: string | null;
  band: string | null;
  done: number;
  total: number;
  error: string | null;
  digest?: string | null;
  result?: AuditResult | null;
}

function table(context: Context): Sql {
  return id(context.database.schema, 'relata_audit_runs');
}

function instant(column: string): Sql {
  return raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);
}

function columns(withResult: boolean): Sql {
  const plain = [
    'id',
    'audit',
    'state',
    'actor',
    'actor_name',
    'score',
    'band',
    'done',
    'total',
    'error',
    ...(withResult ? ['digest', 'result'] : []),
  ].map((name) => raw(name));
  return join([...plain, sql`${instant('started_at')} as started`, sql`${instant('finished_at')} as finished`]);
}

function runOf(row: RunRow): AuditRun {
  return {
    id: row.id,
    audit: row.audit,
    state: row.state,
    startedAt: row.started,
    finishedAt: row.finished,
    actor: row.actor,
    actorName: row.actor_name,
    score: row.score === null ? null : Number(row.score),
    band: row.band,
    done: row.done,
    total: row.total,
    error: row.error,
    digest: row.digest ?? null,
    result: row.result ?? null,
  };
}

/** Writes the row of a run that begins, and closes those that a lost process has left open. */
export async function beginRun(
  context: Context,
  run: { id: string; audit: string; version: string; params: AuditParams; total: number; now: Date },
): Promise<void> {
  const lost = sql`update ${table(context)} set state = 'failed', error = 'The server stopped before the audit was done.', finished_at = ${run.now.toISOString()}::timestamptz
    where state = 'running' and audit = ${run.audit} and started_at < ${new Date(run.now.getTime() - staleHours * 3_600_000).toISOString()}::timestamptz`;
  await context.database.query(toStatement(lost));
  const values = [
    sql`${run.id}::uuid`,
    sql`${run.audit}`,
    sql`${run.version}`,
    sql`'running'`,
    sql`${run.now.toISOString()}::timestamptz`,
    sql`${context.actor.id}::uuid`,
    sql`${context.actor.name}`,
    sql`${JSON.stringify(run.params)}::jsonb`,
    sql`${context.model.version}`,
    sql`${run.total}::int`,
  ];
  await context.database.query(
    toStatement(
      sql`insert into ${table(context)} (id, audit, version, state, started_at, actor, actor_name, params, model_version, total) values (${join(values)})`,
    ),
  );
}

/** Notes how many checks are done. */
export async function advanceRun(context: Context, runId: string, done: number): Promise<void> {
  await context.database.query(toStatement(sql`update ${table(context)} set done = ${done}::int where id = ${runId}::uuid`));
}

/** Stores the result; it is never changed afterwards. */
export async function finishRun(context: Context, runId: string, result: AuditResult, finished: Date): Promise<void> {
  const text = JSON.stringify(result);
  const digest = createHash('sha256').update(text).digest('hex');
  await context.database.query(
    toStatement(sql`update ${table(context)} set state = 'done', finished_at = ${finished.toISOString()}::timestamptz, done = total,
    score = ${result.score === null ? null : result.score.toFixed(4)}::numeric, band = ${result.band}::text, digest = ${digest}, result = ${text}::json
    where id = ${runId}::uuid and state = 'running'`),
  );
}

/** Notes that a run could not be carried out. */
export async function failRun(context: Context, runId: string, reason: string, finished: Date): Promise<void> {
  await context.database.query(
    toStatement(
      sql`update ${table(context)} set state = 'failed', error = ${reason}, finished_at = ${finished.toISOString()}::timestamptz where id = ${runId}::uuid and state = 'running'`,
    ),
  );
}

/** Whether the actor may see audits. @throws Problem 403 */
export function demandReading(context: Context): void {
  if (context.rights.audits === 'none') throw forbidden('Your roles do not let you see audits.');
}

/** Whether the actor may run audits. @throws Problem 403 */
export function demandRunning(context: Context): void {
  if (context.rights.audits !== 'run') throw forbidden('Your roles do not let you run audits.');
}

/**
 * Runs of an audit, newest first, without their results and the digests of those.
 * @throws Problem 403
 */
export async function listRuns(context: Context, auditId: string, limit = 50): Promise<AuditRun[]> {
  demandReading(context);
  const statement = sql`select ${columns(false)} from ${table(context)} where audit = ${auditId} order by started_at desc, id desc limit ${Math.min(limit, 500)}::int`;
  const { rows } = await context.database.query<RunRow>(toStatement(statement));
  return rows.map(runOf);
}

/**
 * One run with its result; details that the reader may not see are left out.
 * @throws Problem 403, 404
 */
export async function readRun(context: Context, runId: string): Promise<AuditRun> {
  demandReading(context);
  if (!isId(runId)) throw notFound('There is no such audit run.');
  const { rows } = await context.database.query<RunRow>(
    toStatement(sql`select ${columns(true)} from ${table(context)} where id = ${runId}::uuid`),
  );
  const [row] = rows;
  if (!row) throw notFound('There is no such audit run.');
  const run = runOf(row);
  const result = run.result && withholdDetails(context, run, run.result);
  // By the digest of the whole, what is left out could be guessed at.
  return { ...run, result, digest: result === run.result ? run.digest : null };
}

/** The last finished run of an audit before an instant, for comparison. */
export async function readPreviousRun(context: Context, auditId: string, before: Date): Promise<AuditRun | undefined> {
  const statement = sql`select ${columns(true)} from ${table(context)} where audit = ${auditId} and state = 'done' and started_at < ${before.toISOString()}::timestamptz order by started_at desc limit 1`;
  const { rows } = await context.database.query<RunRow>(toStatement(statement));
  return rows[0] && runOf(rows[0]);
}
