/** Restrictions of an entity: conditions that hold water, fields that can be kept from people. */
import type { RestrictionDocument } from '../../../metadata/types.ts';
import type { Entity } from '../types.ts';
import { below, demandField, demandUnique, report, type Checking, type Place } from './checking.ts';
import { checkCondition } from './conditions.ts';

/** Checks the restrictions of an entity. */
export function checkRestrictions(checking: Checking, place: Place, entity: Entity, restrictions: readonly RestrictionDocument[]): void {
  demandUnique(
    checking,
    restrictions.map((each) => each.id),
    (index) => below(place, index, 'id'),
    'restriction',
  );
  restrictions.forEach((restriction, index) => checkRestriction(checking, below(place, index), entity, restriction));
}

function checkRestriction(checking: Checking, place: Place, entity: Entity, restriction: RestrictionDocument): void {
  checkCondition(checking, below(place, 'where'), entity, restriction.where);
  if (restriction.fields === undefined) return;
  restriction.fields.forEach((name, index) => {
    const field = demandField(checking, below(place, 'fields', index), entity, name);
    if (field && (field.name === 'id' || field.name === 'version'))
      report(checking, below(place, 'fields', index), `"${name}" is what a record is known by; it cannot be restricted.`);
  });
  restriction.actions.forEach((action, index) => {
    if (action !== 'delete' && action !== 'export') return;
    report(
      checking,
      below(place, 'actions', index),
      `To ${action} is about the whole record, not about some fields.`,
      'Leave out "fields", or write a restriction of its own.',
    );
  });
}
