/** Opens drafts: locks what is there, checks rights, versions and the form of values, and takes new children out of what is given. */
import type { Context } from '../access/context.ts';
import type { Transaction } from '../database/types.ts';
import { badRequest, conflict, forbidden, notFound, type Problem } from '../kernel/errors.ts';
import { isId, newId } from '../kernel/ids.ts';
import type { Entity } from '../model/types.ts';
import { collectErrors, parentValue, splitFamily } from './children.ts';
import { completeDrafts } from './complete.ts';
import { lockRecords, lockRows, type CurrentRecord } from './current.ts';
import type { ChildList, Draft } from './draft.ts';
import { normaliseInput } from './input.ts';
import { actionsOf, refuseRecord, refusedFields } from './permission.ts';
import { describeStale, isStale, type Stale } from './stale.ts';
import type { WriteOperation, WriteOptions } from './types.ts';
import { matchKey } from './upsert.ts';
import { refusalOf } from '../access/wording.ts';

/** Drafts of one entity that are written together. */
export interface DraftGroup {
  readonly entity: Entity;
  readonly drafts: readonly Draft[];
}

/** Locks what is there, checks rights, version and form of values. */
export async function openDrafts(
  context: Context,
  tx: Transaction,
  entity: Entity,
  operations: readonly (WriteOperation | undefined)[],
  options: WriteOptions,
  fail: (index: number, problem: Problem) => void,
): Promise<Draft[]> {
  const current = await lockByAction(
    context,
    tx,
    entity,
    operations.filter((operation) => operation !== undefined),
  );
  const seen = new Set<string>();
  const stale: Stale[] = [];
  const drafts = operations.flatMap((operation, index): Draft[] => {
    if (!operation) return [];
    if (operation.action === 'create') {
      if (context.rights.entity(entity.id).scope('create') === 'none') return refuse(forbidden(refusalOf(context, 'mayNotCreate', entity)));
      const id = operation.id ?? newId();
      if (!isId(id)) return refuse(badRequest('The id is not a UUID.'));
      return [openDraft(context, entity, operation, { index, id })];
    }
    const record = current.get(operation.id);
    demandStillFound(context, entity, operation, record);
    const problem = seen.has(operation.id)
      ? conflict('The same record stands twice in this batch.')
      : checkCurrent(context, entity, operation, record, options);
    seen.add(operation.id);
    if (problem) return refuse(problem);
    if (record && isStale(operation, record)) {
      stale.push({ index, id: operation.id, known: operation.version, version: record.version });
      return [];
    }
    return [openDraft(context, entity, operation, { index, id: operation.id, current: record })];

    function refuse(problem: Problem): [] {
      fail(index, problem);
      return [];
    }
  });
  for (const each of await describeStale(context, tx, entity, stale)) fail(each.index, each.problem);
  return drafts;
}

/** An upsert looked before it locked: whoever changed the record in between makes it look again. */
function demandStillFound(context: Context, entity: Entity, operation: WriteOperation, record: CurrentRecord | undefined): void {
  if (operation.action !== 'update' || operation.found === undefined) return;
  const field = entity.fields.get(operation.found.field);
  const value = field ? record?.values[field.name] : undefined;
  const still = field && record && !record.deleted && value != null && matchKey(context, field, value) === operation.found.key;
  if (!still) throw Object.assign(new Error('The record that an upsert found has changed.'), { code: '40001' });
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
  // What is done with some and what with others must not decide about the order.
  if (tx.locks && byActions.size > 1)
    await lockRows(
      context,
      tx,
      entity,
      [...byActions.values()].flatMap(({ ids }) => ids),
    );
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
  if (!record?.readable) return notFound(refusalOf(context, 'noRecord', entity));
  const refused = refuseRecord(context, entity, operation, record);
  if (refused) return refused;
  const restoring = operation.action === 'restore';
  if (restoring !== record.deleted && options.maintenance !== true)
    return conflict(restoring ? 'The record is not in the trash.' : 'The record is in the trash; restore it first.');
  return undefined;
}

