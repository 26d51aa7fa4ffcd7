/**
 * What gives access: fields by which it is decided what users may do, and how they sign in. Whoever could write these could give themselves, or
 * others, more than they have; administrators alone do.
 */
import { conditionPaths, parseCondition, type ConditionNode } from '../../metadata/rules/condition.ts';
import { formulaPaths, parseFormula } from '../../metadata/rules/formula.ts';
import { oncePer } from '../kernel/once-per.ts';
import { typeOfPath } from '../model/path-type.ts';
import type { Entity, Field, Model } from '../model/types.ts';
import { ruleOf } from './rights.ts';

/** Roles and addresses, who may sign in, and who is in which team, below which other. */
const always: Readonly<Record<string, readonly string[]>> = {
  'system.user': ['roles', 'email', 'active', 'team'],
  'system.team': ['parent'],
};

/** Whether a field of users or teams gives access. */
export function givesAccess(model: Model, entity: Entity, field: Field): boolean {
  return always[entity.id]?.includes(field.name) === true || (Object.hasOwn(always, entity.id) && decidingFields(model).has(field));
}

/**
 * Fields of users and teams by which the scope of some role goes on records of others, such as `{ "owner.manager": { "$me": "id" } }`. A scope on
 * users themselves that goes by their own fields is no such: there, nobody moves a record beyond their own reach, as everywhere.
 */
const decidingFields = oncePer((model: Model): ReadonlySet<Field> => {
  const found = new Set<Field>();
  for (const entity of model.entities.values())
    for (const role of model.roles.values()) {
      const { fields: _fields, statuses = {}, ...scopes } = ruleOf(role, entity);
      const stated = [scopes, ...Object.values(statuses)].flatMap((each) => Object.values(each) as unknown[]);
      for (const scope of stated)
        if (typeof scope === 'object' && scope !== null) collect(model, entity, parseCondition(scope), false, found);
    }
  return found;
});

function collect(model: Model, entity: Entity, node: ConditionNode, beyond: boolean, found: Set<Field>): void {
  switch (node.type) {
    case 'and':
    case 'or':
      for (const part of node.nodes) collect(model, entity, part, beyond, found);
      return;
    case 'not':
      collect(model, entity, node.node, beyond, found);
      return;
    case 'quantify': {
      const many = collectPath(model, entity, node.path, beyond, found);
      if (many) collect(model, many, node.node, true, found);
      return;
    }
    case 'compare':
      for (const path of conditionPaths(node)) collectPath(model, entity, path, beyond, found);
  }
}

/** @param beyond whether a link was crossed already. @returns the entity of the records that a to-many path leads to */
function collectPath(model: Model, entity: Entity, path: string, beyond: boolean, found: Set<Field>): Entity | undefined {
  const { resolved, field, many } = typeOfPath(model, entity, path);
  const { hops, end } = resolved;
  const crossed = [...hops.map((hop) => hop.field), ...(field ? [field] : [])];
  for (const each of crossed.slice(beyond ? 0 : 1)) found.add(each);
  if (field) collectInputs(model, resolved.entity, field, beyond || hops.length > 0, found);
  if (end.kind === 'backlink') {
    const link = end.target.fields.get(end.backlink.field);
    if (link) found.add(link);
  }
  return many;
}

/** What a field is computed of. */
function collectInputs(model: Model, entity: Entity, { document }: Field, beyond: boolean, found: Set<Field>): void {
  if (document.field === 'formula')
    for (const input of formulaPaths(parseFormula(document.formula))) collectPath(model, entity, input, beyond, found);
  if (document.field !== 'rollup') return;
  const at = document.of.lastIndexOf('.');
  const child = model.entities.get(document.of.slice(0, at));
  if (!child) return;
  const { sum, average, minimum, maximum, latest, where = {} } = document;
  for (const path of [document.of.slice(at + 1), sum, average, minimum, maximum, latest])
    if (path !== undefined) collectPath(model, child, path, true, found);
  collect(model, child, parseCondition(where), true, found);
}
