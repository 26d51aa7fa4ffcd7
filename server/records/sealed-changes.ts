/** Records that leave the table, for history and for the worker: what is encrypted in the table stays encrypted there. */
import type { Context } from '../access/context.ts';
import { isEncryptedValue, openFromHistory, sealForHistory, type HistoryPlace } from '../encryption/history-values.ts';
import type { Entity, Field } from '../model/types.ts';
import type { Row } from '../query/types.ts';

/** Fields whose values are stored encrypted. */
export function encryptedFields(entity: Entity): Field[] {
  return [...entity.fields.values()].filter((field) => field.type.encrypts !== undefined);
}

function placeOf(entity: Entity, field: Field, record: string): HistoryPlace {
  return { entity: entity.id, field: field.id, record };
}

/** A canonical value as history keeps it. */
export function sealedValue(context: Context, entity: Entity, field: Field, record: string, value: unknown): unknown {
  return field.type.encrypts === undefined ? value : sealForHistory(context.database.cipher, placeOf(entity, field, record), value);
}

/** The canonical value of what history keeps. */
export async function openedValue(context: Context, entity: Entity, field: Field, record: string, value: unknown): Promise<unknown> {
  return openFromHistory(context.database.cipher, placeOf(entity, field, record), value);
}

/** The same, but what does not open stays as it is kept: it must not pass for an empty one. */
export async function openedOrKept(context: Context, entity: Entity, field: Field, record: string, value: unknown): Promise<unknown> {
  if (!isEncryptedValue(value)) return value;
  return (await openedValue(context, entity, field, record, value)) ?? value;
}

/** A record for a message to the worker. */
export function sealedRow<T extends Row | null>(context: Context, entity: Entity, row: T): T {
  const fields = row === null ? [] : encryptedFields(entity);
  if (row === null || fields.length === 0) return row;
  const sealed = fields.map((field) => [field.name, sealedValue(context, entity, field, row.id, row[field.name] ?? null)] as const);
  return { ...row, ...Object.fromEntries(sealed) };
}

/** A record of a message, opened. */
export async function openedRow(context: Context, entity: Entity, row: Row): Promise<Row> {
  const opened = encryptedFields(entity).map(
    async (field) => [field.name, await openedValue(context, entity, field, row.id, row[field.name] ?? null)] as const,
  );
  return opened.length === 0 ? row : { ...row, ...Object.fromEntries(await Promise.all(opened)) };
}
