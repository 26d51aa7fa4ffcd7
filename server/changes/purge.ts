/** Out of the trash: back into the model by a draft, or away for good, by typed confirmation. */
import type { EntityDocument } from '../../metadata/types.ts';
import type { Context } from '../access/context.ts';
import { id, quoteIdentifier as q, sql, toStatement } from '../database/sql.ts';
import { historyInsert } from '../history/entry.ts';
import { conflict, invalid, notFound } from '../kernel/errors.ts';
import { isId } from '../kernel/ids.ts';
import type { Entity } from '../model/types.ts';
import { runStatement } from '../schema/apply.ts';
import { createChangeSet, demandMetadata } from './change-sets.ts';
import { fieldById } from './plan/choose-names.ts';
import { byKey } from './documents/document-sets.ts';
import { trashDays, type TrashItem } from './trash.ts';
import type { ChangeSet, Edit } from './types.ts';
import { modelOf, readVersion } from './versions.ts';
import { refusal } from '../access/wording.ts';

interface StoredItem extends TrashItem {
  readonly document: unknown;
  readonly physical: {
    readonly table: string;
    readonly fields: readonly { readonly name: string; readonly columns: readonly string[]; readonly joinTable: string | null }[];
  };
  /** Days that it has lain there. */
  readonly days: number;
}

/** @throws Problem 404 for what is not in the trash (any more) */
async function readItem(context: Context, item: string): Promise<StoredItem> {
  const table = id(context.database.schema, 'relata_trash');
  const { rows } = isId(item)
    ? await context.database.query<StoredItem>(
        toStatement(sql`select id::text as id, kind, entity, field, title, dropped_at as "droppedAt", version::int as version, document, physical,
          floor(extract(epoch from now() - dropped_at) / 86400)::int as days from ${table} where id = ${item}::uuid and restored_at is null and purged_at is null`),
      )
    : { rows: [] };
  const [row] = rows;
  if (!row) throw notFound('There is nothing like that in the trash.');
  return row;
}

/**
 * Drafts the way back of a field or entity. Its values come with it, since its columns are still there.
 * @throws Problem 404; 409 for old values of a field that is in use: rolling back to its version brings those
 */
export async function draftRestore(context: Context, item: string): Promise<ChangeSet> {
  demandMetadata(context);
  const stored = await readItem(context, item);
  if (stored.kind === 'values') throw conflict(refusal(context, 'oldValues', { version: stored.version - 1 }), [], 'values');
  const present = await readVersion(context.database);
  if (!present) throw notFound('There is no version yet.');
  return createChangeSet(context.database, {
    title: `${stored.title} out of the trash`,
    baseVersion: present.version,
    edits: [
      stored.field === null
        ? { kind: 'entity', id: stored.entity, content: stored.document }
        : restoreField(context, stored, byKey(present.documents).get(`entity ${stored.entity}`)?.content),
    ],
    author: context.actor,
  });
}

function restoreField(context: Context, stored: StoredItem, entity: unknown): Edit {
  if (entity === undefined) throw conflict('The entity of this field is in the trash, too. Bring that back first.', [], 'entity');
  const document = structuredClone(entity) as EntityDocument;
  const name = stored.physical.fields[0]?.name ?? stored.field ?? '';
  const properties = document.properties as unknown as Record<string, unknown>;
  if (Object.hasOwn(properties, name)) throw conflict(refusal(context, 'nameTaken', { name }), [], 'name');
  properties[name] = name === stored.field ? stored.document : { ...(stored.document as object), id: stored.field };
  return { kind: 'entity', id: stored.entity, content: document };
}

/** How somebody confirms a purge. */
export interface Confirmation {
  /** The title of the item, as it was typed. */
  readonly confirm: unknown;
  /** Before its days in the trash are over. */
  readonly early: boolean;
}

/**
 * Takes columns or a table away for good.
 * @throws Problem 404; 422 when the title was not typed; 409 before its time, or when the model uses it again
 */
export async function purgeTrash(context: Context, item: string, { confirm, early }: Confirmation): Promise<void> {
  demandMetadata(context);
  const { database } = context;
  const stored = await readItem(context, item);
  if (confirm !== stored.title)
    throw invalid([{ pointer: '/confirm', code: 'confirm', message: `Type "${stored.title}" to purge it for good.` }]);
  if (stored.days < trashDays && !early)
    throw conflict(refusal(context, 'trashEarly', { days: trashDays, left: trashDays - stored.days }), [], 'early');
  const present = await readVersion(database);
  const entity = present && modelOf(present).entities.get(stored.entity);
  if (isUsed(stored, entity)) throw conflict('The model uses it again.', [], 'in-use');
  for (const text of dropStatements(database.schema, stored)) await runStatement(database, { text, alone: false });
  const { title, entity: owner, field } = stored;
  const gone = { title, entity: owner, ...(field === null ? {} : { field }) };
  const changes = Object.fromEntries(Object.entries(gone).map(([name, before]) => [name, { before, after: null }]));
  const note = historyInsert(context, [{ entity: 'system.metadata', recordId: null, action: 'purge', version: null, changes }]);
  await database.query(
    toStatement(
      sql`with noted as (${note}) update ${id(database.schema, 'relata_trash')} set purged_at = now() where id = ${stored.id}::uuid`,
    ),
  );
}

function isUsed(stored: StoredItem, entity: Entity | undefined): boolean {
  if (stored.field === null) return entity !== undefined;
  const field = entity && fieldById(entity, stored.field);
  const used = new Set(field?.type.columns(field).map((column) => column.name) ?? []);
  return stored.physical.fields.some(
    ({ columns, joinTable }) =>
      columns.some((column) => used.has(column)) || (field?.joinTable !== undefined && field.joinTable === joinTable),
  );
}

/** The statements, each of which may be run again. */
function dropStatements(schema: string, { field, physical }: StoredItem): string[] {
  const table = `${q(schema)}.${q(physical.table)}`;
  const joins = physical.fields.flatMap(({ joinTable }) =>
    joinTable === null ? [] : [`drop table if exists ${q(schema)}.${q(joinTable)}`],
  );
  // CASCADE reaches what only makes sense with it: foreign keys of fields that lie in the trash, and views.
  if (field === null) return [...joins, `drop table if exists ${table} cascade`];
  const columns = physical.fields.flatMap((each) => each.columns);
  return [...columns.map((column) => `alter table if exists ${table} drop column if exists ${q(column)}`), ...joins];
}
