/** Which entries are undone: one of a record, all of an operation, all of an import. */
import type { Context } from '../access/context.ts';
import { id, sql, toStatement, type Sql } from '../database/sql.ts';
import { notFound, type Problem } from '../kernel/errors.ts';
import { isId, newId } from '../kernel/ids.ts';
import type { Entity } from '../model/types.ts';
import { fieldsById, type StoredChanges } from '../query/past-values.ts';
import { entityFor } from '../query/list.ts';
import { openedOrKept } from './sealed-changes.ts';
import { demandOutcome, undoItems, type UndoItem, type UndoOutcome } from './undo.ts';
import type { LaterEdit } from './undo-plan.ts';
import { refusalOf } from '../access/wording.ts';

const writes = ['create', 'update', 'delete', 'restore'];
/** Records that are undone by one batch. */
const batch = 500;
/** Results that are told at the most, of those that were undone and of those that were refused. */
const toldAtMost = 10_000;
/** An outcome as it is kept: refusals beyond those that are told are only counted. */
type Kept = UndoOutcome | { readonly kind: 'refused'; readonly problem: undefined };

/** What became of a record. */
export interface UndoResult {
  readonly entity: string;
  readonly id: string;
  /** 200: it is as it was before. */
  readonly status: number;
  readonly problem?: Problem;
}

/** What undoing many did. Records that the actor may not know of are counted nowhere. */
export interface UndoReport {
  /** What the undoing is itself: undone like any other. Null when nothing changed. */
  readonly operation: string | null;
  readonly results: readonly UndoResult[];
  readonly undone: number;
  readonly unchanged: number;
  readonly refused: number;
}

/**
 * Undoes one entry of a record.
 * @throws Problem 404 when there is no such entry, or nothing in it that the actor may see; 403, 409 with the fields that changed since
 */
export async function undoEntry(context: Context, entityName: string, recordId: string, entry: unknown): Promise<void> {
  const entity = entityFor(context, entityName);
  if (!isId(recordId)) throw notFound(refusalOf(context, 'noRecord', entity));
  const [item] = isId(entry) ? await readItems(context, entity, sql`h.id = ${entry}::uuid`, [recordId]) : [];
  const outcomes = item ? await undoItems(context, entity, [item]) : [];
  demandOutcome(outcomes[0]);
}

/**
 * Undoes all that was done by one call.
 * @throws Problem 404 when there is no such operation, or nothing in it that the actor may see
 */
export async function undoOperation(context: Context, operation: string): Promise<UndoReport> {
  const report = isId(operation) ? await undoAll(context, sql`h.operation = ${operation}::uuid`, {}) : undefined;
  if (!report) throw notFound('There is no such operation.');
  return report;
}

/** Hears after each batch how many records have been looked at. @returns whether to go on */
export type GoOn = (done: number) => Promise<boolean>;

/**
 * Undoes all that an import did; automations follow it no more than they followed the import. The caller has made sure that the actor may know of it.
 * @param goOn may end it between two batches: what was undone by then stays undone
 */
export async function undoImport(context: Context, importId: string, goOn?: GoOn): Promise<UndoReport> {
  const report = await undoAll(context, ofImport(importId), { effects: false }, goOn);
  return report ?? { operation: null, results: [], undone: 0, unchanged: 0, refused: 0 };
}

/** How many records an import wrote. */
export async function countImported({ database }: Context, importId: string): Promise<number> {
  const { rows } = await database.query<{ records: number }>(
    toStatement(sql`select count(*)::int as records from (select distinct h.entity, h.record_id from ${id(database.schema, 'relata_history')} h
      where ${ofImport(importId)} and h.record_id is not null and h.action = any(${writes}::text[])) r`),
  );
  return rows[0]?.records ?? 0;
}

function ofImport(importId: string): Sql {
  return sql`h.cause_id = ${importId} and h.cause_kind = 'import'`;
}

/** How often what was refused is tried once more: a record that hangs on others comes and goes with them, or after them. */
const passesAtMost = 8;

/** @returns undefined when there is nothing that the actor may know of */
async function undoAll(
  caller: Context,
  which: Sql,
  options: { readonly effects?: boolean },
  goOn: GoOn = () => Promise.resolve(true),
): Promise<UndoReport | undefined> {
  const context: Context = { ...caller, operation: caller.operation ?? newId() };
  const outcomes = new Map<string, { readonly entity: Entity; readonly recordId: string; readonly outcome: Kept }>();
  const withReason = new Set<string>();
  let open = await runsOf(context, which);
  let going = true;
  for (let pass = 1; going && open.length > 0 && pass <= passesAtMost; pass++) {
    const refused: Run[] = [];
    let settled = 0;
    for (const run of open) {
      if (!(going &&= await goOn(outcomes.size))) break;
      const items = await readItems(context, run.entity, which, run.ids);
      const readEdits = (ids: readonly string[]): Promise<Map<string, LaterEdit[]>> => readLaterEdits(context, run.entity, which, ids);
      const done = await undoItems(context, run.entity, items, { ...options, readEdits });
      const again: string[] = [];
      for (const [index, { recordId }] of items.entries()) {
        const outcome = done[index];
        if (!outcome || outcome.kind === 'unseen') continue;
        if (outcome.kind === 'refused') again.push(recordId);
        else settled++;
        // What was refused before and is as it should be now went along with another.
        const along = pass > 1 && outcome.kind === 'unchanged';
        const key = `${run.entity.id} ${recordId}`;
        const told = outcome.kind !== 'refused' || withReason.has(key) || withReason.size < toldAtMost;
        if (outcome.kind === 'refused' && told) withReason.add(key);
        const kept: Kept = along ? { kind: 'undone' } : told ? outcome : { kind: 'refused', problem: undefined };
        outcomes.set(key, { entity: run.entity, recordId, outcome: kept });
      }
      if (again.length > 0) refused.push({ entity: run.entity, ids: again });
    }
    open = settled > 0 ? refused : [];
  }
  return outcomes.size === 0 ? undefined : reportOf(context, [...outcomes.values()]);
}

