/** Which fields a reader may see: what roles say, and for computed fields what they say of every input. */
import { formulaPaths, parseFormula } from '../../metadata/rules/formula.ts';
import { conditionPaths, parseCondition, type ConditionNode } from '../../metadata/rules/condition.ts';
import { typeOfPath } from '../model/path-type.ts';
import { resolvePath } from '../model/paths.ts';
import type { Entity, Field, Model } from '../model/types.ts';
import type { FieldAccess } from './field-cases.ts';
import { givesAccess } from './gives-access.ts';
import type { Rights } from './rights.ts';

const known = new WeakMap<Rights, Map<Field, FieldAccess>>();

/**
 * What these rights permit on a field. A formula or rollup is hidden unless all of its inputs are readable; computed and
 * read-only fields are never writable.
 */
export function fieldAccess(model: Model, rights: Rights, entity: Entity, field: Field): FieldAccess {
  let byField = known.get(rights);
  if (!byField) known.set(rights, (byField = new Map<Field, FieldAccess>()));
  let access = byField.get(field);
  if (access === undefined) {
    access = computeAccess(model, rights, entity, field);
    byField.set(field, access);
  }
  return access;
}

/** Whether a field's values may be seen, filtered by, sorted by and searched. */
export function isReadable(model: Model, rights: Rights, entity: Entity, field: Field): boolean {
  const access = fieldAccess(model, rights, entity, field);
  return access === 'read' || access === 'write';
}

function computeAccess(model: Model, rights: Rights, entity: Entity, field: Field): FieldAccess {
  const stated = rights.entity(entity.id).field(field.name);
  if (stated === 'hidden' || field.name === 'id' || field.name === 'version')
    return field.name === 'id' || field.name === 'version' ? 'read' : stated;
  if (!rights.admin && !inputsReadable(model, rights, entity, field)) return 'hidden';
  const fixed =
    (!rights.admin && givesAccess(model, entity, field)) ||
    field.readOnly ||
    field.type.computed === true ||
    (field.system && field.name !== 'owner' && field.name !== 'team');
  return fixed && stated === 'write' ? 'read' : stated;
}

function inputsReadable(model: Model, rights: Rights, entity: Entity, field: Field): boolean {
  const document = field.document;
  if (document.field === 'formula') {
    return formulaPaths(parseFormula(document.formula)).every((path) => pathReadable(model, rights, entity, path));
  }
  if (document.field === 'rollup') {
    const at = document.of.lastIndexOf('.');
    const child = model.entities.get(document.of.slice(0, at));
    const link = child?.fields.get(document.of.slice(at + 1));
    if (!child || !link || rights.entity(child.id).scope('read') === 'none' || !isReadable(model, rights, child, link)) return false;
    const measured = [document.sum, document.average, document.minimum, document.maximum, document.latest].filter(
      (name) => name !== undefined,
    );
    const filtered = document.where === undefined || conditionReadable(model, rights, child, parseCondition(document.where));
    return filtered && measured.every((path) => pathReadable(model, rights, child, path));
  }
  return true;
}

/** Whether everything that a condition reads is readable, also of the records that its to-many paths lead to. */
function conditionReadable(model: Model, rights: Rights, entity: Entity, node: ConditionNode): boolean {
  switch (node.type) {
    case 'and':
    case 'or':
      return node.nodes.every((part) => conditionReadable(model, rights, entity, part));
    case 'not':
      return conditionReadable(model, rights, entity, node.node);
    case 'quantify': {
      const { many } = typeOfPath(model, entity, node.path);
      return pathReadable(model, rights, entity, node.path) && many !== undefined && conditionReadable(model, rights, many, node.node);
    }
    case 'compare':
      return conditionPaths(node).every((path) => pathReadable(model, rights, entity, path));
  }
}

/** Whether every field on the way of a path, and its end, is readable. */
export function pathReadable(model: Model, rights: Rights, entity: Entity, path: string): boolean {
  const resolved = resolvePath(model, entity, path);
  let at = entity;
  for (const hop of resolved.hops) {
    if (!isReadable(model, rights, at, hop.field) || rights.entity(hop.target.id).scope('read') === 'none') return false;
    at = hop.target;
  }
  if (resolved.end.kind === 'backlink') {
    const link = resolved.end.target.fields.get(resolved.end.backlink.field);
    return (
      link !== undefined &&
      rights.entity(resolved.end.target.id).scope('read') !== 'none' &&
      isReadable(model, rights, resolved.end.target, link)
    );
  }
  return isReadable(model, rights, at, resolved.end.field);
}