/** Where a draft stands, and what it is a draft of. */
interface Opening {
  readonly index: number;
  readonly id: string;
  readonly current?: CurrentRecord | undefined;
  readonly level?: number;
  readonly pointer?: string;
  /** The record that it is made with. */
  readonly parent?: { readonly link: ChildList['link']; readonly entity: Entity; readonly id: string };
}

/** A draft of one operation, with what is wrong in the form of its values. */
export function openDraft(context: Context, entity: Entity, operation: WriteOperation, opening: Opening): Draft {
  const { index, id, current, level = 0, pointer = '', parent } = opening;
  const values = operation.action === 'create' || operation.action === 'update' ? operation.values : {};
  const family = operation.action === 'create' ? splitFamily(context, entity, values, level) : { own: values, children: [], errors: [] };
  const input = normaliseInput(context, entity, family.own, context.environment);
  const after: Draft['after'] = { ...current?.values, id, version: current?.version ?? 0 };
  for (const [field, value] of input.values) after[field.name] = value;
  const refused = refusedFields(context, entity, operation, input.values.keys(), current);
  const errors = [...input.errors, ...refused, ...family.errors];
  if (parent) {
    if (input.values.has(parent.link))
      errors.push({
        pointer: `/${parent.link.name}`,
        code: 'read-only',
        message: `${parent.link.title} is the record that this one is created with.`,
      });
    after[parent.link.name] = parentValue(parent.link, parent.entity, parent.id);
  }
  return {
    index,
    operation,
    id,
    current,
    after,
    given: new Set(input.values.keys()),
    errors,
    pointer,
    parentLink: parent?.link,
    children: family.children,
  };
}

/**
 * Opens and completes the drafts of new children, level by level; what is wrong with them is told of the record that they come with.
 * @returns them by entity, parents before their children
 */
export async function openChildren(context: Context, tx: Transaction, entity: Entity, drafts: readonly Draft[]): Promise<DraftGroup[]> {
  const groups: DraftGroup[] = [];
  const known = new Map(drafts.map((draft) => [draft.id, draft.after]));
  let parents: readonly { readonly entity: Entity; readonly draft: Draft }[] = drafts.map((draft) => ({ entity, draft }));
  for (let level = 1; parents.some(({ draft }) => draft.children.length > 0); level++) {
    const byEntity = new Map<Entity, Draft[]>();
    for (const parent of parents) for (const list of parent.draft.children) openList(context, parent, list, level, byEntity);
    for (const [holder, children] of byEntity) {
      for (const child of children) known.set(child.id, child.after);
      await completeDrafts(context, tx, holder, children, known);
      groups.push({ entity: holder, drafts: children });
    }
    parents = [...byEntity].flatMap(([holder, children]) => children.map((draft) => ({ entity: holder, draft })));
  }
  const roots = new Map(drafts.map((draft) => [draft.index, draft]));
  for (const group of groups)
    for (const child of group.drafts) {
      const root = roots.get(child.index);
      if (root) collectErrors(context, root, group.entity, child);
    }
  return groups;
}

function openList(
  context: Context,
  parent: { readonly entity: Entity; readonly draft: Draft },
  list: ChildList,
  level: number,
  byEntity: Map<Entity, Draft[]>,
): void {
  const { draft } = parent;
  const children = list.values.map((values, place) =>
    openDraft(
      context,
      list.entity,
      { action: 'create', values },
      {
        index: draft.index,
        id: newId(),
        level,
        pointer: `${draft.pointer}/${list.name}/${place}`,
        parent: { link: list.link, entity: parent.entity, id: draft.id },
      },
    ),
  );
  byEntity.set(list.entity, [...(byEntity.get(list.entity) ?? []), ...children]);
}
