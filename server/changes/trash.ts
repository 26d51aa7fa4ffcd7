/** What was taken out of the model and still lies in the database: fields, entities, and the columns of fields that changed their kind. */
import { id, sql, toStatement } from '../database/sql.ts';
import type { Database, Queryable } from '../database/types.ts';
import { newId } from '../kernel/ids.ts';
import type { Entity, Field, Model } from '../model/types.ts';
import { fieldById, type KeptValues, type Retyped } from './plan/choose-names.ts';
import { isStored } from './run/stored-values.ts';

/** Days that something lies in the trash before it may be purged. */
export const trashDays = 30;

/** One thing in the trash. */
export interface TrashItem {
  readonly id: string;
  /** `values` are the old values of a field that changed its kind. */
  readonly kind: 'entity' | 'field' | 'values';
  readonly entity: string;
  readonly field: string | null;
  readonly title: string;
  readonly droppedAt: string;
  /** The version that took it out. */
  readonly version: number;
}

interface Dropped {
  readonly kind: TrashItem['kind'];
  readonly entity: Entity;
  readonly field: Field | undefined;
}

/** What a new model no longer has. */
export function droppedBetween(before: Model, after: Model, retyped: readonly Retyped[]): Dropped[] {
  const gone = [...before.entities.values()].flatMap((entity): Dropped[] => {
    const now = after.entities.get(entity.id);
    if (!now) return [{ kind: 'entity', entity, field: undefined }];
    return [...entity.fields.values()]
      .filter((field) => !field.system && field.type.computed !== true && !fieldById(now, field.id))
      .map((field) => ({ kind: 'field', entity, field }));
  });
  // What is computed from now on leaves its stored values behind.
  const computed = [...before.entities.values()].flatMap((entity) =>
    [...entity.fields.values()]
      .filter((field) => {
        const now = fieldById(after.entities.get(entity.id), field.id);
        return isStored(field) && now !== undefined && !isStored(now);
      })
      .map((field) => ({ kind: 'values' as const, entity, field })),
  );
  return [...gone, ...computed, ...retyped.map(({ entity, before: field }) => ({ kind: 'values' as const, entity, field }))];
}

/** Where the values of a field stand, and what they are. */
function placeOf(field: Field, { settings }: Model): Omit<KeptValues, 'entity' | 'table'> {
  return {
    field: field.id,
    name: field.name,
    column: field.column,
    columns: field.type.columns(field).map(({ name }) => name),
    joinTable: field.joinTable ?? null,
    kind: field.kind,
    encrypted: field.type.encrypts !== undefined,
    targets: field.targets,
    baseCurrency: settings.baseCurrency,
  };
}

/** Notes what a version takes out; what comes back by it leaves the trash. */
export async function fillTrash(
  tx: Queryable,
  schema: string,
  dropped: readonly Dropped[],
  before: Model,
  after: Model,
  version: number,
  actor: string | null,
): Promise<void> {
  const table = id(schema, 'relata_trash');
  const now = new Date().toISOString();
  for (const { kind, entity, field } of dropped) {
    const document = field?.document ?? entity.document;
    const fields = field ? [field] : [...entity.fields.values()].filter((each) => !each.system && isStored(each));
    const physical = { table: entity.table, fields: fields.map((each) => placeOf(each, before)) };
    await tx.query(
      toStatement(sql`insert into ${table} (id, kind, entity, field, title, document, physical, dropped_at, version, actor)
        values (${newId()}::uuid, ${kind}, ${entity.id}, ${field?.id ?? null}, ${field?.title ?? entity.title}, ${JSON.stringify(document)}::json, ${JSON.stringify(physical)}::jsonb, ${now},
          ${version}::bigint, ${actor}::uuid)`),
    );
  }
  await tx.query(
    toStatement(
      sql`update ${table} set restored_at = ${now} where restored_at is null and purged_at is null and field is null and entity = any(${[...after.entities.keys()]}::text[])`,
    ),
  );
  // What is in use again must not be purged, whatever it is in the trash for.
  await tx.query(
    toStatement(
      sql`update ${table} set restored_at = ${now} where restored_at is null and purged_at is null and field is not null
        and coalesce(physical #>> '{fields,0,joinTable}', (physical ->> 'table') || '.' || (physical #>> '{fields,0,column}')) = any(${placesOf(after)}::text[])`,
    ),
  );
  // A field that came back as another kind left its values behind.
  await tx.query(
    toStatement(
      sql`update ${table} set kind = 'values' where restored_at is null and purged_at is null and kind = 'field' and entity || '.' || field = any(${fieldsOf(after)}::text[])`,
    ),
  );
}

/** The join tables of a model, and its columns as `table.column`. */
function placesOf(model: Model): string[] {
  return [...model.entities.values()].flatMap((entity) =>
    [...entity.fields.values()].filter(isStored).map((field) => field.joinTable ?? `${entity.table}.${field.column}`),
  );
}

function fieldsOf(model: Model): string[] {
  return [...model.entities.values()].flatMap((entity) => [...entity.fields.values()].map((field) => `${entity.id}.${field.id}`));
}

/** Values of fields that were dropped, with their entity or alone, or changed their kind; the latest first. */
export async function keptValues(database: Database): Promise<KeptValues[]> {
  const { rows } = await database.query<{ entity: string; table: string; fields: Omit<KeptValues, 'entity' | 'table'>[] }>(
    toStatement(sql`select entity, physical ->> 'table' as table, physical -> 'fields' as fields from ${id(database.schema, 'relata_trash')}
      where restored_at is null and purged_at is null order by dropped_at desc, id desc`),
  );
  return rows.flatMap(({ entity, table, fields }) => fields.map((field) => ({ ...field, entity, table })));
}

/** What lies in the trash, the latest first. */
export async function listTrash(database: Database): Promise<TrashItem[]> {
  const { rows } = await database.query<TrashItem>(
    toStatement(sql`select id::text as id, kind, entity, field, title, dropped_at as "droppedAt", version::int as version from ${id(database.schema, 'relata_trash')}
      where restored_at is null and purged_at is null order by dropped_at desc, id`),
  );
  return rows;
}
