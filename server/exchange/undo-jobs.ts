/**
 * Undoing large imports as jobs: their state is in the database, any server goes on with what a killed one left, and whoever asks twice is told of the one
 * job. What a job has undone stays undone when it is cancelled; undoing the import once more goes on from there.
 */
import type { Context } from '../access/context.ts';
import type { Workspace } from '../access/workspace.ts';
import { withLease } from '../changes/run/lease.ts';
import { id, sql, toStatement, type Sql } from '../database/sql.ts';
import { contextAgain } from '../identity/callers.ts';
import { startBeat } from '../kernel/beat.ts';
import { conflict, notFound, Problem } from '../kernel/errors.ts';
import { isId, newId } from '../kernel/ids.ts';
import { storableForm } from '../kernel/storable.ts';
import { countImported, undoImport, type UndoReport } from '../records/undo-together.ts';
import { readImport } from './imports.ts';

/** Records that are undone within the request; it takes about as long as they took to import, a second for ten thousand. */
export const undoneAtOnce = 5000;
/** Refusals that a job keeps. */
const keptResults = 1000;

/** How such a job stands. */
export interface UndoJob {
  readonly id: string;
  readonly import: string;
  readonly state: 'running' | 'cancelling' | 'done' | 'cancelled' | 'failed';
  readonly done: number;
  readonly total: number;
  /** What the undoing is itself; null while, or when, nothing changed. */
  readonly operation: string | null;
  readonly undone: number;
  readonly unchanged: number;
  readonly refused: number;
  /** Records that were refused, the first of them. */
  readonly results: readonly object[];
  readonly error: string | null;
}

interface JobRow {
  readonly id: string;
  readonly import: string;
  readonly operation: string;
  readonly state: UndoJob['state'];
  readonly done: number;
  readonly total: number;
  readonly counts: Partial<Pick<UndoJob, 'undone' | 'unchanged' | 'refused'>>;
  readonly results: readonly object[];
  readonly error: string | null;
  readonly actor: string | null;
  readonly key_id: string | null;
}

/** What undoing an import gives: the report of a small one, the job of a large one. */
export type UndoStart = { readonly report: UndoReport } | { readonly job: UndoJob; readonly finished: Promise<unknown> };

/**
 * Undoes an import, at once where it is small.
 * @throws Problem 404 for an import that is not there, or somebody else's; 409 while it is running
 */
export async function startUndo(context: Context, importId: string): Promise<UndoStart> {
  const { id: found, state } = await readImport(context, importId);
  if (state === 'running') throw conflict('The import is still running; undo it when it has ended.');
  const running = await openJob(context, found);
  if (running) return { job: jobOf(running), finished: Promise.resolve() };
  const total = await countImported(context, found);
  if (total <= undoneAtOnce) return { report: await undoImport(context, found) };
  const job = await insertJob(context, found, total);
  const leave = context.hold();
  const finished = runJob(context, job.id)
    .catch((error: unknown) => context.logger.error({ err: error, job: job.id }, 'The end of an undoing could not be stored.'))
    .finally(leave);
  return { job: jobOf(job), finished };
}

/** How a job stands; seen by who started it, and by admins. @throws Problem 404 */
export async function readUndoJob(context: Context, jobId: string): Promise<UndoJob> {
  return jobOf(await visibleRow(context, jobId));
}

/** Asks a job to stop after the batch at hand; one that has ended stays as it is. @throws Problem 404 */
export async function cancelUndoJob(context: Context, jobId: string): Promise<UndoJob> {
  const row = await visibleRow(context, jobId);
  await context.database.query(
    toStatement(sql`update ${tableOf(context)} set state = 'cancelling' where id = ${row.id}::uuid and state = 'running'`),
  );
  return readUndoJob(context, jobId);
}

const lookMilliseconds = 15_000;

/** Goes on, at the start and from time to time, with jobs whose server was killed. @returns what ends it */
export function resumeUndoJobs(workspace: Workspace): { look(): Promise<void>; stop(): Promise<void> } {
  const look = async (stopped: () => boolean): Promise<void> => {
    const table = id(workspace.database.schema, 'relata_undos');
    const { rows } = await workspace.database.query<{ id: string; actor: string | null; key_id: string | null }>(
      toStatement(
        sql`select id::text as id, actor::text as actor, key_id::text as key_id from ${table} where state in ('running', 'cancelling') order by started_at`,
      ),
    );
    for (const row of rows) {
      if (stopped()) return;
      const context = await contextAgain(workspace, { user: row.actor, key: row.key_id });
      if (context) await runJob(context, row.id, stopped);
      else await end(workspace.database, row.id, 'failed', 'Whoever began this is no longer active, or their key holds no more.');
    }
  };
  const beat = startBeat(look, {
    every: lookMilliseconds,
    failed: (error) => workspace.logger.warn({ err: error }, 'Undoing could not be gone on with; it is tried again.'),
  });
  void beat.turn();
  return { look: () => beat.turn(), stop: () => beat.stop() };
}

/** How often a job is begun: a database that was away for a moment is no reason to give up, a fault of ours is. */
const attemptsAtMost = 5;

/**
 * Does the work, unless another process is at it.
 * @param stopping whether this process ends: then the rest is left to another one, after the batch at hand
 */
async function runJob(caller: Context, jobId: string, stopping: () => boolean = () => false): Promise<void> {
  const lease = `undo ${jobId}`;
  const ended = await withLease(caller.database, lease, 0, () => attempt(caller, jobId, stopping));
  if (ended === true)
    await caller.database.query(toStatement(sql`delete from ${id(caller.database.schema, 'relata_leases')} where name = ${lease}`));
}

