/** Roles: entities, fields and statuses that exist, scopes that are conditions on them. */
import type { RoleDocument } from '../../../metadata/types.ts';
import type { Entity } from '../types.ts';
import { below, demandEntity, demandField, didYouMean, report, type Checking, type Place } from './checking.ts';
import { checkCondition } from './conditions.ts';
import { demandCode } from './entities.ts';

const scoped = ['read', 'update', 'delete', 'transition', 'create', 'export', 'import', 'merge'] as const;
const inStatus = ['update', 'delete', 'transition'] as const;
type EntityRights = NonNullable<RoleDocument['entities']>[string];

/** Checks one role. */
export function checkRole(checking: Checking, place: Place, role: RoleDocument): void {
  for (const [name, rights] of Object.entries(role.entities ?? {})) {
    const at = below(place, 'entities', name);
    if (name === '*') {
      checkGeneral(checking, at, rights);
      continue;
    }
    const entity = demandEntity(checking, at, name);
    if (!entity) continue;
    for (const action of scoped)
      if (typeof rights[action] === 'object') checkCondition(checking, below(at, action), entity, rights[action]);
    for (const field of Object.keys(rights.fields ?? {})) demandField(checking, below(at, 'fields', field), entity, field);
    for (const [status, stated] of Object.entries(rights.statuses ?? {}))
      checkStatus(checking, below(at, 'statuses', status), entity, status, stated);
  }
}

/** What is said of all entities at once. */
function checkGeneral(checking: Checking, at: Place, rights: EntityRights): void {
  for (const action of scoped)
    if (typeof rights[action] === 'object')
      report(checking, below(at, action), 'A condition needs an entity; "*" is all of them.', 'Use all, team, own or none.');
  for (const field of Object.keys(rights.fields ?? {})) {
    const known = [...checking.model.entities.values()].some((entity) => entity.fields.has(field));
    if (!known) report(checking, below(at, 'fields', field), `No entity has a field "${field}".`);
  }
  if (rights.statuses !== undefined)
    report(
      checking,
      below(at, 'statuses'),
      'A status needs an entity; "*" is all of them.',
      'State it with the entity that has the status.',
    );
}

function checkStatus(
  checking: Checking,
  at: Place,
  entity: Entity,
  status: string,
  stated: NonNullable<EntityRights['statuses']>[string],
): void {
  const dot = status.indexOf('.');
  const field = demandField(checking, at, entity, status.slice(0, dot));
  if (field && field.kind !== 'status') {
    const statuses = [...entity.fields.values()].filter((each) => each.kind === 'status').map((each) => each.name);
    const near = didYouMean(field.name, statuses) ?? (statuses.length === 0 ? undefined : `There are ${statuses.join(', ')}.`);
    report(checking, at, `"${field.name}" (${field.kind}) is no status.`, near);
  } else if (field) demandCode(checking, at, entity, field, status.slice(dot + 1));
  for (const action of inStatus)
    if (typeof stated[action] === 'object') checkCondition(checking, below(at, action), entity, stated[action]);
  for (const name of Object.keys(stated.fields ?? {})) demandField(checking, below(at, 'fields', name), entity, name);
}
