/**
 * Undoing what history says: one entry, or all that was done together. Everything goes through the write path, with the rights of whoever undoes,
 * and is history itself: what was undone can be undone again.
 */
import type { Context } from '../access/context.ts';
import type { FieldAccess } from '../access/field-cases.ts';
import { fieldAccess } from '../access/fields.ts';
import { conflict, forbidden, notFound, Problem } from '../kernel/errors.ts';
import type { Entity, Field } from '../model/types.ts';
import { readClosedFields } from '../query/closed-fields.ts';
import { pointsTo, shownValue } from '../query/past-values.ts';
import { readLabelsWithTrash } from '../query/labels.ts';
import { atomically } from './atomically.ts';
import { lockRecords } from './current.ts';
import type { WriteOperation, WriteOptions, WriteResult } from './types.ts';
import { planUndo, type ChangedSince, type LaterEdit, type UndoEntry, type UndoPlan } from './undo-plan.ts';
import { writeRecords } from './write.ts';
import { refusal, refusalOf, shownTitle } from '../access/wording.ts';

/** Entries of one record that are to be undone together, newest first. */
export interface UndoItem {
  readonly recordId: string;
  readonly entries: readonly UndoEntry[];
}

/** What became of a record. `unseen`: there is nothing in it that the actor may know of. */
export type UndoOutcome = { readonly kind: 'undone' | 'unchanged' | 'unseen' } | { readonly kind: 'refused'; readonly problem: Problem };

/** How many are undone together. */
export interface Undoing {
  /** Whether automations follow. */
  readonly effects?: boolean;
  /** Reads what people changed later in records that were created by what is undone, by record, oldest first; without it that does not count. */
  readonly readEdits?: (recordIds: readonly string[]) => Promise<ReadonlyMap<string, readonly LaterEdit[]>>;
}

/** Somebody may write in between: then it is planned once more on what they wrote. */
const attempts = 3;

/**
 * Undoes entries of records of one entity; each record whole, or not at all.
 * @returns one outcome per item, in order
 */
export async function undoItems(
  context: Context,
  entity: Entity,
  items: readonly UndoItem[],
  options: Undoing = {},
): Promise<UndoOutcome[]> {
  const outcomes: UndoOutcome[] = items.map(() => ({ kind: 'unseen' }));
  let open = items.map((_, index) => index);
  for (let attempt = 1; open.length > 0; attempt++) {
    const again: number[] = [];
    const written = await attemptItems(
      context,
      entity,
      open.map((index) => items[index] as UndoItem),
      options,
    );
    for (const [place, outcome] of written.entries()) {
      const index = open[place] as number;
      outcomes[index] = outcome;
      if (outcome.kind === 'refused' && outcome.problem.code === 'stale-version' && attempt < attempts) again.push(index);
    }
    open = again;
  }
  return outcomes;
}

interface Planned {
  readonly recordId: string;
  readonly version: number;
  readonly plan: UndoPlan;
}

async function attemptItems(
  context: Context,
  entity: Entity,
  items: readonly UndoItem[],
  { readEdits, ...options }: Undoing,
): Promise<UndoOutcome[]> {
  const ids = items.map(({ recordId }) => recordId);
  const current = await lockRecords(context, context.database.direct, entity, ids, ['update']);
  const closed = await readClosedFields(context, context.database, entity, ids);
  const created = items.filter(({ entries }) => entries.some(({ action }) => action === 'create')).map(({ recordId }) => recordId);
  // After the records themselves: what came in between makes another version of them, and they are planned once more.
  const edits = created.length === 0 ? undefined : await readEdits?.(created);
  const planned = items.map(({ recordId, entries }): Planned | undefined => {
    const record = current.get(recordId);
    if (!record?.readable) return undefined;
    const shut = closed.get(recordId);
    const accessTo = (field: Field): FieldAccess =>
      shut?.has(field.id) === true ? 'hidden' : fieldAccess(context.model, context.rights, entity, field);
    const plan = planUndo(entity, entries, record.values, accessTo, edits?.get(recordId));
    return { recordId, version: record.version, plan };
  });
  const labels = await readLabelsWithTrash(
    context,
    planned.flatMap((each) => (each?.plan.kind === 'changed' ? referencesOf(each.plan.fields) : [])),
  );
  const outcomes = planned.map((each) => outcomeOf(context, entity, each?.plan ?? { kind: 'unseen' }, labels));
  const steps = planned.map((each) => (each ? stepsOf(each) : []));
  for (const action of ['restore', 'update', 'delete'] as const) {
    const work = steps.flatMap(([only, ...more], index) =>
      only?.action === action && more.length === 0 ? [{ index, operation: only }] : [],
    );
    if (work.length === 0) continue;
    const results = await writeRecords(
      context,
      entity.id,
      work.map(({ operation }) => operation),
      options,
    );
    results.forEach((result: WriteResult, place) => {
      if (!result.ok) outcomes[work[place]?.index ?? -1] = refused(result.problem);
    });
  }
  for (const [index, several] of steps.entries())
    if (several.length > 1) outcomes[index] = await writeTogether(context, entity, several, options);
  return outcomes;
}

