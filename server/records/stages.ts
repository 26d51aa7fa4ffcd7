/** The stages of a write, in order: rights and form of values, the record as it is, what it is to be, the one statement, and its scope. */
import type { Context } from '../access/context.ts';
import { endingLater } from '../database/inside.ts';
import type { Sql } from '../database/sql.ts';
import type { Transaction } from '../database/types.ts';
import { badRequest, conflict, forbidden, invalid, notFound, staleVersion, type Problem } from '../kernel/errors.ts';
import { isId, newId } from '../kernel/ids.ts';
import type { Entity } from '../model/types.ts';
import { completeDrafts, type LinkGuards } from './complete.ts';
import { lockRecords, type CurrentRecord } from './current.ts';
import type { Draft } from './draft.ts';
import { normaliseInput } from './input.ts';
import { actionsOf, refuseRecord, refusedFields } from './permission.ts';
import { doneInsert } from './once.ts';
import { cascading, refuseRestricted } from './referrers.ts';
import { refuseResults } from './result-scope.ts';
import { storeDrafts } from './store.ts';
import type { RecordChange, WriteOperation, WriteOptions, WriteResult } from './types.ts';

const cascadeDepth = 8;

/** What a transaction has done, for those who are told when it is committed. */
export interface Done {
  changes: RecordChange[];
  /** Whether messages for automations were stored with it. */
  followed: boolean;
}

/** Operations that go through the stages together. */
export interface Batch {
  readonly entity: Entity;
  readonly operations: readonly WriteOperation[];
  readonly options: WriteOptions;
  /** The place of the first operation in the call. */
  readonly at: number;
  readonly done: Done;
  /** How many deletes up this one was taken along. */
  readonly depth: number;
}

