/** A condition as one SQL predicate. Atoms may be null, so that indexes serve them; `not` takes null as false: two-valued. */
import { foldText } from '../../metadata/rules/fold.ts';
import type { ConditionNode, ConditionValue } from '../../metadata/rules/condition.ts';
import type { Operator } from '../../metadata/rules/operators.ts';
import { resolvePeriod, shiftNow } from '../../metadata/rules/periods.ts';
import { periodEnvironment } from '../access/calendar.ts';
import { all, any, id, raw, sql, type Sql } from '../database/sql.ts';
import { readInstant } from '../fields/dates.ts';
import { FieldError } from '../fields/types.ts';
import { badRequest, type Problem } from '../kernel/errors.ts';
import { isId } from '../kernel/ids.ts';
import { amountSql, isForeignAmount, type ForeignAmount } from './amount-sql.ts';
import { fieldColumn } from './guard.ts';
import { literalSql, likePattern, typedParameter } from './literals.ts';
import { pointsAt } from './points-at.ts';
import { expressionOf, joinLink, refuseHidden, resolveOrRefuse } from './expression.ts';
import { columnSql, createSource, isWholeColumn, joinAll, tableSql, textCollation, type Expression, type Source } from './source.ts';
import { guardOf } from './guard.ts';
import { readScope } from './scope.ts';

/** A comparison with the source that its paths, also those of `$field`, start from. */
type Compare = Extract<ConditionNode, { type: 'compare' }> & { readonly source: Source };
type Quantify = Extract<ConditionNode, { type: 'quantify' }>;

/**
 * Compiles a parsed condition on a source.
 * @throws Problem 400 with a pointer for an unknown path, an operator that does not fit, or a literal that does not.
 */
export function compileCondition(source: Source, node: ConditionNode): Sql {
  switch (node.type) {
    case 'and':
      return all(node.nodes.map((part) => compileCondition(source, part)));
    case 'or':
      return any(node.nodes.map((part) => compileCondition(source, part)));
    case 'not':
      return sql`(${compileCondition(source, node.node)} is not true)`;
    case 'quantify':
      return compileQuantifier(source, node);
    case 'compare':
      return compileComparison(source, node);
  }
}

function compileComparison(source: Source, comparison: Extract<ConditionNode, { type: 'compare' }>): Sql {
  const node: Compare = { ...comparison, source };
  const many = toManyTarget(source, node.path, node.pointer);
  if (many) {
    if (node.operator !== 'empty') throw refuse(node, `"${node.path}" leads to many records; use some, none or every.`);
    const exists = existsIn(source, many, raw('true'));
    return node.value === true ? sql`not ${exists}` : exists;
  }
  const expression = expressionOf(source, node.path, node.pointer);
  if (!expression.operators.includes(node.operator)) {
    throw refuse(node, `${node.operator} does not fit "${node.path}".`, `Use one of ${expression.operators.join(', ')}.`);
  }
  return compare(expression, node.operator, node.value, node);
}

/** One operator on one expression. */
function compare(expression: Expression, operator: Operator, value: ConditionValue, node: Compare): Sql {
  switch (operator) {
    case 'empty':
      return emptiness(expression, value === true);
    case 'eq':
      return value === null ? emptiness(expression, true) : equality(expression, [value], node);
    case 'ne':
      return value === null ? emptiness(expression, false) : sql`(${equality(expression, [value], node)} is not true)`;
    case 'in':
      return membership(expression, value, node);
    case 'nin':
      return sql`(${membership(expression, value, node)} is not true)`;
    case 'between': {
      const [low, high] = value as readonly ConditionValue[];
      return all([compare(expression, 'gte', low ?? null, node), compare(expression, 'lte', high ?? null, node)]);
    }
    case 'contains':
    case 'startsWith':
      return matching(expression, operator, value, node);
    case 'within':
      return period(expression, value, node);
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return ordering(expression, operator, value, node);
    default:
      throw refuse(node, `${operator} does not fit "${node.path}".`);
  }
}

