/**
 * Imports as jobs: their state is in the database, so that any process can tell how far they are. Whoever runs one holds a lease: one that runs without
 * is of a process that is gone, and has failed.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Context } from '../access/context.ts';
import { withLease } from '../changes/run/lease.ts';
import { id, sql, toStatement } from '../database/sql.ts';
import type { FileStore } from '../files/store.ts';
import { forbidden, notFound, Problem } from '../kernel/errors.ts';
import { isId, newId } from '../kernel/ids.ts';
import type { Entity } from '../model/types.ts';
import { entityFor } from '../query/list.ts';
import { openErrorFile } from './error-file.ts';
import { importRows } from './import-rows.ts';
import { planMap, type PlannedMap } from './plan-map.ts';
import { openTable, type Table } from './read-table.ts';
import { storableForm } from '../kernel/storable.ts';
import type { ImportState, RowError } from './types.ts';
import { refusalOf } from '../access/wording.ts';

const keptErrors = 200;
const longestMessage = 1000;

/** What an import takes. */
export interface ImportRequest {
  readonly entity: string;
  /** A file on this machine. */
  readonly file: string;
  readonly fileName: string;
  readonly map: unknown;
  /** Whether automations follow. */
  readonly effects: boolean;
  readonly dryRun: boolean;
}

/** A started import: `finished` resolves with its last state, and rejects only when that could not be stored. */
export interface StartedImport {
  readonly id: string;
  readonly finished: Promise<ImportState>;
}

/**
 * Starts an import: the map and the head of the file are checked at once, the rows are written in the background.
 * @throws Problem 403 without the right, 400 for a file that is no table, 422 for a map that does not fit
 */
export async function startImport(caller: Context, store: FileStore, request: ImportRequest): Promise<StartedImport> {
  const entity = importableEntity(caller, request.entity);
  const table = await openTable(request.file);
  const importId = newId();
  const context: Context = { ...caller, source: 'import', cause: { kind: 'import', id: importId, depth: 0 } };
  let map: PlannedMap;
  try {
    map = planMap(context, entity, request.map, table.headers);
  } catch (error) {
    await table.close();
    throw error;
  }
  const leave = context.hold();
  const work = (): Promise<ImportState> => run(context, store, importId, entity, table, map, request);
  const begun = Promise.withResolvers<undefined>();
  const finished = underLease(context, importId, async () => {
    await insertState(context, importId, entity, request);
    begun.resolve(undefined);
    // Two files that match by the same field would not find what the other is about to write.
    return map.match === undefined ? work() : inTurn(`${context.database.schema} ${entity.id}`, work);
  }).finally(leave);
  finished.catch((error: unknown) => begun.reject(error));
  try {
    await begun.promise;
  } catch (error) {
    await table.close();
    throw error;
  }
  return { id: importId, finished };
}

const leaseOf = (importId: string): string => `import ${importId}`;

/** Runs an import while it is known to be alive. */
async function underLease(context: Context, importId: string, work: () => Promise<ImportState>): Promise<ImportState> {
  const { database } = context;
  const state = await withLease(database, leaseOf(importId), 0, work);
  if (!state) throw new Error('Somebody else runs an import that has just been made.');
  await endLease(context, importId);
  return state;
}

async function endLease({ database }: Context, importId: string): Promise<void> {
  await database.query(toStatement(sql`delete from ${id(database.schema, 'relata_leases')} where name = ${leaseOf(importId)}`));
}

const turns = new Map<string, Promise<unknown>>();

/** Runs after whatever was begun under the same key before. */
function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = turns.get(key) ?? Promise.resolve();
  const result = before.then(work, work);
  const settled = result.then(
    () => undefined,
    () => undefined,
  );
  turns.set(key, settled);
  void settled.then(() => {
    if (turns.get(key) === settled) turns.delete(key);
  });
  return result;
}

/** The entity, if the actor may import into it. @throws Problem 404, 403 */
export function importableEntity(context: Context, name: string): Entity {
  const entity = entityFor(context, name);
  if (context.rights.entity(entity.id).scope('import') === 'none') throw forbidden(refusalOf(context, 'mayNotImportInto', entity));
  return entity;
}

interface Mutable {
  total: number | null;
  done: number;
  created: number;
  updated: number;
  unchanged: number;
  failed: number;
  linked: number;
  errors: RowError[];
}

