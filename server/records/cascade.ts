/**
 * What goes along with a delete and comes back with a restore. A link that says `cascade` is the model's word: what points by it is part of what it points
 * at, so that the right on the one is enough for both, and nobody has to see each part. What a restriction keeps from everybody stays kept, and so do administrators. What went along is told by the operation that history
 * keeps with each entry: a restore brings back those, and not what had been deleted before.
 */
import type { Context } from '../access/context.ts';
import type { Transaction } from '../database/types.ts';
import { conflict, type Problem } from '../kernel/errors.ts';
import type { Entity } from '../model/types.ts';
import { refuseAdministrator } from './administrators.ts';
import { lockRecords } from './current.ts';
import type { Draft } from './draft.ts';
import { lastDeletes } from './last-deletes.ts';
import { linkTargets } from './link-targets.ts';
import { openDraft, type DraftGroup } from './open.ts';
import { refuseRestricted } from './permission.ts';
import { pointing, referrers, restricted, type Pointing, type Referrer } from './referrers.ts';
import { findWithoutParents } from './restored-links.ts';
import { refusal, refusalOf } from '../access/wording.ts';

/** Records that may go along with one delete, or come back with one restore. */
const recordsAtMost = 20_000;
const levelsAtMost = 100;

/** Records of several entities. */
export type Gathered = Map<Entity, Map<string, Draft>>;

/**
 * Finds what is deleted or restored together with these drafts.
 * @param fail hears of drafts that cannot be deleted or restored
 * @returns the drafts that go along, by entity
 * @throws Problem 409 when something further down stands against it
 */
export async function companions(
  context: Context,
  tx: Transaction,
  entity: Entity,
  drafts: readonly Draft[],
  fail: (draft: Draft, problem: Problem) => void,
): Promise<DraftGroup[]> {
  const deleting = drafts.filter((draft) => draft.operation.action === 'delete');
  const restoring = drafts.filter((draft) => draft.operation.action === 'restore');
  const gone = deleting.length === 0 ? undefined : await takeAlong(context, tx, entity, deleting, fail);
  const back = restoring.length === 0 ? undefined : await bringBack(context, tx, entity, restoring, fail);
  const groups = [gone, back].flatMap((gathered) => (gathered ? [...gathered] : []));
  return groups.map(([holder, along]) => ({ entity: holder, drafts: [...along.values()].filter((draft) => !drafts.includes(draft)) }));
}

/**
 * Gathers what goes along, as long as something stands against drafts that are among them: those are refused, and what only they would take along
 * stays where it is.
 */
async function gatherFree(
  drafts: readonly Draft[],
  gatherFrom: (drafts: readonly Draft[]) => Promise<Gathered>,
  findRefused: (gathered: Gathered, drafts: readonly Draft[]) => Promise<Map<string, Problem>>,
  fail: (draft: Draft, problem: Problem) => void,
): Promise<Gathered> {
  for (let left = drafts; left.length > 0;) {
    const gathered = await gatherFrom(left);
    const refused = await findRefused(gathered, left);
    if (refused.size === 0) return gathered;
    for (const draft of left) {
      const problem = refused.get(draft.id);
      if (problem) fail(draft, problem);
    }
    left = left.filter((draft) => !refused.has(draft.id));
  }
  return new Map();
}

function takeAlong(
  context: Context,
  tx: Transaction,
  entity: Entity,
  drafts: readonly Draft[],
  fail: (draft: Draft, problem: Problem) => void,
): Promise<Gathered> {
  const find: Find = (referrer, at, ids) => pointing(context, tx, at, referrer, ids, { limit: recordsAtMost + 1 });
  return gatherFree(
    drafts,
    (left) => gather(context, tx, entity, left, 'delete', find),
    (gathered, left) => findRestricted(context, tx, entity, gathered, new Set(left.map((draft) => draft.id))),
    fail,
  );
}

/** Which of the drafts' own records are restricted, by what does not go along itself. @throws Problem 409 when it is one of those along */
async function findRestricted(
  context: Context,
  tx: Transaction,
  entity: Entity,
  gathered: Gathered,
  roots: ReadonlySet<string>,
): Promise<Map<string, Problem>> {
  const refused = new Map<string, Problem>();
  for (const [target, along] of gathered) {
    for (const referrer of referrers(context, target, 'restrict')) {
      const without = [...(gathered.get(referrer.holder)?.keys() ?? [])];
      const found = await pointing(context, tx, target, referrer, [...along.keys()], { without, limit: recordsAtMost });
      for (const each of found) {
        if (target !== entity || !roots.has(each.target)) throw restricted(context, target, referrer);
        refused.set(each.target, restricted(context, entity, referrer));
      }
    }
  }
  return refused;
}

