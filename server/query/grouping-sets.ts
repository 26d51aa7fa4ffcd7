/**
 * Groups and measures by one statement with grouping sets: groups and totals come from the same rows.
 *
 * Words: a *dimension* is one group of the request; a *set* is the dimensions that a row of the answer is grouped by, the others being summed up.
 */
import { all, join, raw, sql, type Sql } from '../database/sql.ts';
import type { GroupColumns } from './groups.ts';
import { measuresJson, type Measured } from './measures.ts';

/** What is grouped and measured. */
export interface Grouping {
  readonly groups: readonly GroupColumns[];
  readonly measures: readonly Measured[];
  /** FROM and WHERE of the records. */
  readonly from: Sql;
  /** Dimensions of each set, by their places. */
  readonly sets: readonly (readonly number[])[];
}

/** A row of the answer. `g` says which dimensions are summed up: the first is the highest bit. */
export interface GroupRow {
  readonly g: number;
  readonly keys: readonly unknown[] | null;
  readonly labels: readonly (string | null)[] | null;
  readonly values: readonly (number | string | null)[];
}

const named = (prefix: string, index: number): Sql => raw(`${prefix}${index}`);
const nothing = raw('');

/** The bits of a set, as `grouping()` gives them. */
export function setBits(dimensions: number, set: readonly number[]): number {
  return Array.from({ length: dimensions }, (_, index) => (set.includes(index) ? '0' : '1')).reduce(
    (bits, bit) => bits * 2 + Number(bit),
    0,
  );
}

/** The parts of the statement that list and pivot share: columns of `GroupRow`, FROM with GROUP BY, and what it can be ordered by. */
export function groupedSql(grouping: Grouping): {
  readonly columns: Sql;
  readonly from: Sql;
  /** `grouping()` over all dimensions. */
  readonly g: Sql;
  /** The order of one dimension, its key deciding between equals. */
  readonly order: (dimension: number) => Sql;
} {
  const { groups, measures, sets } = grouping;
  const key = (index: number): Sql => (groups[index]?.many === true ? sql`u${named('', index)}.k` : named('k', index));
  const label = (index: number): Sql => (groups[index]?.label === undefined ? raw('null::text') : named('l', index));
  const places = groups.map((_, index) => index);
  const g = groups.length === 0 ? raw('0') : sql`grouping(${join(places.map(key))})`;
  const keys = join(groups.map((group, index) => group.output(key(index))));
  return {
    columns: sql`${g} as g, json_build_array(${keys}) as keys, json_build_array(${join(places.map(label))}) as labels, ${valuesSql(grouping, g)} as values`,
    from: sql`from (select ${innerColumns(groups, measures)} ${grouping.from}) r${unnested(groups)}${groups.length === 0 ? nothing : sql` group by grouping sets (${join(sets.map((set) => sql`(${setColumns(groups, set, key)})`))})`}`,
    g,
    order: (index) => sql`${groups[index]?.order(key(index), label(index)) ?? key(index)} nulls last, ${key(index)}`,
  };
}

/**
 * The inner query computes once per record what is grouped by and measured, and gives it names; the outer one groups by the names. (An expression
 * that holds parameters is never the same as its repetition in GROUP BY.)
 */
function innerColumns(groups: readonly GroupColumns[], measures: readonly Measured[]): Sql {
  const columns = [
    ...groups.flatMap(({ key, label }, index) => [
      sql`${key} as ${named('k', index)}`,
      ...(label === undefined ? [] : [sql`${label} as ${named('l', index)}`]),
    ]),
    ...measures.flatMap(({ input }, index) => (input ? [sql`${input} as ${named('m', index)}`] : [])),
  ];
  return columns.length === 0 ? raw('1') : join(columns);
}

function setColumns(groups: readonly GroupColumns[], set: readonly number[], key: (index: number) => Sql): Sql {
  return join(set.flatMap((index) => [key(index), ...(groups[index]?.label === undefined ? [] : [named('l', index)])]));
}

/** A record with several values counts in the group of each, and one without any in the empty group. */
function unnested(groups: readonly GroupColumns[]): Sql {
  const joins = groups.flatMap((group, index) =>
    group.many ? [sql` left join lateral unnest(r.${named('k', index)}) with ordinality as u${named('', index)}(k, n) on true`] : [],
  );
  return join(joins, '');
}

/** The measures of a row. Where a dimension with several values is summed up, each record counts once: by its first value. */
function valuesSql({ groups, measures, sets }: Grouping, g: Sql): Sql {
  const json = (filter: Sql): Sql => measuresJson(measures, (index) => named('m', index), filter);
  const filterOf = (set: readonly number[]): Sql => {
    const firsts = groups.flatMap((group, index) =>
      group.many && !set.includes(index) ? [sql`coalesce(u${named('', index)}.n, 1) = 1`] : [],
    );
    return firsts.length === 0 ? nothing : sql` filter (where ${all(firsts)})`;
  };
  if (!groups.some((group) => group.many)) return json(nothing);
  return sql`case ${g} ${join(
    sets.map((set) => sql`when ${raw(String(setBits(groups.length, set)))} then ${json(filterOf(set))}`),
    ' ',
  )} end`;
}
