/**
 * Restrictions of an entity: what nobody may do with records that match, whatever their roles say. They bind everybody who has an id; the
 * server's own maintenance is not bound.
 */
import { refusalText } from '../../metadata/rules/refusals.ts';
import type { Condition, RestrictionDocument } from '../../metadata/types.ts';
import type { Entity } from '../model/types.ts';
import type { Context } from './context.ts';
import { presentNames } from './present-names.ts';
import type { RecordAction } from './scopes.ts';

const none: readonly RestrictionDocument[] = [];

function binding(context: Pick<Context, 'actor'>, entity: Entity): readonly RestrictionDocument[] {
  return context.actor.id === null ? none : (entity.document.restrictions ?? none);
}

function forbids({ actions }: RestrictionDocument, action: RecordAction): boolean {
  return (actions as readonly RecordAction[]).includes(action);
}

/** Restrictions that forbid an action altogether. */
export function restrictionsOf(context: Pick<Context, 'actor'>, entity: Entity, action: RecordAction): readonly RestrictionDocument[] {
  const all = binding(context, entity);
  return all.length === 0 ? none : all.filter((each) => each.fields === undefined && forbids(each, action));
}

/** A restriction on some fields. */
export type FieldRestriction = RestrictionDocument & { readonly fields: readonly string[] };

/** Restrictions that forbid it for some fields. What cannot be read of a record cannot be changed either: a change that changes nothing would tell. */
export function fieldRestrictionsOf(context: Pick<Context, 'actor'>, entity: Entity, action: RecordAction): readonly FieldRestriction[] {
  const all = binding(context, entity);
  if (all.length === 0) return [];
  const changing = action === 'update' || action === 'transition';
  return all.flatMap((each) => {
    const { fields } = each;
    return fields !== undefined && (forbids(each, action) || (changing && forbids(each, 'read'))) ? [{ ...each, fields }] : [];
  });
}

/** On which records a field may not be read by anybody, as conditions. */
export function unreadableWhere(context: Pick<Context, 'actor'>, entity: Entity, field: string): Condition[] {
  return fieldRestrictionsOf(context, entity, 'read')
    .filter((each) => presentNames(entity, each.fields).includes(field))
    .map((each) => each.where);
}

/**
 * What is said to whoever is refused.
 * @param entity in the reader's language
 */
export function restrictionText(entity: Entity, { message, title }: RestrictionDocument, language: string): string {
  if (message !== undefined) return message;
  return title === undefined
    ? refusalText('restrictionOf', { entity: entity.plural }, language)
    : refusalText('restrictionNamed', { title }, language);
}
