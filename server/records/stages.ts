/** The stages of a write, in order: rights and form of values, the record as it is, what it is to be, the one statement, and its scope. */
import { setImmediate } from 'node:timers/promises';
import type { Context } from '../access/context.ts';
import { endingLater } from '../database/inside.ts';
import type { Sql } from '../database/sql.ts';
import type { Transaction } from '../database/types.ts';
import { atOperation, conflict, type Problem } from '../kernel/errors.ts';
import type { Entity } from '../model/types.ts';
import { lastAdministrator, takingTheLast } from './administrators.ts';
import { companions } from './cascade.ts';
import { completeDrafts, type LinkGuards } from './complete.ts';
import type { Draft } from './draft.ts';
import { doneInsert } from './once.ts';
import { openChildren, openDrafts, type DraftGroup } from './open.ts';
import { refusalOf } from './permission.ts';
import { refuseResults } from './result-scope.ts';
import { storeDrafts, type Stored } from './store.ts';
import { findTaken } from './taken.ts';
import type { GivenOperation, RecordChange, WriteOptions, WriteResult } from './types.ts';
import { cutAtRepeats, resolveUpserts } from './upsert.ts';

/** What a transaction has done, for those who are told when it is committed. */
export interface Done {
  changes: RecordChange[];
  /** Whether messages for automations were stored with it. */
  followed: boolean;
}

/** Operations that go through the stages together. */
export interface Batch {
  readonly entity: Entity;
  readonly operations: readonly GivenOperation[];
  readonly options: WriteOptions;
  /** The place of the first operation in the call. */
  readonly at: number;
  /** Whether the call has several operations, so that a problem has to say which. */
  readonly several: boolean;
  /** Whether it is tried for the second time. */
  readonly again: boolean;
  readonly done: Done;
}

/** The stages, in order, within a transaction that somebody else commits, unless the write itself ends it. */
export async function writeInTransaction(context: Context, tx: Transaction, batch: Batch): Promise<WriteResult[]> {
  const parts = cutAtRepeats(context, batch.entity, batch.operations).flatMap(cutLong);
  if (parts.length <= 1) return writePart(context, tx, batch);
  const results: WriteResult[] = [];
  for (const operations of parts) {
    // Others want their turn while a long call is written.
    if (results.length > 0) await setImmediate();
    results.push(...(await writePart(context, endingLater(tx), { ...batch, operations, at: batch.at + results.length })));
  }
  return results;
}

/** Operations that go through the stages at once, where they are many in one transaction. */
const longestPart = 1000;

/** Cuts a long part. Deletes and restores stay together: what restricts one of them may go along with another. */
function cutLong(operations: readonly GivenOperation[]): (readonly GivenOperation[])[] {
  if (operations.length <= longestPart || operations.some(({ action }) => action === 'delete' || action === 'restore')) return [operations];
  const count = Math.ceil(operations.length / longestPart);
  return Array.from({ length: count }, (_, index) => operations.slice(index * longestPart, (index + 1) * longestPart));
}

async function writePart(context: Context, tx: Transaction, batch: Batch): Promise<WriteResult[]> {
  const { entity, operations, options, done, at } = batch;
  const results: (WriteResult | undefined)[] = operations.map(() => undefined);
  const fail = (index: number, problem: Problem): void => {
    if (options.atomic === true) throw batch.several ? atOperation(problem, at + index) : problem;
    results[index] = { ok: false, problem };
  };
  const drafts = await openDrafts(context, tx, entity, await resolveUpserts(context, tx, entity, operations, fail), options, fail);
  const guards: LinkGuards = options.maintenance === true ? new Map() : await completeDrafts(context, tx, entity, drafts);
  const children = await openChildren(context, tx, entity, drafts);
  for (const draft of drafts) if (draft.errors.length > 0) fail(draft.index, refusalOf(context, entity, draft.errors));
  const valid = drafts.filter((draft) => draft.errors.length === 0);
  const taken = operations.length > 1 ? await findTaken(context, tx, entity, valid) : new Map<Draft, Problem>();
  // Somebody created the record between the look-up of an upsert and this one.
  if (!batch.again && [...taken.keys()].some(({ index }) => operations[index]?.action === 'upsert'))
    throw Object.assign(new Error('What an upsert did not find is there.'), { code: '23505' });
  for (const [draft, problem] of taken) fail(draft.index, problem);
  const lasting = options.maintenance === true ? [] : await takingTheLast(context, tx, entity, valid);
  for (const draft of lasting) fail(draft.index, lastAdministrator());
  const free = valid.filter((draft) => !taken.has(draft) && !lasting.includes(draft));
  const along = await companions(context, tx, entity, free, (draft, problem) => fail(draft.index, problem));
  const good = free.filter((draft) => results[draft.index] === undefined);
  for (const group of along) await demandAdministrator(context, tx, group, group.entity === entity ? good : []);
  const { once } = options;
  const note = once === undefined ? undefined : (): Sql => doneInsert(context, once, at, conclude(context, results, good));
  const stored = await storeDrafts(context, tx, entity, good, { options, guards, note });
  const kept = new Set(good.map((draft) => draft.index));
  const others = [...along, ...children.map((group) => ({ ...group, drafts: group.drafts.filter((draft) => kept.has(draft.index)) }))];
  const all = [{ entity, drafts: good, stored }, ...(await storeOthers(context, tx, others, options))];
  for (const each of all) {
    done.changes.push(...each.stored.changes);
    done.followed ||= each.stored.followed;
  }
  for (const each of all) {
    const outside = await refuseResults(context, tx, each.entity, each.drafts);
    // What was written would leave the actor's own reach: the whole transaction is undone, and the guilty row is found by halving.
    if (outside) throw outside;
  }
  const concluded = conclude(context, results, good);
  return stored.read === undefined ? concluded : concluded.map((result) => (result.ok ? { ...result, record: stored.read } : result));
}

/** What goes along takes no last administrator with it. @param beside records of the same entity that go, too */
async function demandAdministrator(
  context: Context,
  tx: Transaction,
  { entity, drafts }: DraftGroup,
  beside: readonly Draft[],
): Promise<void> {
  if ((await takingTheLast(context, tx, entity, [...beside, ...drafts])).length > 0) throw lastAdministrator();
}

/** Stores what goes along with the records of the operations: new children, and what is deleted or restored with them. */
async function storeOthers(
  context: Context,
  tx: Transaction,
  groups: readonly DraftGroup[],
  options: WriteOptions,
): Promise<(DraftGroup & { stored: Stored })[]> {
  const result: (DraftGroup & { stored: Stored })[] = [];
  for (const group of groups.filter(({ drafts }) => drafts.length > 0)) {
    const storing = { options: { ...options, read: false }, guards: new Map(), note: undefined };
    result.push({ ...group, stored: await storeDrafts(context, endingLater(tx), group.entity, group.drafts, storing) });
  }
  return result;
}

/** The results, once the drafts have their versions. */
function conclude(context: Context, results: readonly (WriteResult | undefined)[], good: readonly Draft[]): WriteResult[] {
  const byIndex = new Map(good.map((draft) => [draft.index, draft]));
  return results.map((result, index): WriteResult => {
    const draft = byIndex.get(index);
    if (result || !draft) return result ?? { ok: false, problem: conflict('The operation was not carried out.') };
    const version = draft.after.version;
    const changed = version !== draft.current?.version;
    const together = context.operation === undefined ? {} : { operation: context.operation };
    return { ok: true, id: draft.id, version, changed, action: draft.operation.action, ...together };
  });
}
