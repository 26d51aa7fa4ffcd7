/** The whole history of a workspace, for admins: newest first, by place, so that pages hold still while people write. */
import type { Context } from '../access/context.ts';
import { all, id, sql, toStatement, type Sql } from '../database/sql.ts';
import { readUnsealed } from '../history/verify.ts';
import { restrictionsOf } from '../access/restrictions.ts';
import { badRequest } from '../kernel/errors.ts';
import { isId } from '../kernel/ids.ts';
import { entriesFrom, entryColumns, viewEntries, type EntryRow, type HistoryView } from './history-view.ts';
import { readClosedFields } from './closed-fields.ts';
import { readInstant } from './instants.ts';
import { wholeNumber } from './list.ts';
import { readLabelsWithTrash } from './labels.ts';

/** What is looked for; everything by default. */
export interface LogRequest {
  readonly entity?: string | undefined;
  readonly record?: string | undefined;
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly operation?: string | undefined;
  /** Instants: the first that is in it, and the first that is not. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

/** An entry of the log: with what it is about. */
export interface LogView extends HistoryView {
  readonly entity: string;
  readonly record: { readonly id: string; readonly label: string | null } | null;
}

const entriesAtMost = 200;

/**
 * Reads a page of the log. The caller has made sure that the reader is an admin.
 * @throws Problem 400 with a pointer to each parameter that cannot be read
 */
export async function readLog(context: Context, request: LogRequest): Promise<{ data: LogView[]; page: { next: string | null } }> {
  const limit = wholeNumber(request.limit ?? 50, 'limit', 1, entriesAtMost);
  const { schema } = context.database;
  const { rows } = await context.database.query<EntryRow & { place: string }>(
    toStatement(sql`select ${entryColumns(schema)}, h.place::text as place from ${entriesFrom(schema)} where ${all(predicates(context, request))}
      order by h.place desc, h.id desc limit ${limit + 1}::int`),
  );
  const page = rows.slice(0, limit);
  const labels = await readLabelsWithTrash(
    context,
    page.flatMap((row) => (row.record === null ? [] : [{ entity: row.entity, id: row.record }])),
  );
  const views = await viewEntries(context, await restricted(context, page, labels));
  const data = page.flatMap((row, index): LogView[] => {
    const view = views[index];
    if (!view) return [];
    return [
      { ...view, entity: row.entity, record: row.record === null ? null : { id: row.record, label: labels.get(row.record) ?? null } },
    ];
  });
  const last = page.at(-1);
  return { data, page: { next: rows.length > limit && last ? `${last.place}.${last.id}` : null } };
}

/** What restrictions keep from everybody they keep from admins, too: whole records, and fields of some. */
async function restricted<Row extends EntryRow>(
  context: Context,
  rows: readonly Row[],
  labels: ReadonlyMap<string, string | null>,
): Promise<Row[]> {
  const closed = new Map<string, ReadonlySet<string>>();
  for (const [name, own] of Map.groupBy(rows, ({ entity }) => entity)) {
    const entity = context.model.entities.get(name);
    const ids = own.flatMap(({ record }) => record ?? []);
    if (entity) for (const [record, fields] of await readClosedFields(context, context.database, entity, ids)) closed.set(record, fields);
  }
  return rows.map((row) => {
    const entity = context.model.entities.get(row.entity);
    const shut = entity && row.record !== null && !labels.has(row.record) && restrictionsOf(context, entity, 'read').length > 0;
    return { ...row, ...(shut === true ? { changes: {} } : {}), closed: [...(closed.get(row.record ?? '') ?? [])] };
  });
}

function predicates(context: Context, request: LogRequest): Sql[] {
  const { model } = context;
  const uuid = (name: 'record' | 'actor' | 'operation', column: Sql): Sql[] => {
    const value = request[name];
    if (value === undefined) return [];
    if (!isId(value)) throw wrong(name, `"${name}" must be an id.`);
    return [sql`${column} = ${value}::uuid`];
  };
  const entity = request.entity === undefined ? undefined : (model.shortNames.get(request.entity) ?? request.entity);
  return [
    ...(entity === undefined ? [] : [sql`h.entity = ${entity}`]),
    ...uuid('record', sql`h.record_id`),
    ...uuid('actor', sql`h.actor`),
    ...uuid('operation', sql`h.operation`),
    ...(request.action === undefined ? [] : [sql`h.action = ${request.action}`]),
    ...(request.from === undefined ? [] : [sql`h.at >= ${readInstant(request.from, 'from')}::timestamptz`]),
    ...(request.to === undefined ? [] : [sql`h.at < ${readInstant(request.to, 'to')}::timestamptz`]),
    ...(request.after === undefined ? [] : [afterSql(request.after)]),
  ];
}

function afterSql(cursor: string): Sql {
  const [, place, entry] = /^(\d{1,18})\.(.+)$/.exec(cursor) ?? [];
  if (place === undefined || !isId(entry)) throw wrong('after', 'Give the "next" of the page before.');
  return sql`(h.place, h.id) < (${place}::bigint, ${entry}::uuid)`;
}

function wrong(name: string, message: string): Error {
  return badRequest(message, [{ pointer: `/${name}`, code: 'parameter', message }], 'parameter');
}

/** How far history is sealed, and how much of it is not yet. */
export interface SealState {
  readonly sealed: { readonly number: number; readonly at: string; readonly entries: number } | null;
  readonly unsealed: number;
  readonly unsealedSince: string | null;
}

/** Reads how far the sealing has come. */
export async function readSealState(context: Context): Promise<SealState> {
  const { database } = context;
  const { rows } = await database.query<{ number: string; at: string; total: string }>(
    toStatement(sql`select number, total, to_char(sealed_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at from ${id(database.schema, 'relata_seals')}
      order by number desc limit 1`),
  );
  const [last] = rows;
  const { entries, since } = await readUnsealed(database);
  return {
    sealed: last ? { number: Number(last.number), at: last.at, entries: Number(last.total) } : null,
    unsealed: entries,
    unsealedSince: since,
  };
}
