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

/**
 * Notes what a version takes out; what comes back by it leaves the trash.
 * @param revived fields that take old columns of theirs into use again
 */
export async function fillTrash(
  tx: Queryable,
  schema: string,
  dropped: readonly Dropped[],
  revived: readonly Pick<Retyped, 'entity' | 'after'>[],
  before: Model,
  after: Model,
  version: number,
  actor: string | null,
): Promise<void> {
  const table = id(schema, 'relata_trash');
  const now = new Date().toISOString();
  for (const { kind, entity, field } of dropped) {
    const document = field?.document ?? entity.document;
    const physical = field
      ? {
          table: entity.table,
          column: field.column,
          kind: field.kind,
          targets: field.targets,
          columns: field.type.columns(field).map(({ name }) => name),
          joinTable: field.joinTable ?? null,
          baseCurrency: before.settings.baseCurrency,
        }
      : { table: entity.table };
    await tx.query(
      toStatement(sql`insert into ${table} (id, kind, entity, field, title, document, physical, dropped_at, version, actor)
        values (${newId()}::uuid, ${kind}, ${entity.id}, ${field?.id ?? null}, ${field?.title ?? entity.title}, ${JSON.stringify(document)}::json, ${JSON.stringify(physical)}::jsonb, ${now},
          ${version}::bigint, ${actor}::uuid)`),
    );
  }
  for (const { entity, after: field } of revived) {
    await tx.query(
      toStatement(sql`update ${table} set restored_at = ${now} where kind = 'values' and restored_at is null and entity = ${entity.id} and field = ${field.id}
        and physical ->> 'joinTable' is not distinct from ${field.joinTable ?? null}::text and (${field.joinTable ?? null}::text is not null or physical ->> 'column' = ${field.column})`),
    );
  }
  const back = [...after.entities.values()].flatMap((entity) => [
    entity.id,
    ...[...entity.fields.values()].map((field) => `${entity.id}.${field.id}`),
  ]);
  await tx.query(
    toStatement(sql`update ${table} set restored_at = ${now} where restored_at is null and purged_at is null and kind <> 'values'
      and (case when field is null then entity else entity || '.' || field end) = any(${back}::text[])`),
  );
}

/** Old values of fields that changed their kind, the latest first. */
export async function keptValues(database: Database): Promise<KeptValues[]> {
  const { rows } = await database.query<KeptValues>(
    toStatement(sql`select entity, field, physical ->> 'column' as column, physical ->> 'joinTable' as "joinTable", physical ->> 'kind' as kind, physical -> 'targets' as targets,
        physical ->> 'baseCurrency' as "baseCurrency" from ${id(database.schema, 'relata_trash')}
      where kind = 'values' and restored_at is null and purged_at is null order by dropped_at desc, id desc`),
  );
  return rows;
}

/** What lies in the trash, the latest first. */
export async function listTrash(database: Database): Promise<TrashItem[]> {
  const { rows } = await database.query<TrashItem>(
    toStatement(sql`select id::text as id, kind, entity, field, title, dropped_at as "droppedAt", version::int as version from ${id(database.schema, 'relata_trash')}
      where restored_at is null and purged_at is null order by dropped_at desc, id`),
  );
  return rows;
}
