/** Entries of history for people: hidden fields leave no trace, masked ones no values, and a link to what the reader may not see is none. */
import type { Context } from '../access/context.ts';
import { isReadable } from '../access/fields.ts';
import { id, sql, type Sql } from '../database/sql.ts';
import { sealedToSql } from '../history/places.ts';
import type { Entity } from '../model/types.ts';
import { changeReferences, viewChanges, type FieldChange } from './change-view.ts';
import { fieldsById, type StoredChanges } from './past-values.ts';
import { readLabelsWithTrash } from './labels.ts';

/** One entry for people. */
export interface HistoryView {
  readonly id: string;
  readonly at: string;
  readonly action: string;
  readonly version: number | null;
  readonly source: string;
  readonly actor: { readonly id: string; readonly name: string } | null;
  /** The API key that the actor came with. */
  readonly key: { readonly id: string; readonly name: string } | null;
  /** The import or run that caused it. */
  readonly cause: { readonly kind: string; readonly id: string } | null;
  /** What it was done together with. */
  readonly operation: string | null;
  /** Whether a seal covers it: who changes it now is found out. */
  readonly sealed: boolean;
  /** When its payload was erased on request. */
  readonly erasedAt?: string;
  readonly changes: readonly FieldChange[];
}

/** An entry as it is stored. */
export interface EntryRow {
  readonly id: string;
  readonly at: string;
  readonly entity: string;
  readonly record: string | null;
  readonly action: string;
  readonly version: number | null;
  readonly source: string;
  readonly actor: string | null;
  readonly key: { readonly id: string; readonly name: string } | null;
  readonly cause: { readonly kind: string; readonly id: string } | null;
  readonly operation: string | null;
  readonly sealed: boolean;
  readonly erased_at: string | null;
  readonly changes: StoredChanges;
  /** Ids of fields that the reader may not see on this record. */
  readonly closed?: readonly string[] | null;
}

/** Columns of an `EntryRow` from history `h`, with keys `k` joined. */
export function entryColumns(schema: string): Sql {
  const instant = (column: Sql): Sql => sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return sql`h.id::text as id, ${instant(sql`h.at`)} as at, h.entity, h.record_id::text as record, h.action, h.version, h.source, h.actor::text as actor,
    case when k.id is not null then json_build_object('id', k.id, 'name', k.name) end as key,
    case when h.cause_kind is not null then json_build_object('kind', h.cause_kind, 'id', h.cause_id) end as cause,
    h.operation::text as operation, h.place < ${sealedToSql(schema)} as sealed, ${instant(sql`h.erased_at`)} as erased_at, h.changes`;
}

/** History `h` with the keys that were used. */
export function entriesFrom(schema: string): Sql {
  return sql`${id(schema, 'relata_history')} h left join ${id(schema, 'relata_api_keys')} k on k.id = h.key_id`;
}

/** What entries say, for their reader: undefined in the place of one that says nothing to them. */
export async function viewEntries(context: Context, rows: readonly EntryRow[]): Promise<(HistoryView | undefined)[]> {
  const labels = await labelsOf(context, rows);
  return rows.map((row) => {
    const entity = context.model.entities.get(row.entity);
    const changes = entity ? changesOf(context, entity, row, labels) : rawChanges(row.changes);
    if (changes.length === 0 && row.action === 'update' && row.erased_at === null) return undefined;
    const { id: entry, at, action, version, source, cause, operation, sealed } = row;
    const actor = entity === undefined || seesActors(context, entity) ? actorOf(context, row, labels) : null;
    const erased = row.erased_at === null ? {} : { erasedAt: row.erased_at };
    return {
      id: entry,
      at,
      action,
      version,
      source,
      actor,
      key: actor === null ? null : row.key,
      cause,
      operation,
      sealed,
      ...erased,
      changes,
    };
  });
}

function actorOf(context: Context, row: EntryRow, labels: ReadonlyMap<string, string | null>): HistoryView['actor'] {
  if (row.actor === null || (!labels.has(row.actor) && !context.rights.admin)) return null;
  return { id: row.actor, name: labels.get(row.actor) ?? '' };
}

/** Whoever may not see who changed a record last learns it from no entry either. */
function seesActors(context: Context, entity: Entity): boolean {
  const field = entity.fields.get('updatedBy');
  return field === undefined || isReadable(context.model, context.rights, entity, field);
}

/** Fields that are no longer there, and what other entries than writes hold, are for admins. */
function changesOf(context: Context, entity: Entity, row: EntryRow, labels: ReadonlyMap<string, string | null>): FieldChange[] {
  const views = viewChanges(context, entity, row.changes, labels, new Set(row.closed));
  if (!context.rights.admin) return views;
  const fields = fieldsById(entity);
  return [...views, ...rawChanges(Object.fromEntries(Object.entries(row.changes).filter(([name]) => !fields.has(name))))];
}

/** What is no field of a record, as it stands. */
function rawChanges(changes: Readonly<Record<string, unknown>>): FieldChange[] {
  return Object.entries(changes).map(([name, change]) => {
    const { before = null, after = null } =
      typeof change === 'object' && change !== null && 'after' in change
        ? (change as { before?: unknown; after?: unknown })
        : { after: change };
    return { field: name, title: name, before, after };
  });
}

/** Names of the actors, and of the records that links in these entries point at. */
function labelsOf(context: Context, rows: readonly EntryRow[]): Promise<Map<string, string | null>> {
  const references = rows.flatMap((row) => {
    const entity = context.model.entities.get(row.entity);
    const actor = row.actor === null ? [] : [{ entity: 'system.user', id: row.actor }];
    return entity ? [...changeReferences(entity, row.changes), ...actor] : actor;
  });
  return readLabelsWithTrash(context, references);
}
