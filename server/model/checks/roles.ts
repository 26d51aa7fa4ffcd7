/** Roles: entities and fields that exist, scopes that are conditions on them. */
import type { RoleDocument } from '../../../metadata/types.ts';
import { below, demandEntity, demandField, report, type Checking, type Place } from './checking.ts';
import { checkCondition } from './conditions.ts';

const scoped = ['read', 'update', 'delete', 'transition', 'create', 'export', 'import', 'merge'] as const;

/** Checks one role. */
export function checkRole(checking: Checking, place: Place, role: RoleDocument): void {
  for (const [name, rights] of Object.entries(role.entities ?? {})) {
    const at = below(place, 'entities', name);
    if (name === '*') {
      for (const action of scoped)
        if (typeof rights[action] === 'object')
          report(checking, below(at, action), 'A condition needs an entity; "*" is all of them.', 'Use all, team, own or none.');
      for (const field of Object.keys(rights.fields ?? {})) {
        const known = [...checking.model.entities.values()].some((entity) => entity.fields.has(field));
        if (!known) report(checking, below(at, 'fields', field), `No entity has a field "${field}".`);
      }
      continue;
    }
    const entity = demandEntity(checking, at, name);
    if (!entity) continue;
    for (const action of scoped)
      if (typeof rights[action] === 'object') checkCondition(checking, below(at, action), entity, rights[action]);
    for (const field of Object.keys(rights.fields ?? {})) demandField(checking, below(at, 'fields', field), entity, field);
  }
}
