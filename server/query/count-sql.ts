/**
 * How many records match, by the statement that brings the page. Counting stops at a bound; beyond it the number is estimated from a sample of
 * the table's pages, which PostgreSQL takes only when the bound was hit. Whoever sees a part of the records gets no estimate: a sample of all
 * pages would tell of the others.
 */
import { all, id, raw, sql, type Sql } from '../database/sql.ts';
import { pagesSql, sampleShare, tablesample } from './sample-sql.ts';
import { readScope } from './scope.ts';
import { joinAll, tableSql, type Source } from './source.ts';

/** Records counted one by one at the most. */
export const countBound = 15_000;
/** The same where an estimate will do. */
const estimateBound = 1000;
/** Where a sample finds few of them, or none may be taken, it is worth counting a little further. */
const furtherBound = 10_000;
/** Matches in a sample that make it good to a few percent. */
const enoughInSample = 400;
/** Pages (of 8 kB) in a sample: of a table that has no more, all are read. */
const samplePages = 500;

/** Tables with more pages are sampled before anything is counted to the bound: of a smaller one, counting costs no more than the sample. */
const samplePaysFrom = 10_000;

/** So many times the bound a sample must promise for nobody to count to it: that it is wrong by as much is out of the question. */
const surely = 4;

/** How sure a count is. `atLeast`: counting stopped at the bound. */
export type CountIs = 'exact' | 'estimate' | 'atLeast';

/**
 * SQL of `[number, how sure]` as JSON.
 * @param predicates those of the request, on this source; they must have been compiled before, since they bring its joins
 * @param rowwise the same in a form that is quicker for each row of a sample, if there is one
 */
export function countSql(source: Source, predicates: readonly Sql[], wanted: 'exact' | 'estimate', rowwise = predicates): Sql {
  const table = tableSql(source.compilation.context, source.entity.table);
  const where = all(predicates);
  const bounded = (bound: number): Sql =>
    sql`(select count(*) as n from (select from ${table} ${id(source.alias)}${joinAll(source)} where ${where} limit ${bound + 1}::int) c)`;
  if (readScope(source).length > 0) {
    const bound = wanted === 'exact' ? countBound : furtherBound;
    return sql`(select json_build_array(least(b.n, ${bound}::int), case when b.n > ${bound}::int then 'atLeast' else 'exact' end) from ${bounded(bound)} b)`;
  }
  const bound = wanted === 'exact' ? countBound : estimateBound;
  const share = sampleShare(table, raw(String(samplePages)));
  const sample = sql`(select count(*) as n, ${share} as share from ${table} ${id(source.alias)} ${tablesample(share)}${joinAll(source)} where ${all(rowwise)})`;
  const estimate = (least: number): Sql =>
    sql`json_build_array(greatest(${least + 1}::int, round(s.n * 100 / s.share)), case when s.share >= 100 then 'exact' else 'estimate' end)`;
  const further =
    bound >= furtherBound
      ? estimate(bound)
      : sql`case when s.share >= 100 or s.n >= ${enoughInSample}::int then ${estimate(bound)}
          else (select case when f.n > ${furtherBound}::int then ${estimate(furtherBound)} else json_build_array(f.n, 'exact') end from ${bounded(furtherBound)} f) end`;
  const counted = sql`(select case when b.n <= ${bound}::int then json_build_array(b.n, 'exact') else (select ${further} from sample s) end from ${bounded(bound)} b)`;
  // In a large table (a sample of it costs less than counting to the bound) a few more are counted than an estimate takes; are there more, the sample may tell that they are many times the bound.
  const isLarge = sql`${pagesSql(table)} > ${raw(String(samplePaysFrom))}`;
  const many = sql`(${isLarge} and (select p.n > ${estimateBound}::int from ${bounded(estimateBound)} p) and (select s.share < 100 and s.n * 100 / s.share > ${surely * bound}::int from sample s))`;
  const whole = bound > estimateBound ? sql`case when ${many} then (select ${estimate(bound)} from sample s) else ${counted} end` : counted;
  return sql`(with sample as materialized ${sample} select ${whole})`;
}

/** A count as it is sent: an estimate has three digits that mean something. */
export function readCount(counted: readonly [number, CountIs] | null): {
  readonly count: number | undefined;
  readonly countIs: CountIs | undefined;
} {
  if (counted === null) return { count: undefined, countIs: undefined };
  const [count, countIs] = counted;
  return { count: countIs === 'estimate' ? Number(count.toPrecision(3)) : count, countIs };
}
