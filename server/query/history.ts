/** History of one record, as its reader may see it: hidden fields leave no trace, masked ones no values. */
import type { Context } from '../access/context.ts';
import { id, raw, sql, toStatement } from '../database/sql.ts';
import type { Entity } from '../model/types.ts';
import { changeLabels, viewChanges, type FieldChange, type StoredChanges } from './change-view.ts';
import { entityFor } from './list.ts';
import { readRecord } from './record.ts';

/** One entry for people. */
export interface HistoryView {
  readonly id: string;
  readonly at: string;
  readonly action: string;
  readonly version: number | null;
  readonly source: string;
  readonly actor: { readonly id: string; readonly name: string } | null;
  readonly changes: readonly FieldChange[];
}

interface EntryRow {
  readonly id: string;
  readonly at: string;
  readonly action: string;
  readonly version: number | null;
  readonly source: string;
  readonly actor: string | null;
  readonly actor_name: string | null;
  readonly changes: StoredChanges;
}

/**
 * Reads entries, newest first.
 * @param page `after` is the id of the last entry of the page before
 * @throws Problem 404 when the reader may not see the record
 */
export async function readHistory(
  context: Context,
  entityName: string,
  recordId: string,
  page: { after?: string | undefined; limit?: number | undefined },
): Promise<{ data: HistoryView[]; page: { next: string | null } }> {
  const entity = entityFor(context, entityName);
  await readRecord(context, entity.id, recordId, { select: ['id'] });
  const limit = Math.max(1, Math.min(page.limit ?? 50, 200));
  const users = context.model.entities.get('system.user');
  const schema = context.database.schema;
  const table = id(schema, 'relata_history');
  const after =
    page.after === undefined ? raw('true') : sql`(h.at, h.id) < (select b.at, b.id from ${table} b where b.id::text = ${page.after})`;
  const statement = sql`select h.id::text, to_char(h.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, h.action, h.version, h.source, h.actor::text, u.name as actor_name, h.changes
    from ${table} h left join ${id(schema, users?.table ?? '')} u on u.id = h.actor
    where h.entity = ${entity.id} and h.record_id = ${recordId}::uuid and ${after} order by h.at desc, h.id desc limit ${limit + 1}::int`;
  const { rows } = await context.database.query<EntryRow>(toStatement(statement));
  const shown = rows.slice(0, limit);
  const labels = await changeLabels(
    context,
    entity,
    shown.map((row) => row.changes),
  );
  return {
    data: shown.flatMap((row) => view(context, entity, row, labels)),
    page: { next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null },
  };
}

/** Entries of which nothing is left after hiding are left out, unless they say more than values (creation, deletion). */
function view(context: Context, entity: Entity, row: EntryRow, labels: ReadonlyMap<string, string | null>): HistoryView[] {
  const changes = viewChanges(context, entity, row.changes, labels);
  if (changes.length === 0 && row.action === 'update') return [];
  const actor = row.actor === null ? null : { id: row.actor, name: row.actor_name ?? '' };
  return [{ id: row.id, at: row.at, action: row.action, version: row.version, source: row.source, actor, changes }];
}
