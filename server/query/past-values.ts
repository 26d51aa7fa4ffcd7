/** Values that history holds, as a reader of today may see them. */
import type { Field } from '../model/types.ts';
import type { Entity } from '../model/types.ts';
import type { RecordReference } from './labels.ts';

/** Canonical values before and after, by id of the field, as history keeps them. */
export type StoredChanges = Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;

const byId = new WeakMap<Entity, ReadonlyMap<string, Field>>();

/** The fields of an entity by their ids: history names fields by what never changes. */
export function fieldsById(entity: Entity): ReadonlyMap<string, Field> {
  let fields = byId.get(entity);
  if (!fields) byId.set(entity, (fields = new Map([...entity.fields.values()].map((field) => [field.id, field]))));
  return fields;
}

/** The records that a canonical value of a link points at. */
export function pointsTo(field: Field, value: unknown): RecordReference[] {
  if (value === null || value === undefined || field.targets.length === 0) return [];
  if (field.kind === 'linkAny') {
    const { entity, id } = value as Partial<RecordReference>;
    return typeof entity === 'string' && typeof id === 'string' ? [{ entity, id }] : [];
  }
  return (Array.isArray(value) ? value : [value]).map((id) => ({ entity: field.targets[0] ?? '', id: String(id) }));
}

/** A value as it is read elsewhere: links as `{ id, label }`; one to a record that the reader may not see is as if it were not there. */
export function shownValue(field: Field, value: unknown, labels: ReadonlyMap<string, string | null>): unknown {
  if (field.targets.length === 0) return value ?? null;
  const shown = pointsTo(field, value)
    .filter(({ id }) => labels.has(id))
    .map(({ entity, id }) => ({ ...(field.kind === 'linkAny' ? { entity } : {}), id, label: labels.get(id) ?? null }));
  return field.joinTable === undefined ? (shown[0] ?? null) : shown;
}
