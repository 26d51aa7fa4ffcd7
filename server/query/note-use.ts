/** Tells the count of uses (usage.ts) which fields a request filters and sorts by, as far as an index on the entity's own table could serve it. */
import type { ConditionNode } from '../../metadata/rules/condition.ts';
import type { Entity } from '../model/types.ts';
import type { Compilation } from './source.ts';
import type { FieldUse } from './usage.ts';

/** Operators that an index serves, and how. */
const uses: Readonly<Record<string, FieldUse>> = {
  eq: 'equal',
  in: 'equal',
  startsWith: 'equal',
  contains: 'text',
  lt: 'range',
  lte: 'range',
  gt: 'range',
  gte: 'range',
  between: 'range',
  within: 'range',
};

/** Notes what must hold in any case: members joined by and. */
export function noteFilter(compilation: Compilation, entity: Entity, node: ConditionNode): void {
  if (node.type === 'and') for (const part of node.nodes) noteFilter(compilation, entity, part);
  if (node.type !== 'compare') return;
  const use = Object.hasOwn(uses, node.operator) ? uses[node.operator] : undefined;
  const field = entity.fields.get(node.path);
  if (use === undefined || field === undefined || field.name === 'id' || field.type.columns(field).length === 0) return;
  // Lists of codes contain a code by equality.
  compilation.note(entity, field, use === 'text' && field.type.valueType !== 'text' ? 'equal' : use);
}

/** Notes the first key of an order; the others only break ties. */
export function noteSort(compilation: Compilation, entity: Entity, names: readonly string[]): void {
  const field = entity.fields.get((names[0] ?? '').replace(/^-/, ''));
  if (field && field.name !== 'id' && field.targets.length === 0 && field.type.columns(field).length > 0)
    compilation.note(entity, field, 'sort');
}
