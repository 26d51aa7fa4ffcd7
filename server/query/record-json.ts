/** Records as JSON that PostgreSQL makes: objects of columns, and lists of them with a bound. */
import { id, join, literal, quoteIdentifier, raw, sql, type Sql } from '../database/sql.ts';
import type { Source } from './source.ts';

/** One member of an object. */
export interface OutputColumn {
  readonly name: string;
  readonly value: Sql;
}

/** What is sent of one record. */
export interface Output {
  readonly columns: readonly OutputColumn[];
  /** To-many paths that may have more than is sent: their subqueries of one row with `data` and `more`, by alias. */
  readonly many: readonly { readonly name: string; readonly alias: Sql; readonly rows: Sql }[];
}

/** Columns as they stand behind SELECT. */
function selected(columns: readonly OutputColumn[]): Sql {
  return join(columns.map(({ name, value }) => sql`${value} as ${id(name)}`));
}

/**
 * The source's record as a JSON object. Paths that have more than is sent are named in a member `_more`, which is there only then: most records
 * have none.
 */
export function objectSql(source: Source, { columns, many }: Output): Sql {
  const row = raw(quoteIdentifier(source.compilation.alias()));
  if (many.length === 0) return sql`(select row_to_json(${row}) from (select ${selected(columns)}) ${row})`;
  const whole = raw(source.compilation.alias());
  const names = join(many.map(({ name, alias }) => sql`${literal(name)}, case when ${alias}.more then true end`));
  const any = join(
    many.map(({ alias }) => sql`${alias}.more`),
    ' or ',
  );
  const more = { name: '_more', value: sql`case when ${any} then json_strip_nulls(json_build_object(${names})) end` };
  const rows = join(
    many.map((each) => sql`${each.rows} ${each.alias}`),
    ' cross join ',
  );
  const without = join(columns.map(({ name }) => sql`${whole}.${id(name)}`));
  // OFFSET keeps the subquery whole, so that nothing in it is computed for both branches.
  return sql`(select case when ${whole}."_more" is null then row_to_json((select ${row} from (select ${without}) ${row})) else row_to_json(${whole}) end
    from (select ${selected([...columns, more])} from ${rows} offset 0) ${whole})`;
}

/** `select … as j` of records of a child: `rest` is FROM with all that follows. */
export function childRows(child: Source, output: Output, rest: Sql): Sql {
  if (output.many.length > 0) return sql`select ${objectSql(child, output)} as j from ${rest}`;
  const row = raw(child.compilation.alias());
  return sql`select row_to_json(${row}) as j from (select ${selected(output.columns)} from ${rest}) ${row}`;
}

/** Rows of `j`, of which one more is read than is sent, as one row of `data` and `more`. */
export function bounded(source: Source, rows: Sql, limit: number): Sql {
  const row = raw(source.compilation.alias());
  const most = raw(String(limit));
  return sql`(select coalesce(array_to_json((array_agg(${row}.j))[1:${most}]), '[]') as data, count(*) > ${most} as more from (${rows}) ${row})`;
}
