/** History of one record, as its reader may see it. */
import type { Context } from '../access/context.ts';
import { fieldAccess } from '../access/fields.ts';
import { slot } from '../database/named.ts';
import { all, id, raw, sql, type Sql } from '../database/sql.ts';
import type { Statement } from '../database/types.ts';
import { badRequest, notFound } from '../kernel/errors.ts';
import { isId } from '../kernel/ids.ts';
import type { Entity } from '../model/types.ts';
import { closedFieldsSql } from './closed-fields.ts';
import { entriesFrom, entryColumns, viewEntries, type EntryRow, type HistoryView } from './history-view.ts';
import { entityFor, wholeNumber } from './list.ts';
import { readScope, roleScope } from './scope.ts';
import { columnSql, createSource, tableSql, type Source } from './source.ts';
import { statementFor } from './statement-cache.ts';
import { refusalOf } from '../access/wording.ts';

/** What everybody who sees a record may know of it; what else is noted of an account (sign-in) is for admins and for its user. */
const ofRecords = ['create', 'update', 'delete', 'restore', 'merge', 'erase'];
const entriesAtMost = 200;

/**
 * Reads entries, newest first: by one statement, beside the names of what they point at.
 * @param page `after` is the id of the last entry of the page before
 * @throws Problem 404 when the reader may not see the record, 400 for a cursor that is not of this record
 */
export async function readHistory(
  context: Context,
  entityName: string,
  recordId: string,
  page: { after?: string | undefined; limit?: number | undefined },
): Promise<{ data: HistoryView[]; page: { next: string | null } }> {
  const entity = entityFor(context, entityName);
  const limit = wholeNumber(page.limit ?? 50, 'limit', 1, entriesAtMost);
  const shown: HistoryView[] = [];
  let { after } = page;
  for (;;) {
    const rows = await readPage(context, entity, recordId, after, limit + 1);
    const views = await viewEntries(context, rows);
    shown.push(...views.filter((view) => view !== undefined));
    // Entries that say nothing to this reader are passed over: neither an empty entry nor a short page tells of them.
    if (shown.length > limit || rows.length <= limit) break;
    after = rows.at(-1)?.id;
  }
  const data = shown.slice(0, limit);
  return { data, page: { next: shown.length > limit ? (data.at(-1)?.id ?? null) : null } };
}

async function readPage(context: Context, entity: Entity, recordId: string, after: string | undefined, limit: number): Promise<EntryRow[]> {
  const missing = notFound(refusalOf(context, 'noRecord', entity));
  if (!isId(recordId)) throw missing;
  if (after !== undefined && !isId(after)) throw noCursor();
  const { rows } = await context.database.query<Partial<EntryRow> & { cursor: boolean }>(
    pageStatement(context, entity, recordId, after, limit),
  );
  // The record's own row comes along with every entry, and alone when there is none.
  const [first] = rows;
  if (!first) throw missing;
  if (!first.cursor) throw noCursor();
  return rows.filter((row): row is EntryRow & { cursor: boolean } => row.id !== null);
}

function noCursor(): Error {
  return badRequest('The page does not begin at an entry of this record.', [
    { pointer: '/after', code: 'cursor', message: 'Give the "next" of the page before.' },
  ]);
}

function pageStatement(context: Context, entity: Entity, recordId: string, after: string | undefined, limit: number): Statement {
  const visible = [...entity.fields.values()]
    .filter((field) => fieldAccess(context.model, context.rights, entity, field) !== 'hidden')
    .map((field) => field.id);
  const { schema } = context.database;
  return statementFor(context, ['history', entity.id, after !== undefined], {}, [recordId, visible, limit, after], (compilation) => {
    const source = createSource(compilation, entity);
    const record = all([sql`${columnSql(source, 'id')} = ${slot(0)}::uuid`, ...readScope(source)]);
    const bound = sql`from ${id(schema, 'relata_history')} b where b.id = ${slot(3)}::uuid and b.entity = ${entity.id} and b.record_id = ${slot(0)}::uuid`;
    const where = all([
      sql`h.entity = ${entity.id} and h.record_id = ${slot(0)}::uuid`,
      sql`(h.action <> 'update' or h.erased_at is not null or h.changes ?| ${slot(1)}::text[])`,
      actionsSql(source),
      ...(after === undefined ? [] : [sql`(h.at, h.id) < (select b.at, b.id ${bound})`]),
    ]);
    const entries = sql`select ${entryColumns(schema)} from ${entriesFrom(schema)} where ${where} order by h.at desc, h.id desc limit ${slot(2)}::int`;
    const cursor = after === undefined ? raw('true') : sql`exists (select 1 ${bound})`;
    const closed = closedFieldsSql(source) ?? raw(`'{}'::text[]`);
    return sql`select e.*, ${cursor} as cursor, ${closed} as closed from ${tableSql(context, entity.table)} ${id(source.alias)} left join lateral (${entries}) e on true where ${record} order by e.at desc, e.id desc`;
  });
}

/** Of sharing hears whoever may share the record, did it or was given it; of an account its user. */
function actionsSql(source: Source): Sql {
  const { rights, actor } = source.compilation.context;
  if (rights.admin) return raw('true');
  const plain = sql`h.action = any(${ofRecords}::text[])`;
  const mayShare = sql`(${all(roleScope(source, 'update', { shares: false }))}) is true`;
  if (actor.id === null) return sql`(${plain} or (h.action in ('share', 'unshare') and ${mayShare}))`;
  const grantee = sql`coalesce(h.changes->'_share'->'after'->>'id', h.changes->'_share'->'before'->>'id') = any(${[actor.id, ...actor.teams]}::text[])`;
  const sharing = sql`h.action in ('share', 'unshare') and (h.actor = ${actor.id}::uuid or ${grantee} or ${mayShare})`;
  const account = sql`h.record_id = ${actor.id}::uuid and h.action not in ('share', 'unshare')`;
  return sql`(${plain} or (${account}) or (${sharing}))`;
}