/** The stages, in order, within a transaction that somebody else commits, unless the write itself ends it. */
export async function writeInTransaction(context: Context, tx: Transaction, batch: Batch): Promise<WriteResult[]> {
  const { entity, operations, options, done, at } = batch;
  const results: (WriteResult | undefined)[] = operations.map(() => undefined);
  const fail = (index: number, problem: Problem): void => {
    if (options.atomic === true) throw problem;
    results[index] = { ok: false, problem };
  };
  const drafts = await openDrafts(context, tx, entity, operations, options, fail);
  const guards: LinkGuards = options.maintenance === true ? new Map() : await completeDrafts(context, tx, entity, drafts);
  const good = drafts.filter((draft) => draft.errors.length === 0);
  for (const draft of drafts) if (draft.errors.length > 0) fail(draft.index, refusal(draft));
  await takeAlong(context, tx, batch, good);
  const { once } = options;
  const note =
    once === undefined || batch.depth > 0 ? undefined : (): Sql => doneInsert(context, once, at, conclude(context, results, good));
  const stored = await storeDrafts(context, tx, entity, good, { options, guards, note });
  done.changes.push(...stored.changes);
  done.followed ||= stored.followed;
  const outside = await refuseResults(context, tx, entity, good);
  // What was written would leave the actor's own reach: the whole transaction is undone, and the guilty row is found by halving.
  if (outside) throw outside;
  const concluded = conclude(context, results, good);
  return stored.read === undefined ? concluded : concluded.map((result) => (result.ok ? { ...result, record: stored.read } : result));
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

/** Wrong values are 422; values that roles or restrictions forbid, and nothing else, are 403. */
function refusal(draft: Draft): Problem {
  const { errors } = draft;
  const [first] = errors;
  const only = errors.every((item) => item.code === 'forbidden' || item.code === 'restriction');
  return only && first ? forbidden(errors.map((item) => item.message).join(' '), errors, first.code) : invalid(errors);
}

/** Locks what is there, checks rights, version and form of values. */
async function openDrafts(
  context: Context,
  tx: Transaction,
  entity: Entity,
  operations: readonly WriteOperation[],
  options: WriteOptions,
  fail: (index: number, problem: Problem) => void,
): Promise<Draft[]> {
  const current = await lockByAction(context, tx, entity, operations);
  const seen = new Set<string>();
  return operations.flatMap((operation, index): Draft[] => {
    if (operation.action === 'create') {
      if (context.rights.entity(entity.id).scope('create') === 'none')
        return refuse(forbidden(`Your roles do not let you create ${entity.plural}.`));
      const id = operation.id ?? newId();
      if (!isId(id)) return refuse(badRequest('The id is not a UUID.'));
      return [openDraft(context, entity, operation, index, id, undefined)];
    }
    const record = current.get(operation.id);
    const problem = seen.has(operation.id)
      ? conflict('The same record stands twice in this batch.')
      : checkCurrent(context, entity, operation, record, options);
    seen.add(operation.id);
    return problem ? refuse(problem) : [openDraft(context, entity, operation, index, operation.id, record)];

    function refuse(problem: Problem): [] {
      fail(index, problem);
      return [];
    }
  });
}

async function lockByAction(
  context: Context,
  tx: Transaction,
  entity: Entity,
  operations: readonly WriteOperation[],
): Promise<Map<string, CurrentRecord>> {
  const byActions = new Map<string, { readonly actions: ReturnType<typeof actionsOf>; readonly ids: string[] }>();
  for (const operation of operations) {
    if (operation.action === 'create' || !isId(operation.id)) continue;
    const actions = actionsOf(entity, operation);
    const key = actions.join();
    const group = byActions.get(key) ?? { actions, ids: [] };
    group.ids.push(operation.id);
    byActions.set(key, group);
  }
  const result = new Map<string, CurrentRecord>();
  for (const { actions, ids } of byActions.values())
    for (const [id, record] of await lockRecords(context, tx, entity, ids, actions)) result.set(id, record);
  return result;
}

/** Missing and invisible records are refused in the same words. */
function checkCurrent(
  context: Context,
  entity: Entity,
  operation: WriteOperation,
  record: CurrentRecord | undefined,
  options: WriteOptions,
): Problem | undefined {
  if (!record?.readable) return notFound(`There is no such record of ${entity.plural}.`);
  const refused = refuseRecord(context, entity, operation, record);
  if (refused) return refused;
  const restoring = operation.action === 'restore';
  if (restoring !== record.deleted && options.maintenance !== true)
    return conflict(restoring ? 'The record is not in the trash.' : 'The record is in the trash; restore it first.');
  if (operation.action !== 'create' && operation.version !== undefined && operation.version !== record.version)
    return staleVersion(record.version);
  return undefined;
}

function openDraft(
  context: Context,
  entity: Entity,
  operation: WriteOperation,
  index: number,
  id: string,
  current: CurrentRecord | undefined,
): Draft {
  const values = operation.action === 'create' || operation.action === 'update' ? operation.values : {};
  const input = normaliseInput(context, entity, values, context.environment);
  const after: Draft['after'] = { ...current?.values, id, version: current?.version ?? 0 };
  for (const [field, value] of input.values) after[field.name] = value;
  const errors = [...input.errors, ...refusedFields(context, entity, operation, input.values.keys(), current)];
  return { index, operation, id, current, after, given: new Set(input.values.keys()), errors };
}

/** Deletes take along what cascades, and are refused while something restricts them. */
async function takeAlong(context: Context, tx: Transaction, batch: Batch, drafts: readonly Draft[]): Promise<void> {
  const { entity, options, depth } = batch;
  const ids = drafts.filter((draft) => draft.operation.action === 'delete').map((draft) => draft.id);
  if (ids.length === 0) return;
  if (depth >= cascadeDepth) throw conflict('Deleting this would take along more levels of records than is safe.');
  await refuseRestricted(context, tx, entity, ids);
  for (const { holder, ids: along } of await cascading(context, tx, entity, ids)) {
    const operations = along
      .filter((id) => holder.id !== entity.id || !ids.includes(id))
      .map((id): WriteOperation => ({ action: 'delete', id }));
    await writeInTransaction(context, endingLater(tx), {
      ...batch,
      entity: holder,
      operations,
      options: { ...options, atomic: true },
      depth: depth + 1,
    });
  }
}
