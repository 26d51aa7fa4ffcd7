/**
 * The sole write path. Forms, board drags, inline edits, imports, automations and the API all come through here: rights on the
 * action, rights and form of each value, the record locked, its scope and version, defaults and rules, the whole validated, the scope
 * of the result, then one statement that writes the record with its history and what is to follow.
 */
import type { Context } from '../access/context.ts';
import type { RecordAction } from '../access/rights.ts';
import { endingLater } from '../database/inside.ts';
import type { Transaction } from '../database/types.ts';
import { badRequest, conflict, forbidden, invalid, notFound, Problem, staleVersion } from '../kernel/errors.ts';
import { isId, newId } from '../kernel/ids.ts';
import type { Entity } from '../model/types.ts';
import { lockRecords, type CurrentRecord } from './current.ts';
import { translateWriteError } from './database-errors.ts';
import type { Draft } from './draft.ts';
import { normaliseInput } from './input.ts';
import { cascading, refuseRestricted } from './referrers.ts';
import { isSimple, lastIsWrite, unlessOvertaken } from './direct.ts';
import { completeDrafts, type LinkGuards } from './complete.ts';
import { storeDrafts } from './store.ts';
import type { RecordChange, WriteOperation, WriteOptions, WriteResult } from './types.ts';
import { resultsOutOfScope } from './result-scope.ts';

/** Operations in one transaction, when the batch is not atomic. */
const batchSize = 500;
const cascadeDepth = 8;

/**
 * Writes a batch of operations on one entity.
 * @param entityName full id or short name
 * @returns one result per operation, in order
 * @throws Problem 404, 403 for the batch as a whole; with `atomic` the first problem of a row, and nothing is written
 */
export async function writeRecords(
  context: Context,
  entityName: string,
  operations: readonly WriteOperation[],
  options: WriteOptions = {},
): Promise<WriteResult[]> {
  const entity = writableEntity(context, entityName);
  const size = options.atomic === true ? Math.max(1, operations.length) : batchSize;
  const results: WriteResult[] = [];
  for (let start = 0; start < operations.length; start += size) {
    results.push(...(await writeBatch(context, entity, operations.slice(start, start + size), options)));
  }
  return results;
}

/** What a transaction has done, for those who are told when it is committed. */
interface Done {
  changes: RecordChange[];
  /** Whether messages for automations were stored with it. */
  followed: boolean;
}

/** Thrown at the end of a dry run, so that the transaction is undone. */
class Rehearsal extends Error {
  readonly results: WriteResult[];
  constructor(results: WriteResult[]) {
    super('A dry run ends without a commit.');
    this.results = results;
  }
}

function writableEntity(context: Context, name: string): Entity {
  const { model, rights } = context;
  const entity = model.entities.get(name) ?? model.entities.get(model.shortNames.get(name) ?? '');
  if (!entity) throw notFound(`There is no entity "${name}".`);
  const some = (['create', 'read', 'update', 'delete'] as const).some((action) => rights.entity(entity.id).scope(action) !== 'none');
  if (!some) throw forbidden(`Your roles give you no access to ${entity.plural}.`);
  return entity;
}

/** One transaction. When the database refuses a batch of several rows, the halves are tried, until the guilty row stands alone. */
async function writeBatch(
  context: Context,
  entity: Entity,
  operations: readonly WriteOperation[],
  options: WriteOptions,
): Promise<WriteResult[]> {
  try {
    const done: Done = { changes: [], followed: false };
    const finishing = lastIsWrite(context, entity, operations, options);
    const work = async (tx: Transaction): Promise<WriteResult[]> => {
      Object.assign(done, { changes: [], followed: false });
      const written = await writeInTransaction(context, finishing ? tx : endingLater(tx), entity, operations, options, done, 0);
      if (options.dryRun === true) throw new Rehearsal(written);
      return written;
    };
    const direct = finishing && isSimple(entity, operations) ? await unlessOvertaken(work(context.database.direct)) : undefined;
    const results = direct ?? (await context.database.tx(work));
    for (const change of done.changes)
      context.publish({ type: 'record', entity: change.entity, id: change.id, action: change.action, version: change.version });
    if (done.followed) context.publish({ type: 'outbox' });
    return results;
  } catch (error) {
    if (error instanceof Rehearsal) return error.results;
    const problem = error instanceof Problem ? error : translateWriteError(entity, error);
    if (!problem) throw error;
    if (options.atomic === true) throw problem;
    if (operations.length <= 1) return [{ ok: false, problem }];
    const middle = Math.ceil(operations.length / 2);
    const halves = [operations.slice(0, middle), operations.slice(middle)];
    return [
      ...(await writeBatch(context, entity, halves[0] ?? [], options)),
      ...(await writeBatch(context, entity, halves[1] ?? [], options)),
    ];
  }
}

