/**
 * The sole write path. Forms, board drags, inline edits, imports, automations and the API all come through here: rights on the
 * action, rights and form of each value, the record locked, its scope and version, defaults and rules, the whole validated, the scope
 * of the result, then one statement that writes the record with its history and what is to follow.
 */
import type { Context } from '../access/context.ts';
import { endingAfter, endingLater } from '../database/inside.ts';
import { isContention } from '../database/transaction.ts';
import type { Transaction } from '../database/types.ts';
import { forbidden, notFound, Problem } from '../kernel/errors.ts';
import { newId } from '../kernel/ids.ts';
import type { Entity } from '../model/types.ts';
import { bringsChildren, countChildren } from './children.ts';
import { isDuplicate, translateWriteError } from './database-errors.ts';
import { isSimple, lastIsWrite, unlessOvertaken } from './direct.ts';
import { readDone, type DonePart } from './once.ts';
import { writeInTransaction, type Done } from './stages.ts';
import { inTurns, mayOverlap } from './turns.ts';
import type { GivenOperation, WriteOptions, WriteResult } from './types.ts';
import { refusal, refusalOf } from '../access/wording.ts';

/** Operations in one transaction, when the batch is not atomic. */
const batchSize = 500;

/**
 * Writes a batch of operations on one entity.
 * @param entityName full id or short name
 * @returns one result per operation, in order
 * @throws Problem 404, 403 for the batch as a whole; with `atomic` the first problem of a row, and nothing is written
 */
export async function writeRecords(
  context: Context,
  entityName: string,
  operations: readonly GivenOperation[],
  options: WriteOptions = {},
): Promise<WriteResult[]> {
  const entity = writableEntity(context, entityName);
  const known: readonly DonePart[] = options.once === undefined ? [] : await readDone(context, options.once);
  const acting = inOperation(context, entity, operations, known);
  const most = mayOverlap(context, entity, operations, options) ? 2 : 1;
  return inTurns(most, function* () {
    for (let at = 0; at < operations.length;) {
      const start = at;
      const part = known.find((each) => each.start === start);
      const until = options.atomic === true ? operations.length : endOfBatch(context, entity, operations, start);
      at = part ? start + part.results.length : Math.min(until, ...known.filter((each) => each.start > start).map((each) => each.start));
      const batch = { entity, operations: operations.slice(start, at), options, at: start };
      yield (turn) => (part ? Promise.resolve(part.results) : writeBatch(acting, { ...batch, turn }));
    }
  });
}

/**
 * What is done by one call is one operation, however many transactions it takes; a delete is one, too, with all that it takes along, and so are a
 * restore and a record with its children. A call that
 * goes on where it broke off goes on with the same.
 */
function inOperation(context: Context, entity: Entity, operations: readonly GivenOperation[], known: readonly DonePart[]): Context {
  const [first] = operations;
  const alone = first === undefined || !(first.action === 'delete' || first.action === 'restore' || bringsChildren(entity, first));
  if (operations.length <= 1 && alone) return context;
  const begun = known.flatMap(({ results }) => results).find((result) => result.ok && result.operation !== undefined);
  const operation = (begun?.ok === true ? begun.operation : undefined) ?? context.operation ?? newId();
  return { ...context, operation };
}

/** Where a batch that begins at an operation ends: new children count like operations of their own. */
function endOfBatch(context: Context, entity: Entity, operations: readonly GivenOperation[], start: number): number {
  let weight = 0;
  for (let index = start; index < operations.length; index++) {
    const operation = operations[index];
    weight += 1 + (operation && bringsChildren(entity, operation) ? countChildren(context, entity, valuesOf(operation)) : 0);
    if (weight > batchSize && index > start) return index;
  }
  return operations.length;
}

