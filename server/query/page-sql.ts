/**
 * The rows of one page. Where a search is among the predicates there are two ways to them: by the index of the search, sorting what it brings, or
 * along the order of the list, looking at each row until the page is full. PostgreSQL chooses by a guess of how many rows hold the words, which for
 * some words is wrong by a hundred times; on a large table the wrong way takes seconds. There a sample of its pages decides instead.
 */
import { all, id, join, raw, sql, type Sql } from '../database/sql.ts';
import { orderSql, type SortKey } from './order.ts';
import { sampleShare, tablesample } from './sample-sql.ts';
import { joinAll, tableSql, type Source } from './source.ts';

/** A search on a large table. */
export interface CarefulSearch {
  /** The predicate in the form that an index serves. */
  readonly indexed: Sql;
  /** The same in the form that is quick for each of many rows. */
  readonly rowwise: Sql;
  /** Whether every row is looked at in the order of the ids, so that nothing but the search is in the way to a full page. */
  readonly alone: boolean;
}

/** What a page is of. */
export interface PageRequest {
  /** Predicates and keys must have been compiled on it before, since they bring its joins. */
  readonly source: Source;
  /** All of them but a careful search. */
  readonly predicates: readonly Sql[];
  readonly search?: CarefulSearch | undefined;
  readonly keys: readonly SortKey[];
  /** The name of the n-th sort key among the columns of the page. */
  readonly keyName: (index: number) => Sql;
  /** Rows at the most. */
  readonly limit: number;
  readonly offset: number;
}

/** The select of a page: all columns of the source's table and the keys, in order. */
export function pageSql({ source, predicates, search, keys, keyName, limit, offset }: PageRequest): Sql {
  const keyColumns = join(keys.map((key, index) => sql`${key.sql} as ${keyName(index)}`));
  const rows = (...also: readonly Sql[]): Sql =>
    sql`select ${id(source.alias)}.*, ${keyColumns} from ${tableSql(source.compilation.context, source.entity.table)} ${id(source.alias)}${joinAll(source)} where ${all([...predicates, ...also])}`;
  const order = orderSql(keys);
  const span = sql`limit ${limit}::int offset ${offset}::int`;
  if (!search) return sql`${rows()} order by ${order} ${span}`;
  // `offset 0` keeps the order, and with it the thought of walking along it, out of the planning of the first way.
  const bySearch = sql`${rows(search.indexed)} offset 0`;
  // Of many rows that are found soon ones are enough; where a filter or an order is in the way, PostgreSQL knows more than the sample.
  const often = search.alone ? sql`case when ${search.rowwise} then true else false end` : search.indexed;
  const byOrder = sql`${rows(often)} order by ${order} limit ${offset + limit}::int`;
  const namedOrder = orderSql(keys.map((key, index) => ({ ...key, sql: keyName(index) })));
  return sql`with seldom as materialized (${isSeldom(source, search)})
    select * from (select * from (${bySearch}) a where (select yes from seldom) union all select * from (${byOrder}) b where not (select yes from seldom)) p
    order by ${namedOrder} ${span}`;
}

/** Some thirty pages, and one more of each thousand: the larger the table, the rarer the words that are worth going by the index. */
const samplePages = raw('least(1000, 30 + n.pages / 1000)');

/**
 * Whether few rows are found, as far as a sample tells. Where s of n rows are found, the way by the index visits some 3 s rows, the way along the
 * order some 50 n / s: they are even at s² = 17 n.
 */
function isSeldom(source: Source, { rowwise }: CarefulSearch): Sql {
  const table = tableSql(source.compilation.context, source.entity.table);
  const share = sampleShare(table, samplePages);
  return sql`select count(*) filter (where ${rowwise}) <= sqrt(17.0 * count(*) * ${share} / 100) as yes from ${table} ${id(source.alias)} ${tablesample(share)}${joinAll(source)}`;
}
