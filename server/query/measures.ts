/** Measures: what is taken of each record, what is made of all, and how it is sent. */
import { formatDuration } from '../../metadata/rules/duration.ts';
import { join, raw, sql, type Sql } from '../database/sql.ts';
import type { ValueType } from '../fields/types.ts';
import { badRequest } from '../kernel/errors.ts';
import { typeOfPath } from '../model/path-type.ts';
import type { Entity, Model } from '../model/types.ts';
import { averageSql } from './average-sql.ts';
import { expressionOf } from './expression.ts';
import type { Source } from './source.ts';
import type { MeasureRequest } from './types.ts';
import { visibleId } from './visible.ts';

/** A measure in SQL. */
export interface Measured {
  /** What it takes of each record. */
  readonly input: Sql | undefined;
  /** What it makes of a column of them: a value that has an order. `filter` is a FILTER clause, or nothing. */
  readonly aggregate: (column: Sql, filter: Sql) => Sql;
  /** That value as it is sent. */
  readonly output: (value: Sql) => Sql;
}

const numeric: readonly ValueType[] = ['number', 'money', 'duration'];
const temporal: readonly ValueType[] = ['date', 'instant'];
const plain = (value: Sql): Sql => value;
const decimal = (value: Sql): Sql => sql`trim_scale(${value})::text`;

/** How each measure is made of its column. */
const aggregates: Readonly<Record<string, (column: Sql, filter: Sql, ofTime: boolean) => Sql>> = {
  countDistinct: (column, filter) => sql`count(distinct ${column})${filter}`,
  sum: (column, filter) => sql`coalesce(sum(${column})${filter}, 0)`,
  average: (column, filter) => averageSql(sql`sum(${column})${filter}`, sql`count(${column})${filter}`, 6),
  minimum: (column, filter) => sql`min(${column})${filter}`,
  maximum: (column, filter) => sql`max(${column})${filter}`,
  // The lower middle and the upper one, of which a time has no half way; exact, unlike percentile_cont, which counts in floating point.
  median: (column, filter, ofTime) => {
    const middle = (direction: string): Sql => sql`percentile_disc(0.5) within group (order by ${column} ${raw(direction)})${filter}`;
    return ofTime ? middle('asc') : sql`((${middle('asc')} + ${middle('desc')}) * 0.5)`;
  },
};

/**
 * Reads a measure.
 * @throws Problem 400 when the field is unknown, hidden or of a kind that cannot be measured so
 */
export function measureOf(source: Source, request: MeasureRequest, index: number): Measured {
  if ('count' in request) return { input: undefined, aggregate: (_, filter) => sql`count(*)${filter}`, output: plain };
  const pointer = `/measures/${index}`;
  const [name, path] = Object.entries(request)[0] as [string, string];
  const aggregate = Object.hasOwn(aggregates, name) ? aggregates[name] : undefined;
  if (!aggregate)
    throw badRequest(`There is no measure "${name}".`, [
      { pointer, code: 'measure', message: 'Use count, countDistinct, sum, average, minimum, maximum or median.' },
    ]);
  const expression = expressionOf(source, path, pointer);
  const { valueType } = expression;
  const ofTime = temporal.includes(valueType);
  const fits =
    name === 'countDistinct'
      ? valueType !== 'records' && valueType !== 'none'
      : numeric.includes(valueType) || (ofTime && name !== 'sum' && name !== 'average');
  if (!fits) {
    const wanted = name === 'countDistinct' ? 'a single value' : 'a number';
    throw badRequest(`${name} does not fit "${path}".`, [{ pointer, code: 'measure', message: `${name} needs ${wanted}.` }]);
  }
  const counts = name === 'countDistinct';
  return {
    // A record that the reader may not see is none to be counted.
    input: counts ? visibleId(expression) : expression.sql,
    aggregate: (column, filter) => aggregate(column, filter, ofTime),
    output: counts ? plain : outputOf(valueType),
  };
}

function outputOf(valueType: ValueType): (value: Sql) => Sql {
  if (valueType === 'date') return (value) => sql`to_char(${value}, 'YYYY-MM-DD')`;
  if (valueType === 'instant') return (value) => sql`to_char(${value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return decimal;
}

/** The measures of one set of records as a JSON array; `column` names the input of the n-th. */
export function measuresJson(measures: readonly Measured[], column: (index: number) => Sql, filter: Sql): Sql {
  return sql`json_build_array(${join(measures.map(({ aggregate, output }, index) => output(aggregate(column(index), filter))))})`;
}

/** How the values of each measure are shown: lengths of time as ISO 8601 like everywhere, all else as it comes. */
export function valueShower(
  model: Model,
  entity: Entity,
  requests: readonly MeasureRequest[],
): (values: readonly (number | string | null)[]) => (number | string | null)[] {
  const lengths = requests.map((request) => {
    if ('count' in request || 'countDistinct' in request) return false;
    return typeOfPath(model, entity, String(Object.values(request)[0])).valueType === 'duration';
  });
  return (values) => values.map((value, index) => (lengths[index] === true && value !== null ? formatDuration(Number(value)) : value));
}
