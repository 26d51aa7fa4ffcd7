/**
 * Indexes that follow from views: a view says which records are read together and in which order. A table or a board reads by the equalities of
 * its filter, then in its order; a calendar by its date. At most three columns each, with the id behind the order as in every ORDER BY, and a
 * bound on how many an entity has: each of them costs every write.
 */
import { parseCondition, ConditionError, type ConditionNode } from '../../metadata/rules/condition.ts';
import type { ViewDocument } from '../../metadata/types.ts';
import { quoteIdentifier } from '../database/sql.ts';
import type { Entity, Field, Model } from '../model/types.ts';
import { objectName } from './names.ts';
import type { DesiredIndex } from './types.ts';

const q = quoteIdentifier;
const mostOfEntity = 6;
const mostColumns = 3;

/** One key of an index: its SQL without a direction, and what names it. */
interface Key {
  readonly name: string;
  readonly definition: string;
}

/** What one view asks for. */
interface Wanted {
  /** Columns that are compared with one value. */
  readonly equal: readonly Key[];
  /** The order, or the column of a range. */
  readonly last: { readonly key: Key; readonly direction: 'asc' | 'desc' } | undefined;
}

/** The indexes of an entity's views. What the beginning of another one serves is left out. */
export function viewIndexes(model: Model, entity: Entity, schema: string): DesiredIndex[] {
  const views = [...model.views.values()].filter((view) => view.entity === entity.id);
  const wanted = views.flatMap((view) => {
    const each = wantedBy(entity, view, schema);
    // One equality without an order is what the index of the field itself is for; columns of a board are read page by page.
    return each.last !== undefined || each.equal.length > (view.type === 'board' ? 0 : 1) ? [each] : [];
  });
  const lists = wanted.map(namesOf);
  const kept = wanted.filter((_, index) => {
    const own = lists[index] ?? [];
    return !lists.some((other, at) => at !== index && startsWith(other, own) && (other.length > own.length || at < index));
  });
  return kept.slice(0, mostOfEntity).map((each) => indexOf(entity, each));
}

function namesOf({ equal, last }: Wanted): string[] {
  return [...equal.map(({ name }) => name), ...(last === undefined ? [] : [`${last.key.name} ${last.direction}`])];
}

function startsWith(whole: readonly string[], part: readonly string[]): boolean {
  return part.every((name, index) => whole[index] === name);
}

function wantedBy(entity: Entity, view: ViewDocument, schema: string): Wanted {
  const compared = comparisons(view.filter);
  const equalities = compared.filter((node) => isEquality(node)).map(({ path }) => path);
  const group = view.type === 'board' ? [view.group] : [];
  const equal = [...new Set([...group, ...equalities])].flatMap((path) => equalKey(entity, path, schema) ?? []);
  const ranges =
    view.type === 'calendar' ? [view.date] : compared.filter(({ operator }) => rangeOperators.has(operator)).map(({ path }) => path);
  const [sort] = view.type === 'calendar' ? [] : (view.sort ?? []);
  const last = sort === undefined ? ranges.map((path) => orderOf(entity, path)).find((key) => key !== undefined) : orderOf(entity, sort);
  return { equal: equal.slice(0, last === undefined ? mostColumns : mostColumns - 1), last };
}

const rangeOperators = new Set(['within', 'lt', 'lte', 'gt', 'gte', 'between']);
type Compare = Extract<ConditionNode, { type: 'compare' }>;

/** What must hold in any case: members that are joined by and. */
function comparisons(filter: ViewDocument['filter']): Compare[] {
  if (filter === undefined) return [];
  try {
    return conjuncts(parseCondition(filter));
  } catch (error) {
    // A view that cannot be read is told of where documents are checked.
    if (error instanceof ConditionError) return [];
    throw error;
  }
}

function conjuncts(node: ConditionNode): Compare[] {
  if (node.type === 'compare') return [node];
  return node.type === 'and' ? node.nodes.flatMap(conjuncts) : [];
}

/** Whether one value is compared with, which the index can go straight to. */
function isEquality({ operator, value }: Compare): boolean {
  const ofField = typeof value === 'object' && value !== null && 'ref' in value && value.ref === 'field';
  return (operator === 'eq' && value !== null && !ofField) || (operator === 'in' && Array.isArray(value) && value.length === 1);
}

/** A field of the entity itself by its path. */
function ownField(entity: Entity, path: string): Field | undefined {
  return entity.fields.get(path);
}

function equalKey(entity: Entity, path: string, schema: string): Key | undefined {
  const field = ownField(entity, path);
  const column = field && indexedColumn(field);
  if (!field || column === undefined || field.name === 'id' || ['codes', 'reference'].includes(field.type.valueType)) return undefined;
  // Text compares folded.
  if (field.type.valueType === 'text') return { name: `${column}_folded`, definition: `${q(schema)}.relata_fold(${q(column)})` };
  return { name: column, definition: q(column) };
}

/** A key by which records are ordered. Links are ordered by names, statuses by their pipeline: those no index of this table has. */
function orderOf(entity: Entity, name: string): Wanted['last'] {
  const descending = name.startsWith('-');
  const field = ownField(entity, descending ? name.slice(1) : name);
  const column = field && indexedColumn(field);
  if (!field || column === undefined || field.name === 'id' || field.targets.length > 0 || field.pipelines.length > 0) return undefined;
  if (['codes', 'reference'].includes(field.type.valueType)) return undefined;
  const collation = field.type.valueType === 'text' ? ' collate "und-x-icu"' : '';
  return { key: { name: column, definition: `${q(column)}${collation}` }, direction: descending ? 'desc' : 'asc' };
}

/** The column by which a field compares and sorts, if it has one. */
function indexedColumn(field: Field): string | undefined {
  if (['records', 'none'].includes(field.type.valueType)) return undefined;
  const columns = field.type.columns(field);
  if (field.kind === 'money') return columns.find((column) => column.name.endsWith('_base'))?.name;
  if (field.kind === 'personName') return columns.find((column) => column.name.endsWith('_full'))?.name;
  return columns[0]?.name;
}

function indexOf(entity: Entity, { equal, last }: Wanted): DesiredIndex {
  const names = [...equal.map(({ name }) => name), ...(last === undefined ? ['id'] : [last.key.name, last.direction])];
  const direction = last?.direction ?? 'asc';
  const order = last === undefined ? [`id ${direction}`] : [`${last.key.definition} ${direction} nulls last`, `id ${direction}`];
  return {
    name: objectName(entity.table, ...names, 'idx'),
    unique: false,
    definition: `(${[...equal.map(({ definition }) => definition), ...order].join(', ')}) where deleted_at is null`,
  };
}
