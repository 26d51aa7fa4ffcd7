/** A page of records by one statement, which PostgreSQL shapes to the JSON text that is sent. */
import { parseCondition } from '../../metadata/rules/condition.ts';
import type { Context } from '../access/context.ts';
import { id, join, raw, sql, type Sql } from '../database/sql.ts';
import { badRequest, forbidden, notFound } from '../kernel/errors.ts';
import type { Entity } from '../model/types.ts';
import { compileCondition } from './condition-sql.ts';
import { countSql, readCount, type CountIs } from './count-sql.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { isLargeTable } from './large-tables.ts';
import { noteFilter, noteSort } from './note-use.ts';
import { afterSql, keysJson, orderSql, parseSort, type SortKey } from './order.ts';
import { pageSql } from './page-sql.ts';
import { isPrefixOnly, searchSql, searchWords, type SearchWords } from './search-sql.ts';
import { outputJson } from './select.ts';
import { readScope } from './scope.ts';
import { columnSql, createSource, joinAll, type Compilation, type Source } from './source.ts';
import { statementFor } from './statement-cache.ts';
import type { ListRequest, ListResult } from './types.ts';
import { refusal, refusalOf } from '../access/wording.ts';

const maximumOffset = 100_000;
const maximumLimit = 1000;

/**
 * Finds an entity by full id or short name.
 * @throws Problem 404 when there is none; 403 when the roles give no reading of it at all.
 */
export function entityFor(context: Context, name: string): Entity {
  const { model, rights } = context;
  const entity = model.entities.get(name) ?? model.entities.get(model.shortNames.get(name) ?? '');
  if (!entity) throw notFound(refusal(context, 'noEntity', { name }));
  if (rights.entity(entity.id).scope('read') === 'none') throw forbidden(refusalOf(context, 'mayNotRead', entity));
  return entity;
}

/** Predicates of a request: the living (or the deleted), the filter, the search, and the reader's scope. */
export function requestPredicates(source: Source, request: Pick<ListRequest, 'filter' | 'q' | 'trash'>): Sql[] {
  const search = request.q === undefined ? undefined : searchSql(source, request.q);
  return [...predicatesBesideSearch(source, request), ...(search === undefined ? [] : [search])];
}

function predicatesBesideSearch(source: Source, request: Pick<ListRequest, 'filter' | 'trash'>): Sql[] {
  const filter = request.filter === undefined ? undefined : parseCondition(request.filter, '/filter');
  if (filter) noteFilter(source.compilation, source.entity, filter);
  return [
    request.trash === true ? sql`${columnSql(source, 'deleted_at')} is not null` : sql`${columnSql(source, 'deleted_at')} is null`,
    ...readScope(source),
    ...(filter === undefined ? [] : [compileCondition(source, filter)]),
  ];
}

/**
 * Reads a page.
 * @param entityName full id or short name
 * @throws Problem 400 with pointers when a name, operator, literal, limit or cursor is wrong.
 */
export async function listRecords(context: Context, entityName: string, request: ListRequest): Promise<ListResult> {
  const entity = entityFor(context, entityName);
  const limit = wholeNumber(request.limit ?? 50, 'limit', 1, maximumLimit);
  const offset = wholeNumber(request.offset ?? 0, 'offset', 0, maximumOffset);
  if (request.after !== undefined && request.offset !== undefined) throw twoPlaces();
  const { params = {}, ...shape } = request;
  // What lies in the trash is few: PostgreSQL knows that best.
  const careful = request.q !== undefined && request.trash !== true && isLargeTable(context.database, entity.table);
  const statement = statementFor(context, ['list', entity.id, shape, careful], params, [], (compilation) =>
    listSql(compilation, entity, request, { limit, offset, careful }),
  );
  const { rows } = await context.database.query<{
    data: string | null;
    more: boolean;
    keys: string | null;
    total: [number, CountIs] | null;
  }>(statement);
  const row = rows[0];
  const { words, ignored }: SearchWords = request.q === undefined ? noWords : searchWords(request.q);
  return {
    data: `[${row?.data ?? ''}]`,
    ...readCount(row?.total ?? null),
    prefixOnly: words.filter(isPrefixOnly),
    ignored,
    next: row?.more && row.keys !== null ? writeCursor(row.keys, orderName(entity, request)) : null,
  };
}

const noWords: SearchWords = { words: [], ignored: [] };

/** How much of a list is read, and whether a sample decides how its search is made. */
interface ListWay {
  readonly limit: number;
  readonly offset: number;
  readonly careful: boolean;
}

function orderName(entity: Entity, request: ListRequest): string {
  return `${entity.id}:${(request.sort ?? []).join(',')}`;
}

/** The one statement: an inner page of rows with their keys, the output computed for that page only, and the count beside it. */
function listSql(compilation: Compilation, entity: Entity, request: ListRequest, { limit, offset, careful }: ListWay): Sql {
  const inner = createSource(compilation, entity);
  const keys = parseSort(inner, request.sort ?? []);
  noteSort(compilation, entity, request.sort ?? []);
  const plain = predicatesBesideSearch(inner, request);
  const counts = request.count !== undefined && request.count !== 'none' ? request.count : undefined;
  const indexed = searchSql(inner, request.q ?? '');
  const rowwise = careful || counts ? searchSql(inner, request.q ?? '', 'rowwise') : undefined;
  const predicates = indexed ? [...plain, indexed] : plain;
  const after = request.after === undefined ? [] : [afterSql(keys, readCursor(request.after, orderName(entity, request), keys.length))];
  const alone = keys.length === 1 && request.filter === undefined && readScope(inner).length === 0;
  const search = careful && indexed && rowwise ? { indexed, rowwise, alone } : undefined;
  const page = pageSql({
    source: inner,
    predicates: [...(search ? plain : predicates), ...after],
    search,
    keys,
    keyName,
    limit: limit + 1,
    offset,
  });
  const outer = createSource(compilation, entity);
  const output = outputJson(outer, { select: request.select, expand: request.expand });
  const keysOf = (alias: Sql): SortKey[] => keys.map((key, index) => ({ ...key, sql: sql`${alias}.${keyName(index)}` }));
  const pageKeys = keysOf(id(outer.alias));
  const keyValues = join(pageKeys.map((key) => key.sql));
  const rows = sql`select ${output}::text as j, ${keyValues}, row_number() over (order by ${orderSql(pageKeys)}) as n from (${page}) ${id(outer.alias)}${joinAll(outer)}`;
  const counted = counts ? countSql(inner, predicates, counts, rowwise ? [...plain, rowwise] : plain) : raw('null::json');
  return sql`select string_agg(r.j, ',' order by r.n) filter (where r.n <= ${limit}::int) as data, count(*) > ${limit}::int as more, max(${keysJson(keysOf(raw('r')))}) filter (where r.n = ${limit}::int) as keys, ${counted} as total from (${rows}) r`;
}

/** The n-th sort key of the page, by a name that no column has. */
function keyName(index: number): Sql {
  return id(`key ${index}`);
}

function twoPlaces(): Error {
  const message = '"after" says where the page begins; "offset" beside it would begin it elsewhere.';
  return badRequest(message, [{ pointer: '/offset', code: 'parameter', message, hint: 'Send one of them.' }], 'parameter');
}

/** Checks a whole number of a request. */
export function wholeNumber(value: unknown, name: string, low: number, high: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high) return value;
  const message = `"${name}" must be a whole number from ${low} to ${high}.`;
  throw badRequest(message, [{ pointer: `/${name}`, code: 'range', message }]);
}
