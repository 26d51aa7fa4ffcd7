/** What conditions on records in the making need beyond the records themselves: what links lead to, in both directions, and computed values. */
import type { ConditionNode, ConditionValue } from '../../metadata/rules/condition.ts';
import { formulaPaths, parseFormula } from '../../metadata/rules/formula.ts';
import type { Context } from '../access/context.ts';
import { all, id, join, sql, toStatement } from '../database/sql.ts';
import type { Queryable } from '../database/types.ts';
import { resolvePath, type ResolvedPath } from '../model/paths.ts';
import type { Backlink, Entity, Field } from '../model/types.ts';
import { startCompilation } from '../query/compilation.ts';
import { fieldExpression } from '../query/expression.ts';
import { pointsAt } from '../query/points-at.ts';
import { columnSql, createSource, joinAll, tableSql } from '../query/source.ts';
import type { Row } from '../query/types.ts';
import { canonicalJson } from './current.ts';
import { readCondition } from './document-condition.ts';

type Values = Readonly<Record<string, unknown>>;

/** What was loaded. */
export interface LinkedValues {
  /** Records that to-one and to-many links lead to, by id. */
  readonly records: ReadonlyMap<string, Values>;
  /** Ids behind back links, by `<id of the holder> <name of the back link>`. */
  readonly many: ReadonlyMap<string, readonly string[]>;
  /** Rollups of the records themselves, by record id. */
  readonly rollups: ReadonlyMap<string, Values>;
}

/** One loading, in progress. */
interface Loading {
  readonly context: Context;
  readonly tx: Queryable;
  readonly records: Map<string, Values>;
  readonly many: Map<string, readonly string[]>;
}

/** Where the ids behind a back link stand in `LinkedValues.many`. */
export function manyKey(holder: string, name: string): string {
  return `${holder} ${name}`;
}

/**
 * Loads what conditions need, level by level.
 * @param conditions of rules, transitions or automations; missing ones need nothing
 * @param known records that are in the making, too, and are not to be looked for, by id
 */
export async function loadLinkedValues(
  context: Context,
  tx: Queryable,
  entity: Entity,
  rows: readonly Values[],
  conditions: readonly unknown[],
  known: ReadonlyMap<string, Values> = new Map(),
): Promise<LinkedValues> {
  const loading: Loading = { context, tx, records: new Map(known), many: new Map() };
  const nodes = conditions.flatMap((condition) => (condition === undefined ? [] : [readCondition(condition)]));
  const paths = await loadNodes(loading, entity, rows, nodes, true);
  const rollups = paths.flatMap((path) => entity.fields.get(path) ?? []).filter((field) => field.kind === 'rollup');
  const values = rollups.length === 0 ? new Map<string, Values>() : await loadRollups(loading, entity, rollups, rows);
  return { records: loading.records, many: loading.many, rollups: values };
}

/**
 * Loads for conditions on these rows.
 * @param outermost the rows are in the making: their own computed values are not what the database has
 * @returns the paths that the conditions name on the rows' own entity
 */
async function loadNodes(
  loading: Loading,
  entity: Entity,
  rows: readonly Values[],
  nodes: readonly ConditionNode[],
  outermost: boolean,
): Promise<string[]> {
  const needs: Needs = { paths: new Set(), quantified: [] };
  for (const node of nodes) collect(node, needs);
  const seen = new Set<string>();
  const paths = [...needs.paths].flatMap((path) => [path, ...formulaInputs(entity, path, seen)]);
  for (const path of new Set(paths)) await loadPath(loading, entity, rows, path, outermost);
  for (const { path, node } of needs.quantified) {
    const behind = await loadMany(loading, entity, rows, path);
    await loadNodes(loading, behind.entity, behind.rows, [node], false);
  }
  return paths;
}

interface Needs {
  readonly paths: Set<string>;
  readonly quantified: { readonly path: string; readonly node: ConditionNode }[];
}

function collect(node: ConditionNode, needs: Needs): void {
  switch (node.type) {
    case 'and':
    case 'or':
      for (const part of node.nodes) collect(part, needs);
      return;
    case 'not':
      collect(node.node, needs);
      return;
    case 'quantify':
      needs.quantified.push(node);
      return;
    case 'compare':
      needs.paths.add(node.path);
      for (const path of fieldReferences(node.value)) needs.paths.add(path);
  }
}

function fieldReferences(value: ConditionValue): string[] {
  if (Array.isArray(value)) return (value as readonly ConditionValue[]).flatMap((item) => fieldReferences(item));
  return typeof value === 'object' && value !== null && 'ref' in value && value.ref === 'field' ? [value.path] : [];
}

function formulaInputs(entity: Entity, path: string, seen: Set<string>): string[] {
  const document = entity.fields.get(path)?.document;
  if (document?.field !== 'formula' || seen.has(path)) return [];
  seen.add(path);
  return formulaPaths(parseFormula(document.formula)).flatMap((input) => [input, ...formulaInputs(entity, input, seen)]);
}

/** Loads the records along a path; a computed field at its end is computed by the database, as the other record stands. */
async function loadPath(loading: Loading, entity: Entity, rows: readonly Values[], path: string, outermost: boolean): Promise<void> {
  const resolved = resolvePath(loading.context.model, entity, path);
  if (resolved.end.kind === 'backlink' || (resolved.end.kind === 'field' && resolved.end.field.joinTable !== undefined)) {
    await loadMany(loading, entity, rows, path);
    return;
  }
  const holders = await followHops(loading, resolved, rows);
  const { field } = resolved.end;
  if ((outermost && resolved.hops.length === 0) || field.type.computed !== true) return;
  const ids = holders.map((row) => String(row['id'])).filter((key) => loading.records.get(key)?.[field.name] === undefined);
  if (ids.length === 0) return;
  for (const [key, value] of await loadComputed(loading, resolved.entity, [field], ids))
    loading.records.set(key, { ...loading.records.get(key), ...value });
}