/** The stages, in order, within a transaction that somebody else commits, unless the write itself ends it. */
async function writeInTransaction(
  context: Context,
  tx: Transaction,
  entity: Entity,
  operations: readonly WriteOperation[],
  options: WriteOptions,
  done: Done,
  depth: number,
): Promise<WriteResult[]> {
  const results: (WriteResult | undefined)[] = operations.map(() => undefined);
  const fail = (index: number, problem: Problem): void => {
    if (options.atomic === true) throw problem;
    results[index] = { ok: false, problem };
  };
  const drafts = await openDrafts(context, tx, entity, operations, options, fail);
  const guards: LinkGuards = options.maintenance === true ? new Map() : await completeDrafts(context, tx, entity, drafts);
  const good = drafts.filter((draft) => draft.errors.length === 0);
  for (const draft of drafts) if (draft.errors.length > 0) fail(draft.index, refusal(draft));
  await takeAlong(context, tx, entity, good, options, done, depth);
  const stored = await storeDrafts(context, tx, entity, good, options, guards);
  done.changes.push(...stored.changes);
  done.followed ||= stored.followed;
  const outside = await resultsOutOfScope(context, tx, entity, good);
  const first = good.find((draft) => outside.has(draft.id));
  // What was written would leave the actor's own reach: the whole transaction is undone, and the guilty row is found by halving.
  if (first) throw forbidden(`Your roles do not let you give a record of ${entity.plural} away like this.`);
  for (const draft of good) {
    const written = stored.versions.get(draft.id);
    results[draft.index] = {
      ok: true,
      id: draft.id,
      version: written ?? draft.current?.version ?? 1,
      changed: written !== undefined,
      action: draft.operation.action,
      record: stored.read,
    };
  }
  return results.map((result) => result ?? { ok: false, problem: conflict('The operation was not carried out.') });
}

/** Wrong values are 422; values that roles forbid, and nothing else, are 403. */
function refusal(draft: Draft): Problem {
  const forbiddenOnly = draft.errors.every((item) => item.code === 'forbidden');
  return forbiddenOnly ? forbidden(draft.errors.map((item) => item.message).join(' '), draft.errors) : invalid(draft.errors);
}

function actionOf(entity: Entity, operation: WriteOperation): RecordAction {
  if (operation.action === 'create') return 'create';
  if (operation.action === 'update') {
    const statuses = new Set([...entity.fields.values()].filter((field) => field.pipelines.length > 0).map((field) => field.name));
    const names = Object.keys(operation.values);
    return names.length > 0 && names.every((name) => statuses.has(name)) ? 'transition' : 'update';
  }
  return 'delete';
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
    const action = actionOf(entity, operation);
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
      : checkCurrent(entity, operation, action, record, options);
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
  const byAction = new Map<RecordAction, string[]>();
  for (const operation of operations) {
    if (operation.action === 'create' || !isId(operation.id)) continue;
    const action = actionOf(entity, operation);
    byAction.set(action, [...(byAction.get(action) ?? []), operation.id]);
  }
  const result = new Map<string, CurrentRecord>();
  for (const [action, ids] of byAction)
    for (const [id, record] of await lockRecords(context, tx, entity, ids, action)) result.set(id, record);
  return result;
}

/** Missing and invisible records are refused in the same words. */
function checkCurrent(
  entity: Entity,
  operation: WriteOperation,
  action: RecordAction,
  record: CurrentRecord | undefined,
  options: WriteOptions,
): Problem | undefined {
  if (!record?.readable) return notFound(`There is no such record of ${entity.plural}.`);
  if (!record.permitted)
    return forbidden(`Your roles do not let you ${action === 'transition' ? 'move' : action} this record of ${entity.plural}.`);
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
  return { index, operation, id, current, after, given: new Set(input.values.keys()), errors: input.errors };
}

/** Deletes take along what cascades, and are refused while something restricts them. */
async function takeAlong(
  context: Context,
  tx: Transaction,
  entity: Entity,
  drafts: readonly Draft[],
  options: WriteOptions,
  done: Done,
  depth: number,
): Promise<void> {
  const ids = drafts.filter((draft) => draft.operation.action === 'delete').map((draft) => draft.id);
  if (ids.length === 0) return;
  if (depth >= cascadeDepth) throw conflict('Deleting this would take along more levels of records than is safe.');
  await refuseRestricted(context, tx, entity, ids);
  for (const { holder, ids: along } of await cascading(context, tx, entity, ids)) {
    const operations = along
      .filter((id) => holder.id !== entity.id || !ids.includes(id))
      .map((id): WriteOperation => ({ action: 'delete', id }));
    await writeInTransaction(context, endingLater(tx), holder, operations, { ...options, atomic: true }, done, depth + 1);
  }
}