type Step = Exclude<WriteOperation, { action: 'create' }>;

/** What is to be written, in order: a record that comes back is changed after it, one that goes before it. */
function stepsOf({ recordId, version, plan }: Planned): Step[] {
  if (plan.kind !== 'write') return [];
  const about = { id: recordId, version };
  return [
    ...(plan.restore ? [{ action: 'restore' as const, ...about }] : []),
    ...(Object.keys(plan.values).length > 0 ? [{ action: 'update' as const, ...about, values: plan.values }] : []),
    ...(plan.remove ? [{ action: 'delete' as const, ...about }] : []),
  ];
}

/** Writes several steps of one record, all or none: a record that came back must not stay when it cannot be what it was. */
async function writeTogether(context: Context, entity: Entity, steps: readonly Step[], options: WriteOptions): Promise<UndoOutcome> {
  try {
    await atomically(context, async (inside) => {
      let written: WriteResult | undefined;
      for (const step of steps) {
        const version = written?.ok === true ? written.version : step.version;
        const operation: Step = version === undefined ? step : { ...step, version };
        [written] = await writeRecords(inside, entity.id, [operation], { ...options, atomic: true });
      }
    });
    return { kind: 'undone' };
  } catch (error) {
    if (error instanceof Problem) return refused(error);
    throw error;
  }
}

function outcomeOf(context: Context, entity: Entity, plan: UndoPlan, labels: Labels): UndoOutcome {
  switch (plan.kind) {
    case 'unseen':
      return { kind: 'unseen' };
    case 'none':
      return { kind: 'unchanged' };
    case 'write':
      return { kind: 'undone' };
    case 'forbidden':
      return refused(forbidden('This change holds values that you may not see; somebody who may has to undo it.'));
    case 'erased':
      return refused(conflict('What was changed then was erased from history; it cannot be undone.', [], 'erased'));
    case 'deleted-again':
      return refused(conflict('The record was restored and deleted again since.', [], 'changed-since'));
    case 'changed':
      return refused(changedSince(context, entity, plan.fields, labels));
  }
}

function refused(problem: Problem): UndoOutcome {
  return { kind: 'refused', problem };
}

type Labels = Awaited<ReturnType<typeof readLabelsWithTrash>>;

/** What the values in the way point at. */
function referencesOf(fields: readonly ChangedSince[]): ReturnType<typeof pointsTo> {
  return fields.flatMap(({ field, before, after, current }) => [before, after, current].flatMap((value) => pointsTo(field, value)));
}

/** The fields that stand in the way, with what they were then and are now. */
function changedSince(context: Context, entity: Entity, fields: readonly ChangedSince[], labels: Labels): Problem {
  const titles = fields.map(({ field }) => shownTitle(context, entity, field)).join(', ');
  return new Problem({
    status: 409,
    code: 'changed-since',
    title: 'Conflict',
    detail: refusalOf(context, 'changedSince', entity, { fields: titles }),
    errors: fields.map(({ field }) => ({
      pointer: `/${field.name}`,
      code: 'changed-since',
      message: refusal(context, 'fieldChangedSince', { field: shownTitle(context, entity, field) }),
    })),
    extra: {
      fields: fields.map(({ field, before, after, current }) => ({
        field: field.name,
        title: field.title,
        ...(field.type.encrypts === undefined
          ? {
              before: shownValue(field, before, labels),
              after: shownValue(field, after, labels),
              current: shownValue(field, current, labels),
            }
          : { before: null, after: null, current: null, masked: true }),
      })),
    },
  });
}

/** The problem of an outcome that was none. @throws Problem */
export function demandOutcome(outcome: UndoOutcome | undefined): void {
  if (!outcome || outcome.kind === 'unseen') throw notFound('There is no such entry in the history of this record.');
  if (outcome.kind === 'refused') throw outcome.problem;
}