/** The records at the end of a path's links, loaded. */
async function followHops(loading: Loading, { hops }: ResolvedPath, rows: readonly Values[]): Promise<readonly Values[]> {
  let level = rows;
  for (const { field, target } of hops) {
    const ids = level.map((row) => row[field.name]).filter((value) => typeof value === 'string');
    level = await loadRecords(loading, target, ids);
  }
  return level;
}

async function loadRecords(loading: Loading, entity: Entity, wanted: readonly string[]): Promise<Values[]> {
  const ids = [...new Set(wanted)];
  const missing = ids.filter((key) => !loading.records.has(key));
  if (missing.length > 0) for (const [key, row] of await loadCanonical(loading, entity, missing)) loading.records.set(key, row);
  return ids.flatMap((key): Values[] => {
    const record = loading.records.get(key);
    return record ? [record] : [];
  });
}

/** Loads the records behind a to-many path: by the ids in a field of links, or by who points back. */
async function loadMany(
  loading: Loading,
  entity: Entity,
  rows: readonly Values[],
  path: string,
): Promise<{ readonly entity: Entity; readonly rows: readonly Values[] }> {
  const resolved = resolvePath(loading.context.model, entity, path);
  const holders = await followHops(loading, resolved, rows);
  if (resolved.end.kind === 'backlink') {
    const { backlink, target } = resolved.end;
    const found = await loadPointing(loading, resolved.entity, backlink, target, holders);
    return { entity: target, rows: await loadRecords(loading, target, found) };
  }
  const { field } = resolved.end;
  const target = loading.context.model.entities.get(field.targets[0] ?? '') ?? resolved.entity;
  const ids = holders.flatMap((row) => (Array.isArray(row[field.name]) ? (row[field.name] as unknown[]).map(String) : []));
  return { entity: target, rows: await loadRecords(loading, target, ids) };
}

async function loadPointing(
  loading: Loading,
  holder: Entity,
  backlink: Backlink,
  target: Entity,
  holders: readonly Values[],
): Promise<string[]> {
  const name = backlink.name ?? backlink.field;
  const ids = holders.map((row) => String(row['id']));
  const link = target.fields.get(backlink.field);
  if (!link || ids.length === 0) return [];
  const compilation = startCompilation(loading.context);
  const parent = createSource(compilation, holder, true);
  const child = createSource(compilation, target, true);
  const on = all([pointsAt(child, link, parent), sql`${columnSql(child, 'deleted_at')} is null`]);
  const { rows } = await loading.tx.query<{ parent: string; child: string }>(
    toStatement(sql`select ${columnSql(parent, 'id')}::text as parent, ${columnSql(child, 'id')}::text as child
      from ${tableSql(loading.context, holder.table)} ${id(parent.alias)} join ${tableSql(loading.context, target.table)} ${id(child.alias)} on ${on}
      where ${columnSql(parent, 'id')} = any(${ids}::uuid[])`),
  );
  for (const key of ids)
    loading.many.set(
      manyKey(key, name),
      rows.filter((row) => row.parent === key).map((row) => row.child),
    );
  return rows.map((row) => row.child);
}

async function loadCanonical({ context, tx }: Loading, entity: Entity, ids: readonly string[]): Promise<Map<string, Row>> {
  const source = createSource(startCompilation(context), entity, true);
  const statement = sql`select ${columnSql(source, 'id')}::text as id, ${canonicalJson(source)} as values from ${tableSql(context, entity.table)} ${id(source.alias)}
    where ${columnSql(source, 'id')} = any(${[...ids]}::uuid[]) and ${columnSql(source, 'deleted_at')} is null`;
  const { rows } = await tx.query<{ id: string; values: Row }>(toStatement(statement));
  return new Map(rows.map((row) => [row.id, row.values]));
}

/** Rollups of the rows themselves; a record that is not stored yet has no children. */
async function loadRollups(
  loading: Loading,
  entity: Entity,
  fields: readonly Field[],
  rows: readonly Values[],
): Promise<Map<string, Values>> {
  const ids = rows.map((row) => String(row['id']));
  const known = await loadComputed(loading, entity, fields, ids);
  const none = Object.fromEntries(
    fields.map((field) => [field.name, field.document.field === 'rollup' && field.document.count === true ? '0' : null]),
  );
  return new Map(ids.map((key) => [key, known.get(key) ?? none]));
}

async function loadComputed(
  { context, tx }: Loading,
  entity: Entity,
  fields: readonly Field[],
  ids: readonly string[],
): Promise<Map<string, Values>> {
  const source = createSource(startCompilation(context), entity, true);
  const values = join(fields.map((field) => sql`${fieldExpression(source, field).sql} as ${id(field.name)}`));
  const statement = sql`select ${columnSql(source, 'id')}::text as "_id", ${values} from ${tableSql(context, entity.table)} ${id(source.alias)}${joinAll(source)} where ${columnSql(source, 'id')} = any(${[...ids]}::uuid[])`;
  const { rows } = await tx.query(toStatement(statement));
  return new Map(rows.map(({ _id, ...rest }) => [String(_id), rest]));
}
