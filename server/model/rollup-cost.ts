/**
 * The cost rule of rollups: which are kept in a column of their own and which are computed whenever they are read.
 *
 * A rollup is *kept* when lists are asked to be ordered or narrowed by it (it has `"index": true`, or a view sorts or filters by it) and when
 * what it is can be told from the children alone: its link has one column, what it measures is stored with the child itself, and its `where`
 * reads nothing else and no clock, no reader and no parameter. All others are *computed*: right at any time, and paid for by whoever reads.
 */
import { createHash } from 'node:crypto';
import { parseCondition, conditionPaths, ConditionError, type ConditionNode, type ConditionValue } from '../../metadata/rules/condition.ts';
import type { PropertyDocument, ViewDocument } from '../../metadata/types.ts';
import type { ValueType } from '../fields/types.ts';
import { averageScale } from './computed-scale.ts';
import { physicalName, snakeCase } from './names.ts';
import { PathError } from './paths.ts';
import { typeOfPath, type PathEnd } from './path-type.ts';
import { measuredPath } from './result-types.ts';
import type { Entity, Field, KeptRollup, Model } from './types.ts';

type RollupDocument = Extract<PropertyDocument, { field: 'rollup' }>;
type Direction = KeptRollup['directions'][number];

/** Raised when computed values come out differently, so that they are kept in a fresh column. */
const ruleVersion = 1;

const columnTypes: Partial<Record<ValueType, string>> = {
  number: 'numeric',
  money: 'numeric',
  duration: 'numeric',
  date: 'date',
  instant: 'timestamp(3) with time zone',
};

/**
 * Sets `kept` of the rollups that are kept.
 * @param chosen columns by `<entity id>.<field id>` of those whose values stand in the database; undefined where that is not the question
 */
export function keepRollups(model: Model, chosen: Readonly<Record<string, string>> | undefined): void {
  const asked = askedByViews(model);
  for (const entity of model.entities.values()) {
    for (const [name, field] of entity.fields) {
      if (field.document.field !== 'rollup') continue;
      const directions = new Set(field.document.index === true ? (['asc', 'desc'] as const) : []);
      const byViews = asked.get(`${entity.id}.${name}`);
      if (directions.size === 0 && byViews === undefined) continue;
      for (const direction of byViews ?? []) directions.add(direction);
      const kept = keptRollup(model, entity, field, directions.size === 0 ? ['desc'] : [...directions].sort());
      if (!kept || (chosen !== undefined && chosen[`${entity.id}.${field.id}`] !== kept.column)) continue;
      (entity.fields as Map<string, Field>).set(name, { ...field, kept });
    }
  }
}

/** The fields, as `<entity id>.<field>`, by which views order or narrow their lists, with the directions of first sort keys. */
function askedByViews(model: Model): ReadonlyMap<string, ReadonlySet<Direction>> {
  const asked = new Map<string, Set<Direction>>();
  for (const view of model.views.values()) {
    const entity = model.entities.get(view.entity);
    if (!entity) continue;
    const ask = (path: string, direction?: Direction): void => {
      const end = endOf(model, entity, path);
      if (end?.field?.document.field !== 'rollup') return;
      const key = `${end.resolved.entity.id}.${end.field.name}`;
      const directions = asked.get(key) ?? new Set();
      asked.set(key, directions);
      // An index of another table cannot bring the records of this one into their order.
      if (direction !== undefined && end.resolved.hops.length === 0) directions.add(direction);
    };
    for (const [index, key] of sortOf(view).entries()) {
      const descending = key.startsWith('-');
      ask(descending ? key.slice(1) : key, index > 0 ? undefined : descending ? 'desc' : 'asc');
    }
    for (const path of [...(view.filters ?? []), ...pathsOf(view.filter)]) ask(path);
  }
  return asked;
}

function sortOf(view: ViewDocument): readonly string[] {
  return 'sort' in view && view.sort !== undefined ? view.sort : [];
}

function pathsOf(condition: unknown): readonly string[] {
  const node = condition === undefined ? undefined : readCondition(condition);
  return node ? conditionPaths(node) : [];
}

