/** Conditions on records in the making: rules, transitions and automations ask them in memory, over canonical values and what links lead to. */
import { conditionPaths, parseCondition, type ConditionNode } from '../../metadata/rules/condition.ts';
import { evaluateCondition, type ConditionSource } from '../../metadata/rules/evaluate.ts';
import type { FormulaEnvironment } from '../../metadata/rules/formula-evaluate.ts';
import { evaluateFormula, formulaPaths, parseFormula } from '../../metadata/rules/formula.ts';
import { recordSource, type SourceEntity, type SourceField } from '../../metadata/rules/record-source.ts';
import type { Context } from '../access/context.ts';
import { id, join, sql, toStatement } from '../database/sql.ts';
import type { Queryable } from '../database/types.ts';
import type { FieldEnvironment } from '../fields/types.ts';
import { resolvePath } from '../model/paths.ts';
import type { Entity, Field } from '../model/types.ts';
import { startCompilation } from '../query/compilation.ts';
import { fieldExpression } from '../query/expression.ts';
import { columnSql, createSource, joinAll, tableSql } from '../query/source.ts';
import type { Row } from '../query/types.ts';
import { canonicalJson } from './current.ts';

/** Records that links lead to, by id; and values of rollups, by record id. */
export interface LinkedValues {
  readonly records: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly rollups: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

/** Paths that a condition of a document names; none for a missing one. */
export function conditionPathsOf(condition: unknown): string[] {
  return condition === undefined ? [] : conditionPaths(parseCondition(condition));
}

/** Whether a condition holds for a record with these canonical values. What cannot be known counts as not holding. */
export function matches(
  context: Context,
  entity: Entity,
  node: ConditionNode,
  values: Readonly<Record<string, unknown>>,
  linked: LinkedValues,
  environment: FieldEnvironment,
): boolean {
  const { actor, clock, model } = context;
  const toBase = (amount: string, currency: string): string | undefined =>
    currency === environment.baseCurrency ? amount : (environment.toBase?.(amount, currency, null) ?? undefined);
  const source = sourceOf(context, entity, values, linked, { now: clock.now(), timeZone: actor.timeZone, toBase });
  const verdict = evaluateCondition(node, source, {
    now: clock.now(),
    timeZone: actor.timeZone,
    weekStart: model.settings.weekStart ?? 1,
    fiscalYearStart: model.settings.fiscalYearStart ?? '01-01',
    calendar: model.settings.calendar ?? 'gregory',
    me: { id: actor.id, team: actor.team, teams: actor.teams },
    toBase,
  });
  return verdict === true;
}

/** A record as a source: stored values, what links lead to, and formulas computed on the way. */
function sourceOf(
  context: Context,
  entity: Entity,
  values: Readonly<Record<string, unknown>>,
  linked: LinkedValues,
  moment: FormulaEnvironment,
): ConditionSource {
  const record = expand(context, entity, { ...values, ...linked.rollups.get(String(values['id'])) }, linked, 0);
  const plain = recordSource(record, describeEntity(context, entity), true);
  const computing = new Set<string>();
  const source: ConditionSource = {
    many: (path) => plain.many(path),
    get(path) {
      const field = entity.fields.get(path);
      if (field?.document.field !== 'formula' || computing.has(path)) return plain.get(path);
      computing.add(path);
      const value = evaluateFormula(parseFormula(field.document.formula), (input) => source.get(input), moment);
      computing.delete(path);
      return value;
    },
  };
  return source;
}

/** Puts linked records in the place of their ids, a few levels deep. */
function expand(
  context: Context,
  entity: Entity,
  values: Readonly<Record<string, unknown>>,
  linked: LinkedValues,
  depth: number,
): Record<string, unknown> {
  const result: Record<string, unknown> = { ...values };
  if (depth >= 4) return result;
  for (const field of entity.fields.values()) {
    const value = values[field.name];
    const target = field.targets.length === 1 ? context.model.entities.get(field.targets[0] ?? '') : undefined;
    if (!target || typeof value !== 'string') continue;
    const record = linked.records.get(value);
    if (record) result[field.name] = { ...expand(context, target, record, linked, depth + 1), id: value };
  }
  return result;
}

/** The model's entity as the pure rules want it. */
function describeEntity(context: Context, entity: Entity): SourceEntity {
  const target = (fullId: string | undefined): SourceEntity | undefined => {
    const found = context.model.entities.get(fullId ?? '');
    return found ? describeEntity(context, found) : undefined;
  };
  return {
    field: (name) => {
      const field = entity.fields.get(name);
      return field ? describeField(field, () => (field.targets.length === 1 ? target(field.targets[0]) : undefined)) : undefined;
    },
    backlink: (name) => target(entity.backlinks.find((backlink) => backlink.name === name)?.entity),
  };
}

function describeField(field: Field, target: () => SourceEntity | undefined): SourceField {
  const types = field.type.resolve?.(field);
  const statuses = field.pipelines.flatMap((pipeline) => [...pipeline.statuses.values()]);
  return {
    kind: field.kind,
    valueType: types?.valueType ?? field.type.valueType,
    get target() {
      return target();
    },
    ...(statuses.length === 0
      ? {}
      : { statuses: statuses.map(({ code, kind, title, probability }) => ({ code, kind, title, probability })) }),
  };
}

/**
 * Loads what conditions need beyond the records themselves: the records behind their links, level by level, and rollups.
 * @param conditions of rules, transitions or automations
 */
export async function loadLinkedValues(
  context: Context,
  tx: Queryable,
  entity: Entity,
  rows: readonly Readonly<Record<string, unknown>>[],
  ...conditions: readonly unknown[]
): Promise<LinkedValues> {
  const records = new Map<string, Readonly<Record<string, unknown>>>();
  const formulas = new Set<string>();
  const paths = conditions
    .flatMap((condition) => conditionPathsOf(condition))
    .flatMap((path) => [path, ...formulaInputs(entity, path, formulas)]);
  const resolved = [...new Set(paths)].map((path) => resolvePath(context.model, entity, path)).filter((path) => path.hops.length > 0);
  for (const path of resolved) {
    let level: readonly Readonly<Record<string, unknown>>[] = rows;
    for (const hop of path.hops) {
      const ids = [...new Set(level.map((row) => row[hop.field.name]).filter((value): value is string => typeof value === 'string'))];
      const missing = ids.filter((key) => !records.has(key));
      if (missing.length > 0) for (const [key, row] of await loadCanonical(context, tx, hop.target, missing)) records.set(key, row);
      level = ids.flatMap((key): Readonly<Record<string, unknown>>[] => {
        const found = records.get(key);
        return found ? [found] : [];
      });
    }
  }
  const rollups = [...new Set(paths)]
    .flatMap((path) => entity.fields.get(path.split('.')[0] ?? '') ?? [])
    .filter((field) => field.document.field === 'rollup');
  return { records, rollups: rollups.length === 0 ? new Map() : await loadRollups(context, tx, entity, rollups, rows) };
}

function formulaInputs(entity: Entity, path: string, seen: Set<string>): string[] {
  const document = entity.fields.get(path)?.document;
  if (document?.field !== 'formula' || seen.has(path)) return [];
  seen.add(path);
  return formulaPaths(parseFormula(document.formula)).flatMap((input) => [input, ...formulaInputs(entity, input, seen)]);
}

async function loadCanonical(context: Context, tx: Queryable, entity: Entity, ids: readonly string[]): Promise<Map<string, Row>> {
  const source = createSource(startCompilation(context), entity, true);
  const statement = sql`select ${columnSql(source, 'id')}::text as id, ${canonicalJson(source)} as values from ${tableSql(context, entity.table)} ${id(source.alias)}
    where ${columnSql(source, 'id')} = any(${[...ids]}::uuid[]) and ${columnSql(source, 'deleted_at')} is null`;
  const { rows } = await tx.query<{ id: string; values: Row }>(toStatement(statement));
  return new Map(rows.map((row) => [row.id, row.values]));
}

async function loadRollups(
  context: Context,
  tx: Queryable,
  entity: Entity,
  fields: readonly Field[],
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<Map<string, Record<string, unknown>>> {
  const source = createSource(startCompilation(context), entity, true);
  const values = join(fields.map((field) => sql`${fieldExpression(source, field).sql} as ${id(field.name)}`));
  const ids = rows.map((row) => String(row['id']));
  const statement = sql`select ${columnSql(source, 'id')}::text as "_id", ${values} from ${tableSql(context, entity.table)} ${id(source.alias)}${joinAll(source)} where ${columnSql(source, 'id')} = any(${ids}::uuid[])`;
  const { rows: found } = await tx.query(toStatement(statement));
  const none = Object.fromEntries(
    fields.map((field) => [field.name, field.document.field === 'rollup' && field.document.count === true ? '0' : null]),
  );
  const known = new Map(found.map(({ _id, ...rest }) => [String(_id), rest]));
  return new Map(ids.map((key) => [key, known.get(key) ?? none]));
}