/** @returns whether the job has come to an end */
async function attempt(caller: Context, jobId: string, stopping: () => boolean): Promise<boolean> {
  const { rows } = await caller.database.query<JobRow & { attempts: number }>(
    toStatement(
      sql`update ${tableOf(caller)} set attempts = attempts + 1 where id = ${jobId}::uuid and state in ('running', 'cancelling') returning attempts, ${columns}`,
    ),
  );
  const [row] = rows;
  if (!row) return true;
  const context: Context = { ...caller, operation: row.operation };
  let stopped = false;
  let left = false;
  try {
    const report = await undoImport(context, row.import, async (done) => {
      stopped = !(await noteProgress(context, row, done));
      left = !stopped && stopping();
      return !stopped && !left;
    });
    if (left) return false;
    const state = stopped ? 'cancelled' : 'done';
    await store(context, row, report, state);
    tell(context, row, stopped ? row.done : row.total, state);
    return true;
  } catch (error) {
    if (!(error instanceof Problem)) context.logger.error({ err: error, job: jobId }, 'Undoing an import was broken off.');
    if (!(error instanceof Problem) && row.attempts < attemptsAtMost) return false;
    const words =
      error instanceof Problem ? error.message : 'A fault of the server stopped it. What was undone stays undone; undo it again to go on.';
    await end(context.database, jobId, 'failed', words);
    tell(context, row, row.done, 'failed');
    return true;
  }
}

/** @returns false when somebody wants it to stop */
async function noteProgress(context: Context, row: JobRow, done: number): Promise<boolean> {
  const { rowCount } = await context.database.query(
    toStatement(sql`update ${tableOf(context)} set done = ${done}::int where id = ${row.id}::uuid and state = 'running'`),
  );
  tell(context, row, done, 'running');
  return rowCount > 0;
}

async function store(context: Context, row: JobRow, { results, ...counts }: UndoReport, state: UndoJob['state']): Promise<void> {
  // What was undone before a crash is found as it should be afterwards: history knows what this job has done altogether.
  const history = id(context.database.schema, 'relata_history');
  const { rows } = await context.database.query<{ undone: number }>(
    toStatement(
      sql`select count(distinct (h.entity, h.record_id))::int as undone from ${history} h where h.operation = ${row.operation}::uuid`,
    ),
  );
  const undone = rows[0]?.undone ?? counts.undone;
  const unchanged = Math.max(0, counts.undone + counts.unchanged - undone);
  const refused = results
    .flatMap(({ problem, ...about }) => (problem ? [{ ...about, problem: problem.document(context.actor.language) }] : []))
    .slice(0, keptResults);
  await context.database.query(
    toStatement(sql`update ${tableOf(context)} set state = ${state}, finished_at = ${context.clock.now().toISOString()}::timestamptz,
      done = case when ${state} = 'done' then total else done end, counts = ${JSON.stringify({ undone, unchanged, refused: counts.refused })}::jsonb,
      results = ${storableForm(JSON.stringify(refused))}::jsonb where id = ${row.id}::uuid`),
  );
}

async function end(
  { schema, query }: Pick<Context['database'], 'schema' | 'query'>,
  jobId: string,
  state: string,
  error: string,
): Promise<void> {
  await query(
    toStatement(
      sql`update ${id(schema, 'relata_undos')} set state = ${state}, error = ${error}, finished_at = clock_timestamp() where id = ${jobId}::uuid`,
    ),
  );
}

function tell(context: Context, { id: jobId, total }: JobRow, done: number, state: string): void {
  context.publish({ type: 'job', kind: 'undo', id: jobId, actor: context.actor.id, done, total, state });
}

const columns = sql`id::text as id, import::text as import, operation::text as operation, state, done, total, counts, results, error, actor::text as actor, key_id::text as key_id`;

/** One job of an import at a time: of two that ask at once both are told of the same. */
async function insertJob(context: Context, importId: string, total: number): Promise<JobRow> {
  const { actor, key, clock, database } = context;
  await database.query(
    toStatement(sql`insert into ${tableOf(context)} (id, import, operation, state, total, actor, key_id, started_at)
      values (${newId()}::uuid, ${importId}::uuid, ${newId()}::uuid, 'running', ${total}::int, ${actor.id}::uuid, ${key?.id ?? null}::uuid, ${clock.now().toISOString()}::timestamptz)
      on conflict (import) where state in ('running', 'cancelling') do nothing`),
  );
  const row = await openJob(context, importId);
  if (!row) throw conflict('The undoing has just ended. Look at the import again.');
  return row;
}

async function openJob(context: Context, importId: string): Promise<JobRow | undefined> {
  const { rows } = await context.database.query<JobRow>(
    toStatement(sql`select ${columns} from ${tableOf(context)} where import = ${importId}::uuid and state in ('running', 'cancelling')`),
  );
  return rows[0];
}

async function readRow(context: Context, jobId: string): Promise<JobRow | undefined> {
  const { rows } = await context.database.query<JobRow>(
    toStatement(sql`select ${columns} from ${tableOf(context)} where id = ${jobId}::uuid`),
  );
  return rows[0];
}

async function visibleRow(context: Context, jobId: string): Promise<JobRow> {
  const row = isId(jobId) ? await readRow(context, jobId) : undefined;
  if (!row || (!context.rights.admin && row.actor !== context.actor.id)) throw notFound('There is no such undoing.');
  return row;
}

function jobOf({ counts, operation, actor: _, key_id: __, ...row }: JobRow): UndoJob {
  const { undone = 0, unchanged = 0, refused = 0 } = counts;
  return { ...row, operation: undone > 0 ? operation : null, undone, unchanged, refused };
}

function tableOf({ database }: Pick<Context, 'database'>): Sql {
  return id(database.schema, 'relata_undos');
}
