/** Why a field may be seen or changed, or not. A field that the asker may not know of is not named. */
import type { ReasonKey } from '../../metadata/rules/reason-texts/en.ts';
import { reasonText } from '../../metadata/rules/reasons.ts';
import { accessOf } from './describe-rights.ts';
import type { Telling } from './explain.ts';
import { accessIn, fieldOrder, roleField, type FieldAccess } from './field-cases.ts';
import { fieldAccess } from './fields.ts';
import type { Reason } from './reasons.ts';
import { fieldRestrictionsOf, restrictionText } from './restrictions.ts';
import { presentNames } from './present-names.ts';
import { ruleOf } from './rights.ts';
import { scopeOfRole } from './scopes.ts';
import { movingFields } from '../model/moving-fields.ts';
import type { Field } from '../model/types.ts';

/** What may be done with one field. */
export interface FieldReasons {
  readonly field: string;
  readonly title: string;
  readonly access: FieldAccess;
  readonly because: readonly Reason[];
}

/** Every field that the asker may know of. */
export function explainFields(telling: Telling): FieldReasons[] {
  const { asker, entity } = telling;
  return [...entity.fields.values()]
    .filter((field) => fieldAccess(asker.model, asker.rights, entity, field) !== 'hidden')
    .map((field) => explainField(telling, field));
}

function explainField(telling: Telling, field: Field): FieldReasons {
  const { subject, entity, model, language, roles, found } = telling;
  const say = (key: ReasonKey, role = ''): string => reasonText(key, { role }, language);
  const own = model.entities.get(entity.id) ?? entity;
  const statusOf = (name: string): unknown => found?.values[name];
  const because: Reason[] = [];
  // Of a share every role counts that gives anything.
  const reaches = (action: 'read' | 'update' | 'transition') => (role: string) =>
    found === undefined || !found.roles[action].includes(true) || found.roles[action][roles.findIndex((each) => each.id === role)] === true;
  for (const role of roles.filter((each) => reaches('read')(each.id))) {
    const title = model.roles.get(role.id)?.title ?? role.title;
    const rule = ruleOf(role, entity);
    if (role.admin === true) because.push({ kind: 'admin', role: role.id, title, text: say('adminFields', title) });
    else if (scopeOfRole(rule, 'read') !== 'none')
      because.push({
        kind: 'role',
        role: role.id,
        title,
        text: say(`field.${accessIn([roleField(role.id, rule, field.name)], statusOf)}`, title),
      });
  }
  let access = accessOf(subject, entity, field, statusOf, reaches('read'));
  if (access === 'write')
    access = least(
      'write',
      writable(accessOf(subject, entity, field, statusOf, reaches(movingFields(entity).has(field) ? 'transition' : 'update'))),
    );
  const stated = because.length === 0 ? 'hidden' : subject.rights.entity(entity.id).field(field.name);
  if (field.type.computed === true && access !== 'hidden') because.push({ kind: 'none', text: say('computed') });
  else if (access === 'read' && stated === 'write') because.push({ kind: 'none', text: say('kept') });
  else if (access === 'hidden' && stated !== 'hidden') because.push({ kind: 'none', text: say('inputHidden') });
  if (because.length === 0) because.push({ kind: 'none', text: say('noRoleForField') });
  for (const action of ['read', 'update'] as const)
    for (const restriction of fieldRestrictionsOf(subject, entity, action)) {
      const restricted = found?.restricted[action].includes(restriction.id) === true;
      const forbids = (restriction.actions as readonly string[]).includes(action);
      if (!restricted || !forbids || !presentNames(entity, restriction.fields).includes(field.name)) continue;
      access = least(access, action === 'read' ? 'masked' : 'read');
      because.push({ kind: 'restriction', title: restriction.title ?? restriction.id, text: restrictionText(own, restriction, language) });
    }
  const title = own.fields.get(field.name)?.title ?? field.title;
  return { field: field.name, title, access, because };
}

/** Whoever sees a field, but not by a role that lets this record be changed, sees it and no more. */
function writable(access: FieldAccess): FieldAccess {
  return access === 'write' ? access : 'read';
}

function least(one: FieldAccess, other: FieldAccess): FieldAccess {
  return fieldOrder[Math.min(fieldOrder.indexOf(one), fieldOrder.indexOf(other))] ?? 'hidden';
}
