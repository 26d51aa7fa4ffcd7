/** From what the caller gave to a whole, valid record: defaults, numbers, rules, moves, validation, links. */
import type { Context } from '../access/context.ts';
import { shownEntity, wording } from '../access/wording.ts';
import type { Queryable, Transaction } from '../database/types.ts';
import { FieldError, type FieldEnvironment } from '../fields/types.ts';
import { oncePer } from '../kernel/once-per.ts';
import { pipelineFieldName } from '../model/compile.ts';
import type { Entity, Field, Pipeline } from '../model/types.ts';
import { checkMove } from '../pipelines/guard.ts';
import { visibleIds } from '../query/visible-ids.ts';
import { applyDefaults, assignNumbers } from './defaults.ts';
import { same, type Draft } from './draft.ts';
import { claimFiles } from './file-claims.ts';
import { linkTargets, lockTargets } from './link-targets.ts';
import { loadLinkedValues, type LinkedValues } from './linked-values.ts';
import { readCondition } from './document-condition.ts';
import { matches } from './matching.ts';
import { currenciesOf } from './physical.ts';
import { choosePipelines } from './pipeline-choice.ts';
import { withRates } from './rates.ts';
import { applyRules } from './rules.ts';
import { teamFromOwner } from './team-of-owner.ts';
import { validateRecord } from './validator.ts';

/**
 * Completes drafts in place; what is wrong is collected in each draft's errors. Deleting and restoring change no values.
 * @param beside records that are being made with these and that they may point at, by id
 * @returns link targets that could not be locked beforehand: the write itself has to see that they are there, by entity
 */
export async function completeDrafts(
  context: Context,
  tx: Transaction,
  entity: Entity,
  drafts: readonly Draft[],
  beside: ReadonlyMap<string, Readonly<Record<string, unknown>>> = new Map(),
): Promise<LinkGuards> {
  const writing = drafts.filter((draft) => draft.operation.action === 'create' || draft.operation.action === 'update');
  if (writing.length === 0) return new Map();
  const environment = await withRates(context, tx, new Set(writing.flatMap((draft) => currenciesOf(entity, draft))));
  for (const draft of writing) {
    choosePipelines(entity, draft);
    if (draft.operation.action === 'create') fillDefaults(context, entity, draft, environment);
  }
  const rows = writing.map((draft) => draft.after);
  const linked = await loadLinkedValues(context, tx, entity, rows, conditionsOf(entity), beside);
  for (const draft of writing) {
    applyRules(context, entity, draft, linked, environment);
    checkMoves(context, entity, draft, linked, environment);
  }
  await checkKeptLinks(context, tx, entity, writing);
  const guards = await checkLinks(context, tx, entity, writing);
  await claimFiles(context, tx, entity, writing, environment);
  await teamFromOwner(context, tx, entity, writing);
  const valid = writing.filter((draft) => draft.errors.length === 0);
  await assignNumbers(
    context,
    tx,
    entity,
    valid.filter((draft) => draft.operation.action === 'create'),
  );
  for (const draft of writing) {
    const known = new Set(draft.errors.map((item) => item.pointer));
    draft.errors.push(...validateRecord(context, entity, draft.after).filter((item) => !known.has(item.pointer)));
  }
  return guards;
}

/** Ids that must be there to be pointed at, by entity. */
export type LinkGuards = ReadonlyMap<string, readonly string[]>;

function fillDefaults(context: Context, entity: Entity, draft: Draft, environment: FieldEnvironment): void {
  try {
    applyDefaults(context, entity, draft, environment);
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    draft.errors.push({ pointer: '', code: error.code, message: `A default does not fit: ${error.message}` });
  }
}

/** Conditions of the entity's rules and moves. */
const conditionsOf = oncePer((entity: Entity): unknown[] => {
  const moves = [...entity.fields.values()].flatMap((field) => field.pipelines.flatMap((pipeline) => pipeline.document.transitions ?? []));
  return [...entity.rules, ...moves].flatMap(({ when }) => (when === undefined ? [] : [when]));
});

/** A status that changes is a move and must be permitted; a status can never be emptied. */
function checkMoves(context: Context, entity: Entity, draft: Draft, linked: LinkedValues, environment: FieldEnvironment): void {
  if (draft.operation.action === 'create') return;
  for (const field of entity.fields.values()) {
    if (field.pipelines.length === 0) continue;
    const to = draft.after[field.name] ?? null;
    const from = (draft.current?.values[field.name] ?? null) as string | null;
    if (same(from, to) || typeof to !== 'string') continue;
    draft.errors.push(
      ...checkMove(context, entity, { field, from, to, pipeline: pipelineOf(field, draft), after: draft.after }, (condition) =>
        matches(context, entity, readCondition(condition), draft.after, linked, environment),
      ),
    );
  }
}