/** How a rollup can be kept; undefined when it cannot. */
function keptRollup(model: Model, entity: Entity, field: Field, directions: readonly Direction[]): KeptRollup | undefined {
  const document = field.document as RollupDocument;
  const at = document.of.lastIndexOf('.');
  const child = model.entities.get(document.of.slice(0, at));
  const link = child?.fields.get(document.of.slice(at + 1));
  const { valueType } = field.type.resolve?.(field) ?? field.type;
  const type = columnTypes[valueType];
  if (!child || !link || type === undefined || !isPlainLink(link, entity)) return undefined;
  const where = document.where === undefined ? undefined : readCondition(document.where);
  if (document.where !== undefined && !where) return undefined;
  const measured = measuredPath(document);
  const ends = (measured === undefined ? [] : [measured])
    .concat(where ? conditionPaths(where) : [])
    .map((path) => storedEnd(model, child, path));
  if (ends.includes(undefined) || (where && !isSteady(model, child, where))) return undefined;
  const inputs = ends.flatMap((end) => (end?.field ? [{ end, field: end.field }] : []));
  const watched = [link, ...inputs.map((input) => input.field)].flatMap((each) => each.type.columns(each).map((column) => column.name));
  const meaning = [
    ruleVersion,
    [child.table, entity.id, link.kind, link.type.columns(link)],
    [(['count', 'sum', 'average', 'minimum', 'maximum', 'latest'] as const).filter((name) => document[name] !== undefined), measured],
    document.where ?? null,
    // Averages were kept unrounded once: what says how they are rounded gives those a fresh column, and others none.
    ...(document.average === undefined ? [] : [averageScale(child, document.average)]),
    inputs.map((input) => [
      input.field.kind,
      input.field.type.columns(input.field),
      input.end.part ?? null,
      statusesOf(input.field, input.end),
    ]),
    inputs.some((input) => input.field.kind === 'money') ? model.settings.baseCurrency : null,
  ];
  const digest = createHash('sha256').update(JSON.stringify(meaning)).digest('hex').slice(0, 8);
  return {
    column: physicalName(snakeCase(field.id), 'kept', digest),
    type,
    counts: document.count === true,
    child: child.id,
    link: link.name,
    inputs: [...new Set([link, ...inputs.map((input) => input.field)].map((each) => each.name))],
    watched: [...new Set(['deleted_at', ...watched])],
    directions,
  };
}

/** A link with a column and an index of its own. Who changed a record last has none. */
function isPlainLink(link: Field, parent: Entity): boolean {
  const { name, joinTable, targets, type } = link;
  return (
    joinTable === undefined && targets.includes(parent.id) && type.columns(link).length > 0 && name !== 'createdBy' && name !== 'updatedBy'
  );
}

/** The end of a path that stays on the child, on a field that is stored there in the clear. */
function storedEnd(model: Model, child: Entity, path: string): PathEnd | undefined {
  const end = endOf(model, child, path);
  const field = end?.field;
  if (!end || !field || end.resolved.hops.length > 0 || field.joinTable !== undefined || field.type.columns(field).length === 0)
    return undefined;
  return field.type.encrypts === undefined ? end : undefined;
}

/** What a pipeline says of its statuses, where that is what is read. */
function statusesOf(field: Field, end: PathEnd): unknown {
  if (end.part === undefined || field.pipelines.length === 0) return null;
  return field.pipelines.flatMap((pipeline) =>
    [...pipeline.statuses.values()].map(({ code, title, kind, probability }) => [code, title, kind, probability]),
  );
}

/** Whether a condition holds or not for a child whatever the time, whoever asks, and whatever becomes of other records. */
function isSteady(model: Model, child: Entity, node: ConditionNode): boolean {
  if (node.type === 'quantify') return false;
  if (node.type === 'not') return isSteady(model, child, node.node);
  if (node.type !== 'compare') return node.nodes.every((part) => isSteady(model, child, part));
  const end = storedEnd(model, child, node.path);
  if (!end || node.operator === 'within') return false;
  const values = Array.isArray(node.value) ? (node.value as readonly ConditionValue[]) : [node.value];
  // A link is empty, too, while what it points at is in the trash.
  if (end.valueType === 'record' && (node.operator === 'empty' || values.includes(null))) return false;
  return values.every((value) => isSteadyValue(end.valueType, value));
}

/** A moment with its offset; without one it would be read in the zone of whoever asks. */
const moment = /[T ]\d{1,2}:\d{2}.*(?:Z|[+-]\d{2}:?\d{2})$/iu;

function isSteadyValue(valueType: ValueType, value: ConditionValue): boolean {
  if (typeof value === 'object' && value !== null) {
    if ('ref' in value) return value.ref === 'field';
    // An amount in a currency is worth what it is worth today.
    return 'id' in value;
  }
  return valueType !== 'instant' || typeof value !== 'string' || moment.test(value);
}

function readCondition(condition: unknown): ConditionNode | undefined {
  try {
    return parseCondition(condition);
  } catch (error) {
    if (error instanceof ConditionError) return undefined;
    throw error;
  }
}

function endOf(model: Model, entity: Entity, path: string): PathEnd | undefined {
  try {
    return typeOfPath(model, entity, path);
  } catch (error) {
    if (error instanceof PathError) return undefined;
    throw error;
  }
}