/** What is empty: NULL, an empty array, or a link whose target is in the trash. */
function emptiness(expression: Expression, wanted: boolean): Sql {
  const { valueType, source, field } = expression;
  let empty = sql`${expression.sql} is null`;
  if (valueType === 'codes') empty = sql`coalesce(cardinality(${expression.sql}), 0) = 0`;
  const target =
    field.targets.length === 1 && valueType === 'record'
      ? source.compilation.context.model.entities.get(field.targets[0] ?? '')
      : undefined;
  if (target) {
    const alias = raw(source.compilation.alias());
    const table = tableSql(source.compilation.context, target.table);
    empty = sql`(${empty} or exists (select 1 from ${table} ${alias} where ${alias}.id = ${expression.sql} and ${alias}.deleted_at is not null))`;
  }
  return wanted ? empty : sql`(not ${empty})`;
}

function membership(expression: Expression, value: ConditionValue, node: Compare): Sql {
  const items = value as readonly ConditionValue[];
  const given = items.filter((item) => item !== null);
  const parts = given.length === 0 ? [] : [equality(expression, given, node)];
  if (given.length < items.length) parts.push(emptiness(expression, true));
  return any(parts);
}

/** Equality with one or several values. */
function equality(expression: Expression, values: readonly ConditionValue[], node: Compare): Sql {
  const { guarded } = expression;
  // The column itself is compared, so that its index serves, and then whether it may be seen.
  if (guarded) return all([equality({ ...expression, sql: guarded.column, guarded: undefined }, values, node), guarded.where]);
  if (values.length > 1 && values.some((value) => isComputed(value, expression)))
    return any(values.map((value) => equality(expression, [value], node)));
  const [only = null] = values;
  if (values.length === 1 && isComputed(only, expression)) return sql`${folded(expression)} = ${folded(computed(expression, only, node))}`;
  const bound = values.flatMap((value) => bind(expression, value, node));
  const column = folded(expression);
  const items = expression.valueType === 'text' ? bound.map((item) => foldText(String(item))) : bound;
  const statuses = ofKinds(expression, items);
  if (statuses) return statuses;
  if (expression.valueType === 'codes') return sql`${column} && ${typedParameter(items, 'text', true)}`;
  if (items.length === 1) return sql`${column} = ${literalSql(items[0], expression.valueType, isWholeColumn(expression))}`;
  return sql`${column} = any(${literalSql(items, expression.valueType, isWholeColumn(expression))})`;
}

/** `stage.kind` by the statuses of these kinds: few and known, and found by the index of the status. */
function ofKinds({ source, field, part }: Expression, kinds: readonly unknown[]): Sql | undefined {
  if (part !== 'kind' || field.pipelines.length === 0) return undefined;
  const statuses = field.pipelines.flatMap((pipeline) => [...pipeline.statuses.values()]);
  const codes = statuses.filter(({ kind }) => kinds.includes(kind)).map(({ code }) => code);
  return sql`${fieldColumn(source, field, field.column)} = any(${codes}::text[])`;
}

/** Text compares folded, by the function that the search indexes use too. */
export function folded(expression: Expression): Sql {
  if (expression.valueType !== 'text') return expression.sql;
  return sql`${id(expression.source.compilation.context.database.schema, 'relata_fold')}(${expression.sql})`;
}

function ordering(expression: Expression, operator: 'lt' | 'lte' | 'gt' | 'gte', value: ConditionValue, node: Compare): Sql {
  const sign = raw({ lt: '<', lte: '<=', gt: '>', gte: '>=' }[operator]);
  const text = expression.valueType === 'text';
  const left = text ? sql`${expression.sql} ${textCollation}` : expression.sql;
  if (isComputed(value, expression)) return sql`${left} ${sign} ${computed(expression, value, node).sql}`;
  const [bound] = bind(expression, value, node);
  return sql`${left} ${sign} ${literalSql(bound, expression.valueType, isWholeColumn(expression))}`;
}

