/** Groups and measures by one statement with grouping sets: the groups and the total come from the same rows. */
import type { Context } from '../access/context.ts';
import { all, id, join, raw, sql, type Sql } from '../database/sql.ts';
import { badRequest } from '../kernel/errors.ts';
import { entityFor, requestPredicates, wholeNumber } from './list.ts';
import { labelSql } from './select.ts';
import { expressionOf, joinLink } from './expression.ts';
import { columnSql, createSource, joinAll, tableSql, type Expression, type Source } from './source.ts';
import { statementFor } from './statement-cache.ts';
import type { AggregateRequest, AggregateResult, GroupRequest, MeasureRequest } from './types.ts';

interface GroupColumns {
  readonly key: Sql;
  readonly label: Sql;
  /** By what groups are ordered: options and statuses as their list has them, links by name, all else by value. */
  readonly order: Sql;
}

interface AggregateRow {
  readonly whole: boolean;
  readonly keys: unknown[] | null;
  readonly labels: (string | null)[] | null;
  readonly values: (number | string | null)[];
}

/**
 * Groups records and measures each group.
 * @throws Problem 400 when a field is unknown, hidden or of a kind that cannot be measured so.
 */
export async function aggregateRecords(context: Context, entityName: string, request: AggregateRequest): Promise<AggregateResult> {
  const entity = entityFor(context, entityName);
  const limit = wholeNumber(request.limit ?? 1000, 'limit', 1, 10_000);
  if (request.measures.length === 0)
    throw badRequest('Name at least one measure.', [{ pointer: '/measures', code: 'required', message: 'At least one measure.' }]);
  if ((request.groups?.length ?? 0) > 4)
    throw badRequest('Four groups at the most.', [{ pointer: '/groups', code: 'range', message: 'Four groups at the most.' }]);
  const { params = {}, ...shape } = request;
  const statement = statementFor(context, ['aggregate', entity.id, shape], params, [], (compilation) => {
    const source = createSource(compilation, entity);
    const groups = (request.groups ?? []).map((group, index) => groupColumns(source, group, index));
    const measures = request.measures.map((measure, index) => measureOf(source, measure, index));
    const where = all(requestPredicates(source, request));
    const from = sql`from ${tableSql(context, entity.table)} ${id(source.alias)}${joinAll(source)} where ${where}`;
    return aggregateSql(groups, measures, from, limit);
  });
  const { rows } = await context.database.query<AggregateRow>(statement);
  const totals = rows.find((row) => row.whole)?.values ?? [];
  return {
    groups: rows
      .filter((row) => !row.whole)
      .map((row) => ({ keys: row.keys ?? [], labels: (row.labels ?? []).map((label) => label ?? ''), values: row.values })),
    totals,
  };
}

/**
 * The inner query computes keys and what is measured once per record and gives them names; the outer one groups by the names. (An expression that
 * holds parameters is never the same as its repetition in GROUP BY.)
 */
function aggregateSql(groups: readonly GroupColumns[], measures: readonly Measured[], from: Sql, limit: number): Sql {
  const named = (prefix: string, index: number): Sql => raw(`${prefix}${index}`);
  const inner = [
    ...groups.flatMap(({ key, label, order }, index) => [
      sql`${key} as ${named('k', index)}`,
      sql`${label} as ${named('l', index)}`,
      sql`${order} as ${named('o', index)}`,
    ]),
    ...measures.flatMap(({ input }, index) => (input ? [sql`${input} as ${named('m', index)}`] : [])),
  ];
  const values = sql`json_build_array(${join(measures.map(({ measure }, index) => measure(named('m', index))))}) as values`;
  const rows = sql`from (select ${inner.length === 0 ? raw('1') : join(inner)} ${from}) r`;
  if (groups.length === 0) return sql`select true as whole, null::json as keys, null::json as labels, ${values} ${rows}`;
  const list = (prefix: string): Sql => join(groups.map((_, index) => named(prefix, index)));
  const columns = join(groups.flatMap((_, index) => [named('k', index), named('l', index), named('o', index)]));
  const order = join(groups.map((_, index) => sql`${named('o', index)} nulls last`));
  // The total comes first, so that the bound on groups can never cut it.
  return sql`select grouping(k0) = 1 as whole, json_build_array(${list('k')}) as keys, json_build_array(${list('l')}) as labels, ${values} ${rows}
    group by grouping sets ((${columns}), ()) order by grouping(k0) = 1 desc, ${order} limit ${limit + 1}::int`;
}

