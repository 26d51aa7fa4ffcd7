/** Rows for the server's own use: parsed pages, and streams of everything that matches. */
import type { Context } from '../access/context.ts';
import type { RecordAction } from '../access/scopes.ts';
import { all, id, sql, toStatement } from '../database/sql.ts';
import { entityFor, listRecords, requestPredicates } from './list.ts';
import { orderSql, parseSort } from './order.ts';
import { outputJson } from './select.ts';
import { startCompilation } from './compilation.ts';
import { actionScope } from './scope.ts';
import { createSource, joinAll, tableSql } from './source.ts';
import type { ListRequest, Row } from './types.ts';

/** A parsed page. */
export interface RowPage {
  readonly rows: Row[];
  readonly count: number | undefined;
  readonly next: string | null;
}

/** Like `listRecords`, parsed. */
export async function readRows(context: Context, entityName: string, request: ListRequest): Promise<RowPage> {
  const page = await listRecords(context, entityName, request);
  return { rows: JSON.parse(page.data) as Row[], count: page.count, next: page.next };
}

/**
 * All matching records in batches of 500, through a server-side cursor: for exports and audits.
 * @param action what the records are wanted for, beside reading them
 */
export async function* streamRows(
  context: Context,
  entityName: string,
  request: Omit<ListRequest, 'limit' | 'after' | 'offset' | 'count'>,
  action: RecordAction = 'read',
): AsyncIterable<Row[]> {
  const entity = entityFor(context, entityName);
  const compilation = startCompilation(context, request.params ?? {});
  const source = createSource(compilation, entity);
  const predicates = [...requestPredicates(source, request), ...(action === 'read' ? [] : actionScope(source, action))];
  const order = orderSql(parseSort(source, request.sort ?? []));
  const output = outputJson(source, { select: request.select, expand: request.expand });
  const statement = sql`select ${output} as j from ${tableSql(context, entity.table)} ${id(source.alias)}${joinAll(source)} where ${all(predicates)} order by ${order}`;
  for await (const batch of context.database.stream<{ j: Row }>(toStatement(statement), 500)) yield batch.map((row) => row.j);
}
