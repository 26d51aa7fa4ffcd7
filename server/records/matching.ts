/** Conditions on records in the making: rules, transitions and automations ask them in memory, over canonical values and what links lead to. */
import type { ConditionNode } from '../../metadata/rules/condition.ts';
import { evaluateCondition, type ConditionSource } from '../../metadata/rules/evaluate.ts';
import { plainDecimal, toDecimal } from '../../metadata/rules/decimal.ts';
import type { FormulaEnvironment, FormulaResult } from '../../metadata/rules/formula-evaluate.ts';
import { evaluateFormula, parseFormula } from '../../metadata/rules/formula.ts';
import { recordSource, type SourceEntity, type SourceField } from '../../metadata/rules/record-source.ts';
import { periodEnvironment } from '../access/calendar.ts';
import type { Context } from '../access/context.ts';
import type { FieldEnvironment } from '../fields/types.ts';
import { formulaScale } from '../model/computed-scale.ts';
import { oncePer } from '../kernel/once-per.ts';
import type { Entity, Field } from '../model/types.ts';
import { pathsOf } from './document-condition.ts';
import { manyKey, type LinkedValues } from './linked-values.ts';

/** Whether a condition holds for a record with these canonical values. What cannot be known counts as not holding. */
export function matches(
  context: Context,
  entity: Entity,
  node: ConditionNode,
  values: Readonly<Record<string, unknown>>,
  linked: LinkedValues,
  environment: FieldEnvironment,
): boolean {
  const { actor, clock } = context;
  const toBase = (amount: string, currency: string): string | undefined =>
    currency === environment.baseCurrency ? amount : (environment.toBase?.(amount, currency, null) ?? undefined);
  const now = clock.now();
  const source = staysInside(entity, node)
    ? recordSource(values, describeEntity(context, entity), true)
    : sourceOf(context, entity, values, linked, { now, timeZone: actor.timeZone, toBase });
  const verdict = evaluateCondition(node, source, {
    ...periodEnvironment(context, now),
    me: { id: actor.id, team: actor.team, teams: actor.teams },
    toBase,
  });
  return verdict === true;
}

/** Whether a condition asks for nothing but stored values of the record itself: most do, and need nothing put around the record. */
function staysInside(entity: Entity, node: ConditionNode): boolean {
  return pathsOf(node).every((path) => storedInside(entity).has(path.split('.', 1)[0] ?? ''));
}

/** Fields whose values are neither computed nor lead anywhere. */
const storedInside = oncePer(
  (entity: Entity) =>
    new Set([...entity.fields.values()].flatMap((field) => (field.type.computed === true || field.targets.length > 0 ? [] : [field.name]))),
);

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
      return rounded(value, formulaScale(field));
    },
  };
  return source;
}

/** A number of a formula as the database has it. */
function rounded(result: FormulaResult | undefined, scale: number | undefined): FormulaResult | undefined {
  const decimal = result?.type === 'number' && scale !== undefined ? toDecimal(result.value) : undefined;
  return result && decimal ? { ...result, value: plainDecimal(decimal.toDecimalPlaces(scale ?? 0)) } : result;
}

const maximumLevels = 5;

/** Puts linked records in the place of their ids, and those that point here under the names of their back links, a few levels deep. */
function expand(
  context: Context,
  entity: Entity,
  values: Readonly<Record<string, unknown>>,
  linked: LinkedValues,
  depth: number,
): Record<string, unknown> {
  const result: Record<string, unknown> = { ...values };
  if (depth >= maximumLevels) return result;
  const follow = (target: Entity, key: string): unknown => {
    const record = linked.records.get(key);
    return record ? { ...expand(context, target, record, linked, depth + 1), id: key } : undefined;
  };
  for (const field of entity.fields.values()) {
    const value = values[field.name];
    const target = field.targets.length === 1 ? context.model.entities.get(field.targets[0] ?? '') : undefined;
    if (!target) continue;
    if (typeof value === 'string') result[field.name] = follow(target, value) ?? value;
    else if (Array.isArray(value)) result[field.name] = (value as readonly unknown[]).map((key) => follow(target, String(key)) ?? key);
  }
  for (const { name, entity: holder } of entity.backlinks) {
    const target = context.model.entities.get(holder);
    const ids = name === undefined ? undefined : linked.many.get(manyKey(String(values['id']), name));
    if (name !== undefined && target && ids) result[name] = ids.map((key) => follow(target, key) ?? { id: key });
  }
  return result;
}

const described = new WeakMap<Entity, SourceEntity>();

/** The model's entity as the pure rules want it: made once, for records are many. */
function describeEntity(context: Context, entity: Entity): SourceEntity {
  let known = described.get(entity);
  if (!known) described.set(entity, (known = makeDescription(context, entity)));
  return known;
}

function makeDescription(context: Context, entity: Entity): SourceEntity {
  const target = (fullId: string | undefined): SourceEntity | undefined => {
    const found = context.model.entities.get(fullId ?? '');
    return found ? describeEntity(context, found) : undefined;
  };
  const fields = new Map(
    [...entity.fields.values()].map((field) => [
      field.name,
      describeField(field, () => (field.targets.length === 1 ? target(field.targets[0]) : undefined)),
    ]),
  );
  return {
    field: (name) => fields.get(name),
    backlink: (name) => target(entity.backlinks.find((backlink) => backlink.name === name)?.entity),
  };
}

function describeField(field: Field, target: () => SourceEntity | undefined): SourceField {
  const types = field.type.resolve?.(field) ?? field.type.encrypts;
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