function matching(expression: Expression, operator: 'contains' | 'startsWith', value: ConditionValue, node: Compare): Sql {
  if (expression.valueType === 'codes') return equality(expression, [value], node);
  if (typeof value !== 'string') throw refuse(node, `${operator} takes a text.`);
  return sql`${folded(expression)} like ${likePattern(foldText(value), operator === 'startsWith')}`;
}

function period(expression: Expression, value: ConditionValue, node: Compare): Sql {
  const { context } = expression.source.compilation;
  const range = resolvePeriod(String(value), periodEnvironment(context, expression.source.compilation.now()));
  const dates = expression.valueType === 'date';
  if (!dates && expression.valueType !== 'instant') throw refuse(node, `within fits dates only, not "${node.path}".`);
  const from = dates ? range.fromDate : range.from;
  const to = dates ? range.toDate : range.to;
  return all([
    ...(from === null ? [] : [sql`${expression.sql} >= ${literalSql(from, expression.valueType)}`]),
    ...(to === null ? [] : [sql`${expression.sql} < ${literalSql(to, expression.valueType)}`]),
    ...(from === null && to === null ? [sql`${expression.sql} is not null`] : []),
  ]);
}

function isFieldReference(value: ConditionValue): value is Extract<ConditionValue, { ref: 'field' }> {
  return typeof value === 'object' && value !== null && 'ref' in value && value.ref === 'field';
}

type Computed = Extract<ConditionValue, { ref: 'field' }> | ForeignAmount;

/** Whether a value is computed by the database: another field, or an amount at today's rate. */
function isComputed(value: ConditionValue, expression: Expression): value is Computed {
  return isFieldReference(value) || (expression.valueType === 'money' && isForeignAmount(value, baseCurrencyOf(expression)));
}

function baseCurrencyOf(expression: Expression): string {
  return expression.source.compilation.context.environment.baseCurrency;
}

function computed(expression: Expression, value: Computed, node: Compare): Expression {
  if ('ref' in value) return fieldValue(expression, value, node);
  if (!expression.source.compilation.context.environment.currencies.includes(value.currency))
    throw refuse(node, `There is no currency "${value.currency}" here.`);
  return { ...expression, sql: amountSql(expression.source.compilation, value) };
}

function fieldValue(expression: Expression, value: Extract<ConditionValue, { ref: 'field' }>, node: Compare): Expression {
  const other = expressionOf(node.source, value.path, node.pointer);
  if ([expression, other].some(({ field }) => field.type.encrypts !== undefined))
    throw refuse(node, `What is encrypted compares with plain values only, not "${node.path}" with "${value.path}".`);
  if (other.valueType !== expression.valueType) throw refuse(node, `"${node.path}" and "${value.path}" are of different kinds.`);
  return other;
}

/** A literal or reference of a condition as the values that are bound: one, or several for `{ "$me": "teams" }`. */
function bind(expression: Expression, value: ConditionValue, node: Compare): unknown[] {
  const { context, params } = expression.source.compilation;
  if (typeof value === 'object' && value !== null && 'ref' in value) {
    if (value.ref !== 'param' && expression.field.type.encrypts !== undefined)
      throw refuse(node, `"${node.path}" is encrypted and compares with plain values only.`);
    if (value.ref === 'me')
      return value.name === 'teams' ? [...context.actor.teams] : [value.name === 'team' ? context.actor.team : context.actor.id];
    if (value.ref === 'now') {
      const instant = shiftNow(value.offset, expression.source.compilation.now(), context.actor.timeZone);
      return [expression.valueType === 'date' ? instant.date : instant.instant];
    }
    if (value.ref === 'param') {
      const given = params[value.name];
      if (given === undefined) throw refuse(node, `The parameter "${value.name}" has no value.`);
      return (Array.isArray(given) ? given : [given]).flatMap((item) => bind(expression, item as ConditionValue, node));
    }
    throw refuse(node, 'A reference to a field cannot stand here.');
  }
  if (value === null) return [];
  try {
    if (expression.part !== undefined) return [checkPlain(expression, value, node)];
    return [expression.field.type.literal(value, expression.field, context.environment)];
  } catch (error) {
    if (error instanceof FieldError) throw refuse(node, error.message, error.hint);
    throw error;
  }
}

