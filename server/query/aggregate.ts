/** Groups and measures. */
import type { Context } from '../access/context.ts';
import { id, join, raw, sql, type Sql, all } from '../database/sql.ts';
import { badRequest } from '../kernel/errors.ts';
import type { Entity } from '../model/types.ts';
import { groupedSql, setBits, type Grouping, type GroupRow } from './grouping-sets.ts';
import { groupColumns, groupShower } from './groups.ts';
import { entityFor, requestPredicates, wholeNumber } from './list.ts';
import { measureOf, valueShower } from './measures.ts';
import { createSource, joinAll, tableSql, type Compilation } from './source.ts';
import { statementFor } from './statement-cache.ts';
import type { AggregateRequest, AggregateResult, GroupRequest } from './types.ts';

/**
 * Groups records and measures each group.
 * @throws Problem 400 when a field is unknown, hidden or of a kind that cannot be measured so.
 */
export async function aggregateRecords(context: Context, entityName: string, request: AggregateRequest): Promise<AggregateResult> {
  const entity = entityFor(context, entityName);
  const limit = wholeNumber(request.limit ?? 1000, 'limit', 1, 10_000);
  demandMeasures(request);
  const { params = {}, ...shape } = request;
  const groups = request.groups ?? [];
  const statement = statementFor(context, ['aggregate', entity.id, shape], params, [], (compilation) =>
    aggregateSql(groupingOf(compilation, entity, request, groups, [groups.map((_, index) => index), []]), request, limit),
  );
  const { rows } = await context.database.query<GroupRow>(statement);
  const whole = setBits(groups.length, []);
  const show = rowShower(context, entity, request, groups);
  const found = groups.length === 0 ? [] : rows.filter((row) => row.g !== whole);
  return {
    groups: found.slice(0, limit).map((row) => ({ ...show.head(row, 0, groups.length), values: show.values(row.values) })),
    totals: show.values(rows.find((row) => groups.length === 0 || row.g === whole)?.values ?? []),
    ...(found.length > limit ? { more: true } : {}),
  };
}

/** Checks what both kinds of requests have in common. */
export function demandMeasures(request: Pick<AggregateRequest, 'measures' | 'groups'>): void {
  if (request.measures.length === 0)
    throw badRequest('Name at least one measure.', [{ pointer: '/measures', code: 'required', message: 'At least one measure.' }]);
  if ((request.groups?.length ?? 0) > 4)
    throw badRequest('Four groups at the most.', [{ pointer: '/groups', code: 'range', message: 'Four groups at the most.' }]);
}

/** Compiles groups, measures and the records that they are of. */
export function groupingOf(
  compilation: Compilation,
  entity: Entity,
  request: AggregateRequest,
  groups: readonly GroupRequest[],
  sets: Grouping['sets'],
  pointerOf: (index: number) => string = (index) => `/groups/${index}`,
): Grouping {
  const source = createSource(compilation, entity);
  const columns = groups.map((group, index) => groupColumns(source, group, pointerOf(index)));
  const measures = request.measures.map((measure, index) => measureOf(source, measure, index));
  const where = all(requestPredicates(source, request));
  const from = sql`from ${tableSql(compilation.context, entity.table)} ${id(source.alias)}${joinAll(source)} where ${where}`;
  return { groups: columns, measures, from, sets };
}

/** How rows are shown to whoever asks. */
export function rowShower(
  context: Context,
  entity: Entity,
  request: AggregateRequest,
  groups: readonly GroupRequest[],
): {
  /** Keys and labels of some dimensions of a row. */
  readonly head: (row: GroupRow, from: number, to: number) => { keys: unknown[]; labels: string[] };
  readonly values: ReturnType<typeof valueShower>;
} {
  const showers = groups.map((group) => groupShower(context, entity, group));
  return {
    head(row, from, to) {
      const shown = showers
        .slice(from, to)
        .map((show, index) => show(row.keys?.[from + index] ?? null, row.labels?.[from + index] ?? null));
      return { keys: shown.map(({ key }) => key), labels: shown.map(({ label }) => label) };
    },
    values: valueShower(context.model, entity, request.measures),
  };
}

function aggregateSql(grouping: Grouping, request: AggregateRequest, limit: number): Sql {
  const { columns, from, g, order } = groupedSql(grouping);
  if (grouping.groups.length === 0) return sql`select ${columns} ${from}`;
  const whole = raw(String(setBits(grouping.groups.length, [])));
  const keys = [...measureOrder(grouping, request), ...grouping.groups.map((_, index) => order(index))];
  // The total comes first, so that the bound on groups can never cut it.
  return sql`select ${columns} ${from} order by (${g} = ${whole}) desc, ${join(keys)} limit ${limit + 2}::int`;
}

/** The measure by which groups stand, if the request names one. */
function measureOrder({ measures }: Grouping, { sort }: AggregateRequest): Sql[] {
  if (sort === undefined) return [];
  const measure = measures[sort.measure];
  if (!measure) {
    const message = `There is no measure ${sort.measure}: they count from 0.`;
    throw badRequest(message, [{ pointer: '/sort/measure', code: 'range', message }]);
  }
  return [sql`${measure.aggregate(raw(`m${sort.measure}`), raw(''))} ${raw(sort.descending === true ? 'desc' : 'asc')} nulls last`];
}