/** The pipeline along which a draft goes. */
function pipelineOf(field: Field, draft: Draft): Pipeline | undefined {
  const chosen = draft.after[pipelineFieldName(field.name)];
  return field.pipelines.find((pipeline) => pipeline.id === chosen) ?? field.pipelines[0];
}

/** Links that the caller gave must lead to living records that the caller may see. */
async function checkLinks(context: Context, tx: Transaction, entity: Entity, drafts: readonly Draft[]): Promise<LinkGuards> {
  const wanted = new Map<string, Set<string>>();
  const given = drafts.flatMap((draft) =>
    [...linkFields(entity, draft)].flatMap((field) =>
      linkTargets(field, draft.after[field.name]).map((target) => ({ draft, field, ...target })),
    ),
  );
  for (const { entity: target, id } of given) wanted.set(target, (wanted.get(target) ?? new Set()).add(id));
  if (!tx.locks) return new Map([...wanted].sort().map(([target, ids]) => [target, [...ids]]));
  const found = new Map<string, Set<string>>();
  for (const target of [...wanted.keys()].sort()) {
    const model = context.model.entities.get(target);
    found.set(target, model ? await lockTargets(context, tx, model, [...(wanted.get(target) ?? [])]) : new Set());
  }
  for (const { draft, field, entity: target, id } of given) {
    if (found.get(target)?.has(id) !== true) refuseLink(context, entity, draft, field, target);
  }
  return new Map();
}

/**
 * Links that the caller sends as they stand must lead to what the caller may see, living or not: else whoever sends one learns whether it stands.
 * That a record is one's own is known.
 */
async function checkKeptLinks(context: Context, tx: Queryable, entity: Entity, drafts: readonly Draft[]): Promise<void> {
  const kept = drafts.flatMap((draft) =>
    leadingFields(entity).flatMap((field) => {
      const value = draft.after[field.name] ?? null;
      if (draft.current === undefined || !draft.given.has(field) || !same(draft.current.values[field.name] ?? null, value)) return [];
      return linkTargets(field, value)
        .filter((target) => target.id !== context.actor.id && !seesAll(context, target.entity))
        .map((target) => ({ draft, field, ...target }));
    }),
  );
  const seen = new Map<string, ReadonlySet<string>>();
  for (const target of new Set(kept.map((each) => each.entity))) {
    const ids = kept.filter((each) => each.entity === target).map((each) => each.id);
    seen.set(target, await visibleIds(context, target, ids, tx));
  }
  for (const { draft, field, entity: target, id } of kept)
    if (seen.get(target)?.has(id) !== true) refuseLink(context, entity, draft, field, target);
}

/** Whether the caller sees every record of an entity. */
function seesAll(context: Context, entityId: string): boolean {
  const restrictions = context.model.entities.get(entityId)?.document.restrictions ?? [];
  return context.rights.entity(entityId).scope('read') === 'all' && !restrictions.some(({ actions }) => actions.includes('read'));
}

function refuseLink(context: Context, entity: Entity, draft: Draft, field: Field, target: string): void {
  const holder = context.model.entities.get(target);
  const title = holder ? shownEntity(context, holder).title : target;
  draft.errors.push({
    pointer: `/${field.name}`,
    code: 'link',
    message: wording(context, entity, field, 'linkGone', { target: title }),
    hint: 'It may have been deleted, or you may not see it.',
  });
}

/** Link fields to be checked: those that the caller named, and on create also those that defaults filled (but not the actor's own id). */
function* linkFields(entity: Entity, draft: Draft): Iterable<Field> {
  for (const field of leadingFields(entity)) {
    if (field === draft.parentLink) continue;
    const before = draft.current?.values[field.name] ?? null;
    const named = draft.given.has(field) || (draft.operation.action === 'create' && !field.system);
    if (named && !same(before, draft.after[field.name] ?? null)) yield field;
  }
}

/** Fields that lead somewhere; who wrote a record the server itself says. */
const leadingFields = oncePer((entity: Entity) =>
  [...entity.fields.values()].filter(({ targets, name }) => targets.length > 0 && name !== 'createdBy' && name !== 'updatedBy'),
);