function groupColumns(source: Source, group: GroupRequest, index: number): GroupColumns {
  const expression = expressionOf(source, group.field, `/groups/${index}/field`);
  if (group.by !== undefined) return dateGroup(expression, group, index);
  if (expression.valueType === 'codes' || expression.valueType === 'none' || expression.valueType === 'records') {
    throw badRequest(`Records cannot be grouped by "${group.field}".`, [
      { pointer: `/groups/${index}/field`, code: 'group', message: 'This kind cannot be grouped by.' },
    ]);
  }
  const target =
    expression.part === undefined && expression.field.targets.length === 1
      ? source.compilation.context.model.entities.get(expression.field.targets[0] ?? '')
      : undefined;
  if (target && expression.valueType === 'record') {
    const joined = joinLink(expression.source, expression.field, target);
    const label = labelSql(joined);
    return { key: columnSql(joined, 'id'), label, order: label };
  }
  const codes = expression.part === undefined ? expression.field.codes : undefined;
  return {
    key: expression.sql,
    label: codeLabel(expression),
    order: codes ? sql`array_position(${codes}::text[], ${expression.sql})` : expression.sql,
  };
}

/** The title of a code, or the value as text. */
function codeLabel(expression: Expression): Sql {
  const titles = expression.part === undefined ? expression.field.codeTitles : undefined;
  if (!titles || titles.size === 0) return sql`(${expression.sql})::text`;
  return sql`(case ${expression.sql} ${join(
    [...titles].map(([code, title]) => sql`when ${code}::text then ${title}::text`),
    ' ',
  )} else (${expression.sql})::text end)`;
}

const truncations = ['day', 'week', 'month', 'quarter', 'year'];

function dateGroup(expression: Expression, group: GroupRequest, index: number): GroupColumns {
  const { actor } = expression.source.compilation.context;
  if (!truncations.includes(group.by ?? '') || (expression.valueType !== 'date' && expression.valueType !== 'instant')) {
    throw badRequest(`"${group.field}" cannot be grouped by ${group.by}.`, [
      { pointer: `/groups/${index}/by`, code: 'group', message: `One of ${truncations.join(', ')}, on a date.` },
    ]);
  }
  const local =
    expression.valueType === 'date' ? sql`${expression.sql}::timestamp` : sql`(${expression.sql} at time zone ${actor.timeZone})`;
  const key = sql`to_char(date_trunc(${raw(`'${group.by}'`)}, ${local}), 'YYYY-MM-DD')`;
  return { key, label: key, order: key };
}

const numeric = ['number', 'money', 'duration'];

/** A measure: what it takes of each record, and what it makes of all. */
interface Measured {
  readonly input: Sql | undefined;
  readonly measure: (column: Sql) => Sql;
}

/** How each measure is made of its column. */
const measures: Readonly<Record<string, (column: Sql) => Sql>> = {
  countDistinct: (column) => sql`count(distinct ${column})`,
  sum: (column) => sql`trim_scale(coalesce(sum(${column}), 0))::text`,
  average: (column) => sql`trim_scale(round(avg(${column}), 6))::text`,
  minimum: (column) => sql`min(${column})::text`,
  maximum: (column) => sql`max(${column})::text`,
  median: (column) => sql`trim_scale(percentile_cont(0.5) within group (order by ${column})::numeric)::text`,
};

function measureOf(source: Source, request: MeasureRequest, index: number): Measured {
  if ('count' in request) return { input: undefined, measure: () => raw('count(*)') };
  const [name, path] = Object.entries(request)[0] as [string, string];
  const measure = Object.hasOwn(measures, name) ? measures[name] : undefined;
  if (!measure)
    throw badRequest(`There is no measure "${name}".`, [
      { pointer: `/measures/${index}`, code: 'measure', message: 'Use count, countDistinct, sum, average, minimum, maximum or median.' },
    ]);
  const { sql: input, valueType } = expressionOf(source, path, `/measures/${index}`);
  const temporal = valueType === 'date' || valueType === 'instant';
  const fits =
    name === 'countDistinct'
      ? valueType !== 'records' && valueType !== 'none'
      : numeric.includes(valueType) || (temporal && (name === 'minimum' || name === 'maximum'));
  if (!fits)
    throw badRequest(`${name} does not fit "${path}".`, [
      {
        pointer: `/measures/${index}`,
        code: 'measure',
        message: `${name} needs ${name === 'countDistinct' ? 'a single value' : 'a number'}.`,
      },
    ]);
  return { input, measure };
}