async function run(
  context: Context,
  store: FileStore,
  importId: string,
  entity: Entity,
  table: Table,
  map: PlannedMap,
  request: ImportRequest,
): Promise<ImportState> {
  const counts: Mutable = { total: null, done: 0, created: 0, updated: 0, unchanged: 0, failed: 0, linked: 0, errors: [] };
  let state: 'done' | 'failed' = 'failed';
  let errorKey: string | null = null;
  let folder: string | undefined;
  const failedRows = new Set<number>();
  try {
    folder = await mkdtemp(path.join(tmpdir(), 'relata-import-'));
    const errors = openErrorFile(path.join(folder, 'errors.csv'), table.headers);
    try {
      await importRows(
        context,
        entity,
        map,
        table.rows,
        { effects: request.effects, dryRun: request.dryRun },
        {
          written: (outcome, rows) => void (counts[outcome] += rows),
          linked: (records) => void (counts.linked += records),
          async failed(row, found) {
            if (!failedRows.has(row.number)) counts.failed++;
            failedRows.add(row.number);
            const kept = found.slice(0, Math.max(0, keptErrors - counts.errors.length));
            counts.errors.push(...kept.map((error) => ({ ...error, message: storableForm(error.message).slice(0, longestMessage) })));
            await errors.write(row, found);
          },
          async progress(rows) {
            counts.done = rows;
            await saveState(context, importId, 'running', counts, null);
            tell(context, importId, 'running', counts);
          },
        },
      );
      counts.total = counts.done;
      state = 'done';
    } catch (error) {
      noteFault(context, importId, counts, error);
    }
    errorKey = await errors.keep(store, counts.failed > 0);
  } catch (error) {
    state = 'failed';
    noteFault(context, importId, counts, error);
  } finally {
    await table.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
  await saveState(context, importId, state, counts, errorKey);
  tell(context, importId, state, counts);
  return readImport(context, importId);
}

/** Where an import was broken off. */
const brokenOff = 'The import stopped because of a fault of the server. What was written before stays written; run it again to go on.';

function noteFault(context: Context, importId: string, counts: Mutable, error: unknown): void {
  if (!(error instanceof Problem)) context.logger.error({ err: error, import: importId }, 'An import failed.');
  counts.errors.push({ row: counts.done + 1, column: null, message: error instanceof Problem ? error.message : brokenOff });
}

function tell(context: Context, importId: string, state: ImportState['state'], { done, total }: Pick<Mutable, 'done' | 'total'>): void {
  context.publish({ type: 'job', kind: 'import', id: importId, actor: context.actor.id, done, total, state });
}

async function insertState(context: Context, importId: string, entity: Entity, request: ImportRequest): Promise<void> {
  const table = id(context.database.schema, 'relata_imports');
  await context.database.query(
    toStatement(sql`insert into ${table} (id, entity, file_name, map, state, started_at, actor, dry_run)
      values (${importId}::uuid, ${entity.id}, ${request.fileName}, ${JSON.stringify(request.map)}::jsonb, 'running', ${context.clock.now().toISOString()}, ${context.actor.id}::uuid, ${request.dryRun})`),
  );
}

async function saveState(context: Context, importId: string, state: string, counts: Mutable, errorFileKey: string | null): Promise<void> {
  const { errors, total, ...numbers } = counts;
  const finishedAt = state === 'running' ? null : context.clock.now().toISOString();
  await context.database.query(
    toStatement(sql`update ${id(context.database.schema, 'relata_imports')} set state = ${state}, total = ${total}::int, counts = ${JSON.stringify(numbers)}::jsonb, errors = ${JSON.stringify(errors)}::jsonb,
      error_file = ${errorFileKey}::uuid, finished_at = ${finishedAt}::timestamptz where id = ${importId}::uuid`),
  );
}

interface StateRow {
  readonly id: string;
  readonly entity: string;
  readonly file_name: string;
  readonly state: ImportState['state'];
  readonly total: number | null;
  readonly counts: Partial<Record<'done' | 'created' | 'updated' | 'unchanged' | 'failed' | 'linked', number>>;
  readonly errors: RowError[];
  readonly error_file: string | null;
  readonly actor: string | null;
  readonly dry_run: boolean;
}

async function stateRow(context: Context, importId: string): Promise<StateRow> {
  const row = isId(importId) ? await readState(context, importId) : undefined;
  if (!row || (!context.rights.admin && row.actor !== context.actor.id)) throw notFound('There is no such import.');
  if (row.state !== 'running' || !(await endIfLost(context, row))) return row;
  return (await readState(context, importId)) ?? row;
}

async function readState({ database }: Context, importId: string): Promise<StateRow | undefined> {
  const table = id(database.schema, 'relata_imports');
  const { rows } = await database.query<StateRow>(
    toStatement(sql`select id::text as id, entity, file_name, state, total, counts, errors, error_file::text as error_file, actor::text as actor, dry_run
      from ${table} where id = ${importId}::uuid`),
  );
  return rows[0];
}

/** Ends an import that runs nowhere: the process that ran it is gone. @returns whether that was so */
async function endIfLost(context: Context, { id: importId, counts }: StateRow): Promise<boolean> {
  const { database, clock } = context;
  const error: RowError = { row: (counts.done ?? 0) + 1, column: null, message: brokenOff };
  const lost = await withLease(database, leaseOf(importId), 0, async () => {
    await database.query(
      toStatement(sql`update ${id(database.schema, 'relata_imports')} set state = 'failed', errors = errors || ${JSON.stringify([error])}::jsonb,
        finished_at = ${clock.now().toISOString()}::timestamptz where id = ${importId}::uuid and state = 'running'`),
    );
    return true;
  });
  if (lost === true) await endLease(context, importId);
  return lost === true;
}

/** How an import stands; seen by who started it, and by admins. @throws Problem 404 */
export async function readImport(context: Context, importId: string): Promise<ImportState> {
  const row = await stateRow(context, importId);
  const { counts } = row;
  return {
    id: row.id,
    entity: row.entity,
    fileName: row.file_name,
    state: row.state,
    dryRun: row.dry_run,
    total: row.total,
    done: counts.done ?? 0,
    created: counts.created ?? 0,
    updated: counts.updated ?? 0,
    unchanged: counts.unchanged ?? 0,
    failed: counts.failed ?? 0,
    linked: counts.linked ?? 0,
    errors: row.errors,
    hasErrorFile: row.error_file !== null,
  };
}

/** Key of the file of refused rows. @throws Problem 404 when there is none */
export async function errorFileOf(context: Context, importId: string): Promise<string> {
  const { error_file: key } = await stateRow(context, importId);
  if (key === null) throw notFound('This import has no error file.');
  return key;
}