/** What comes back: what the same deletes took along. */
function bringBack(
  context: Context,
  tx: Transaction,
  entity: Entity,
  drafts: readonly Draft[],
  fail: (draft: Draft, problem: Problem) => void,
): Promise<Gathered> {
  const find: Find = async (referrer, at, ids) => {
    const above = await lastDeletes(context, tx, at, ids);
    if (above.size === 0) return [];
    const deletedBy = [...new Set(above.values())];
    const found = await pointing(context, tx, at, referrer, ids, { deletedBy, limit: recordsAtMost + 1 });
    const children = found.map((each) => each.id);
    const below = await lastDeletes(context, tx, referrer.holder, children);
    return found.filter((each) => above.has(each.target) && above.get(each.target) === below.get(each.id));
  };
  return gatherFree(
    drafts,
    (left) => gather(context, tx, entity, left, 'restore', find),
    (gathered, left) => findWithoutParents(context, tx, entity, gathered, left),
    fail,
  );
}

type Find = (referrer: Referrer, at: Entity, ids: readonly string[]) => Promise<Pointing[]>;

/** Follows the cascading links level by level; everything found is locked before it is followed further. */
async function gather(
  context: Context,
  tx: Transaction,
  entity: Entity,
  drafts: readonly Draft[],
  action: 'delete' | 'restore',
  find: Find,
): Promise<Gathered> {
  const gathered: Gathered = new Map([[entity, new Map(drafts.map((draft) => [draft.id, draft]))]]);
  let level: { readonly at: Entity; readonly ids: readonly string[] }[] = [{ at: entity, ids: drafts.map((draft) => draft.id) }];
  let count = 0;
  for (let depth = 0; level.length > 0; depth++) {
    const next: typeof level = [];
    for (const { at, ids } of level) {
      for (const referrer of referrers(context, at, 'cascade')) {
        const { holder } = referrer;
        const known = gathered.get(holder) ?? new Map<string, Draft>();
        const fresh = [...new Set((await find(referrer, at, ids)).map((each) => each.id))].filter((key) => !known.has(key));
        count += fresh.length;
        if (count > recordsAtMost || depth >= levelsAtMost) throw tooMany(context, entity, action);
        const added = await openAlong(context, tx, referrer, fresh, new Set(ids), action);
        for (const draft of added) known.set(draft.id, draft);
        if (added.length > 0) {
          gathered.set(holder, known);
          next.push({ at: holder, ids: added.map((draft) => draft.id) });
        }
      }
    }
    level = next;
  }
  return gathered;
}

/** Locks records; those that somebody has deleted, restored or pointed elsewhere in the meantime do not go along. */
async function openAlong(
  context: Context,
  tx: Transaction,
  { holder, link }: Referrer,
  ids: readonly string[],
  targets: ReadonlySet<string>,
  action: 'delete' | 'restore',
): Promise<Draft[]> {
  const records = await lockRecords(context, tx, holder, ids, ['delete']);
  return [...records].flatMap(([key, current]): Draft[] => {
    const points = linkTargets(link, current.values[link.name]).some((target) => targets.has(target.id));
    if (!points || current.deleted !== (action === 'restore')) return [];
    const operation = { action, id: key };
    const restricted = action === 'delete' ? refuseRestricted(context, holder, ['delete'], current) : undefined;
    const problem = restricted ?? refuseAdministrator(context, holder, operation, current);
    if (problem) throw problem;
    return [openDraft(context, holder, operation, { index: -1, id: key, current })];
  });
}

function tooMany(context: Context, entity: Entity, action: 'delete' | 'restore'): Problem {
  const message = refusal(context, 'tooManyAlong', { records: recordsAtMost, levels: levelsAtMost });
  return conflict(
    refusalOf(context, action === 'delete' ? 'tooManyToDelete' : 'tooManyToRestore', entity),
    [{ pointer: '', code: 'too-many', message, hint: 'Begin with those that point at it.' }],
    'too-many',
  );
}