function reportOf(
  context: Context,
  all: readonly { readonly entity: Entity; readonly recordId: string; readonly outcome: Kept }[],
): UndoReport {
  const counts = { undone: 0, unchanged: 0, refused: 0 };
  const results: UndoResult[] = [];
  for (const { entity, recordId, outcome } of all) {
    if (outcome.kind === 'unseen') continue;
    counts[outcome.kind]++;
    const about = { entity: entity.id, id: recordId };
    if (outcome.kind !== 'refused') {
      if (counts.undone + counts.unchanged <= toldAtMost) results.push({ ...about, status: 200 });
    } else if (outcome.problem) results.push({ ...about, status: outcome.problem.status, problem: outcome.problem });
  }
  return { operation: counts.undone > 0 ? (context.operation ?? null) : null, results, ...counts };
}

interface Run {
  readonly entity: Entity;
  readonly ids: string[];
}

/** Records that were written together, the last one first, in batches of one entity. Entities that are gone, or closed to the actor, are left out. */
async function runsOf(context: Context, which: Sql): Promise<Run[]> {
  const { rows } = await context.database.query<{ entity: string; record: string }>(
    toStatement(sql`select h.entity, h.record_id::text as record from ${id(context.database.schema, 'relata_history')} h
      where ${which} and h.record_id is not null and h.action = any(${writes}::text[])
      group by h.entity, h.record_id order by max(h.place) desc, max(h.id::text) desc`),
  );
  const runs: Run[] = [];
  for (const row of rows) {
    const entity = context.model.entities.get(row.entity);
    if (!entity || context.rights.entity(entity.id).scope('read') === 'none') continue;
    const last = runs.at(-1);
    if (last?.entity === entity && last.ids.length < batch) last.ids.push(row.record);
    else runs.push({ entity, ids: [row.record] });
  }
  return runs;
}

/**
 * What people changed in records after these were created by what is to be undone, by record, oldest first. What the server does by itself
 * (an automation, a change of the model) is nobody's work.
 */
async function readLaterEdits(context: Context, entity: Entity, which: Sql, ids: readonly string[]): Promise<Map<string, LaterEdit[]>> {
  const history = id(context.database.schema, 'relata_history');
  const own = sql`h.entity = ${entity.id} and h.record_id = any(${ids}::uuid[]) and h.action = 'update' and h.actor is not null`;
  const { rows } = await context.database.query<{ record: string; erased: boolean; changes: StoredChanges }>(
    toStatement(sql`select h.record_id::text as record, h.erased_at is not null as erased, h.changes from ${history} h
      where ${own} and (${which}) is not true order by h.version, h.place, h.id`),
  );
  const opened = await Promise.all(
    rows.map(async (row) => ({ ...row, changes: await openChanges(context, entity, row.record, row.changes) })),
  );
  return Map.groupBy(opened, ({ record }) => record);
}

/** The entries of these records, newest first; in the order of the ids. */
async function readItems(context: Context, entity: Entity, which: Sql, ids: readonly string[]): Promise<UndoItem[]> {
  const { rows } = await context.database.query<{ record: string; action: string; erased: boolean; changes: StoredChanges }>(
    toStatement(sql`select h.record_id::text as record, h.action, h.erased_at is not null as erased, h.changes from ${id(context.database.schema, 'relata_history')} h
      where ${which} and h.entity = ${entity.id} and h.record_id = any(${ids}::uuid[]) and h.action = any(${writes}::text[])
      order by h.version desc, h.place desc, h.id desc`),
  );
  const opened = await Promise.all(
    rows.map(async (row) => ({ ...row, changes: await openChanges(context, entity, row.record, row.changes) })),
  );
  const byRecord = Map.groupBy(opened, ({ record }) => record);
  return ids.flatMap((recordId) => {
    const entries = byRecord.get(recordId);
    return entries ? [{ recordId, entries }] : [];
  });
}

/** What an entry keeps encrypted is compared and written as what it is. */
async function openChanges(context: Context, entity: Entity, record: string, changes: StoredChanges): Promise<StoredChanges> {
  const fields = fieldsById(entity);
  const open = async (name: string, value: unknown): Promise<unknown> => {
    const field = fields.get(name);
    return field ? openedOrKept(context, entity, field, record, value) : value;
  };
  const opened = Object.entries(changes).map(
    async ([name, { before, after }]) => [name, { before: await open(name, before), after: await open(name, after) }] as const,
  );
  return Object.fromEntries(await Promise.all(opened));
}
