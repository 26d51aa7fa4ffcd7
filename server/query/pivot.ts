/** Groups in two dimensions, by one statement: cells, totals of rows and columns, and the total of all. */
import type { Context } from '../access/context.ts';
import { join, raw, sql, type Sql } from '../database/sql.ts';
import { badRequest } from '../kernel/errors.ts';
import { demandMeasures, groupingOf, rowShower } from './aggregate.ts';
import { groupedSql, setBits, type Grouping, type GroupRow } from './grouping-sets.ts';
import { entityFor } from './list.ts';
import { statementFor } from './statement-cache.ts';
import type { PivotHead, PivotRequest, PivotResult } from './types.ts';

/** Rows and columns that are sent at the most. */
const maximumRows = 1000;
const maximumColumns = 100;

interface PivotRow extends GroupRow {
  /** Places of the row and the column, from 1. */
  readonly r: number;
  readonly c: number;
}

/**
 * Groups records in two dimensions.
 * @throws Problem 400 when a field is unknown, hidden or of a kind that cannot be measured so.
 */
export async function pivotRecords(context: Context, entityName: string, request: PivotRequest): Promise<PivotResult> {
  const entity = entityFor(context, entityName);
  demandMeasures(request);
  const { groups: down, pivot: across } = request;
  if (down.length === 0 || across.length === 0 || across.length > 2)
    throw badRequest('A pivot takes one to four groups and one or two of "pivot".', [
      { pointer: down.length === 0 ? '/groups' : '/pivot', code: 'range', message: 'Name what stands in rows and in columns.' },
    ]);
  const { params = {}, ...shape } = request;
  const groups = [...down, ...across];
  const rowPlaces = down.map((_, index) => index);
  const columnPlaces = across.map((_, index) => down.length + index);
  const sets = [[...rowPlaces, ...columnPlaces], rowPlaces, columnPlaces, []];
  const statement = statementFor(context, ['pivot', entity.id, shape], params, [], (compilation) => {
    const pointerOf = (index: number): string => (index < down.length ? `/groups/${index}` : `/pivot/${index - down.length}`);
    return pivotSql(groupingOf(compilation, entity, request, groups, sets, pointerOf), rowPlaces, columnPlaces);
  });
  const { rows } = await context.database.query<PivotRow>(statement);
  const show = rowShower(context, entity, request, groups);
  const [cellBits, rowBits, columnBits] = sets.map((set) => setBits(groups.length, set));
  const within = rows.filter((row) => Number(row.r) <= maximumRows && Number(row.c) <= maximumColumns);
  const headsOf = (bits: number | undefined, from: number, to: number): PivotHead[] =>
    within.filter((row) => row.g === bits).map((row) => ({ ...show.head(row, from, to), totals: show.values(row.values) }));
  const heads = { rows: headsOf(rowBits, 0, down.length), columns: headsOf(columnBits, down.length, groups.length) };
  const cells: ((number | string | null)[] | null)[][] = heads.rows.map(() => heads.columns.map(() => null));
  for (const row of within) {
    const line = row.g === cellBits ? cells[Number(row.r) - 1] : undefined;
    if (line) line[Number(row.c) - 1] = show.values(row.values);
  }
  const total = rows.find((row) => row.g === setBits(groups.length, []));
  return { ...heads, cells, totals: show.values(total?.values ?? []), ...(within.length < rows.length ? { truncated: true } : {}) };
}

/** Every row of the answer has its place down and across; one more than is sent tells that there are more. */
function pivotSql(grouping: Grouping, down: readonly number[], across: readonly number[]): Sql {
  const { columns, from, g, order } = groupedSql(grouping);
  const place = (dimensions: readonly number[]): Sql => sql`dense_rank() over (partition by ${g} order by ${join(dimensions.map(order))})`;
  const ranked = sql`select ${columns}, ${place(down)} as r, ${place(across)} as c ${from}`;
  const bounds = sql`p.r <= ${raw(String(maximumRows + 1))} and p.c <= ${raw(String(maximumColumns + 1))}`;
  return sql`select p.g, p.keys, p.labels, p.values, p.r, p.c from (${ranked}) p where ${bounds} order by p.g, p.r, p.c`;
}