/** Literals for parts of values, which have no kind of their own to ask: numbers, ids, codes and texts. */
function checkPlain(expression: Expression, value: unknown, node: Compare): unknown {
  if (expression.valueType === 'number') {
    if ((typeof value === 'number' && Number.isFinite(value)) || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)))
      return String(value);
    throw refuse(node, `"${node.path}" compares with a number.`);
  }
  if (expression.valueType === 'record') {
    const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : value;
    if (typeof id !== 'string' || !isId(id)) throw refuse(node, `"${node.path}" compares with the id of a record.`);
    return id;
  }
  if (typeof value === 'object') throw refuse(node, `"${node.path}" compares with a plain value.`);
  if (expression.valueType === 'instant') return readInstant(value, expression.source.compilation.context.environment);
  return value;
}

interface Many {
  readonly parent: Source;
  readonly child: Source;
  /** Ties the child to the parent. */
  readonly tie: Sql;
}

/** Whether a path ends in a to-many link; then the child source and its tie. */
function toManyTarget(source: Source, path: string, pointer: string): Many | undefined {
  const { model } = source.compilation.context;
  const resolved = resolveOrRefuse(source, path, pointer);
  const end = resolved.end;
  const many = end.kind === 'backlink' || (end.kind === 'field' && end.field.joinTable !== undefined);
  if (!many) return undefined;
  let at = source;
  for (const hop of resolved.hops) {
    refuseHidden(at, hop.field, path, pointer, source);
    at = joinLink(at, hop.field, hop.target);
  }
  if (end.kind === 'backlink') {
    const child = createSource(source.compilation, end.target, source.trusted);
    const link = end.target.fields.get(end.backlink.field);
    if (!link) throw new Error(`The back link ${path} has no field, although the model was checked.`);
    refuseHidden(child, link, path, pointer, source);
    return { parent: at, child, tie: pointsAt(child, link, at) };
  }
  const field = end.field;
  refuseHidden(at, field, path, pointer, source);
  const target = model.entities.get(field.targets[0] ?? '');
  if (!target || field.joinTable === undefined) throw new Error(`The links ${path} lead nowhere, although the model was checked.`);
  const child = createSource(source.compilation, target, source.trusted);
  const between = raw(source.compilation.alias());
  const table = tableSql(source.compilation.context, field.joinTable);
  const tie = sql`exists (select 1 from ${table} ${between} where ${between}.from_id = ${columnSql(at, 'id')} and ${between}.to_id = ${columnSql(child, 'id')})`;
  const guard = guardOf(at, field);
  return { parent: at, child, tie: guard === undefined ? tie : all([tie, guard]) };
}

function existsIn(source: Source, many: Many, predicate: Sql): Sql {
  const { child, tie } = many;
  const scope = source.trusted ? [] : readScope(child);
  const where = all([tie, sql`${columnSql(child, 'deleted_at')} is null`, ...scope, predicate]);
  return sql`exists (select 1 from ${tableSql(source.compilation.context, child.entity.table)} ${id(child.alias)}${joinAll(child)} where ${where})`;
}

function compileQuantifier(source: Source, node: Quantify): Sql {
  const many = toManyTarget(source, node.path, node.pointer);
  if (!many) throw refuse(node, `"${node.path}" leads to one record; ${node.quantifier} is for paths that lead to many.`);
  const inner = compileCondition(many.child, node.node);
  if (node.quantifier === 'some') return existsIn(source, many, inner);
  if (node.quantifier === 'none') return sql`(not ${existsIn(source, many, inner)})`;
  return sql`(not ${existsIn(source, many, sql`(${inner} is not true)`)})`;
}

function refuse(node: { pointer: string }, message: string, hint?: string): Problem {
  return badRequest(message, [{ pointer: node.pointer, code: 'condition', message, ...(hint === undefined ? {} : { hint }) }], 'condition');
}