function valuesOf(operation: GivenOperation): Readonly<Record<string, unknown>> {
  return operation.action === 'create' || operation.action === 'upsert' ? operation.values : {};
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
  if (!entity) throw notFound(refusal(context, 'noEntity', { name }));
  const some = (['create', 'read', 'update', 'delete'] as const).some((action) => rights.entity(entity.id).scope(action) !== 'none');
  if (!some) throw forbidden(refusalOf(context, 'noAccess', entity));
  return entity;
}

/** Operations of a call that are written in one transaction. */
interface Batch {
  readonly entity: Entity;
  readonly operations: readonly GivenOperation[];
  readonly options: WriteOptions;
  /** The place of the first operation in the call. */
  readonly at: number;
  /** What has to be written before: until then the batch is prepared, no more. */
  readonly turn?: Promise<unknown> | undefined;
  /** Whether the batch is tried for the second time. */
  readonly again?: boolean;
}

/**
 * One transaction. Where a request with a key is refused, another one like it may have been first: what that did is the answer to both. When the
 * database refuses a batch of several rows, the halves are tried, until the guilty row stands alone.
 */
async function writeBatch(context: Context, batch: Batch): Promise<WriteResult[]> {
  const { entity, operations, options, at } = batch;
  const { results, error } = await attempt(context, batch);
  if (options.once !== undefined && (results === undefined || results.every(({ ok }) => !ok))) {
    const before = await readDone(context, options.once);
    const part = before.find((each) => each.start === at && each.results.length <= operations.length);
    if (part) return [...part.results, ...(await writePart(context, batch, part.results.length))];
  }
  if (results !== undefined) return results;
  // Somebody created the record between the look-up and the write: now it is there to be found.
  if (batch.again !== true && isDuplicate(error) && operations.some(({ action }) => action === 'upsert'))
    return writeBatch(context, { ...batch, again: true });
  const problem = error instanceof Problem ? error : translateWriteError(context, entity, error);
  if (!problem) throw error;
  if (options.atomic === true) throw problem;
  if (operations.length <= 1) return [{ ok: false, problem }];
  const middle = Math.ceil(operations.length / 2);
  return [...(await writePart(context, batch, 0, middle)), ...(await writePart(context, batch, middle))];
}

/** One transaction: its results, or the error by which it ended. */
async function attempt(context: Context, batch: Batch): Promise<{ readonly results?: WriteResult[]; readonly error?: unknown }> {
  const { entity, operations, options, at, turn, again = false } = batch;
  try {
    const done: Done = { changes: [], followed: false };
    const finishing = lastIsWrite(context, entity, operations, options);
    const work = async (tx: Transaction): Promise<WriteResult[]> => {
      Object.assign(done, { changes: [], followed: false });
      const written = await writeInTransaction(context, finishing ? endingAfter(turn, tx) : endingLater(tx), {
        entity,
        operations,
        options,
        at,
        done,
        several: options.atomic === true && operations.length > 1,
        again,
      });
      if (options.dryRun === true) throw new Rehearsal(written);
      return written;
    };
    // Within somebody's transaction nothing can be tried: what fails there has failed as a whole, and is repeated by whoever began it.
    const alone = finishing && isSimple(entity, operations) && !context.database.direct.locks;
    const direct = alone ? await unlessOvertaken(work(context.database.direct)) : undefined;
    const results = direct ?? (await context.database.tx(work));
    for (const change of done.changes)
      context.publish({ type: 'record', entity: change.entity, id: change.id, action: change.action, version: change.version });
    if (done.followed) context.publish({ type: 'outbox' });
    return { results };
  } catch (error) {
    if (error instanceof Rehearsal) return { results: error.results };
    if (context.database.direct.locks && isContention(error)) throw error;
    return { error };
  }
}

/** A part of a batch in a transaction of its own. */
async function writePart(context: Context, batch: Batch, start: number, end?: number): Promise<WriteResult[]> {
  const operations = batch.operations.slice(start, end);
  return operations.length === 0 ? [] : writeBatch(context, { ...batch, operations, at: batch.at + start, again: false });
}
