/** A record belongs to the team of its owner, from the moment that it is assigned. */
import type { Context } from '../access/context.ts';
import type { Queryable } from '../database/types.ts';
import type { Entity } from '../model/types.ts';
import { isGiven, type Draft } from './draft.ts';
import { loadLinkedValues } from './linked-values.ts';

const teamOfOwner = { 'owner.team': { empty: false } };

/**
 * Whether a draft gets its team by its owner: where none was given, and not of users. A user's team says what that user sees: who has their record
 * in care must not bear on it.
 */
export function hasTeamOfOwner(entity: Entity, draft: Draft): boolean {
  return entity.id !== 'system.user' && !isGiven(draft, 'team');
}

/** Sets the team of records that are assigned to somebody. */
export async function teamFromOwner(context: Context, tx: Queryable, entity: Entity, drafts: readonly Draft[]): Promise<void> {
  const assigned = drafts.filter(
    (draft) => isGiven(draft, 'owner') && hasTeamOfOwner(entity, draft) && typeof draft.after['owner'] === 'string',
  );
  if (assigned.length === 0) return;
  const linked = await loadLinkedValues(
    context,
    tx,
    entity,
    assigned.map((draft) => draft.after),
    [teamOfOwner],
  );
  for (const draft of assigned) draft.after['team'] = linked.records.get(String(draft.after['owner']))?.['team'] ?? null;
}
