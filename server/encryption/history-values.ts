/**
 * Encrypted values where they are kept beside the record: in history and in messages to the worker. They stay encrypted there, bound to the entity, the
 * field's id and the record, so that they open wherever the field's column is by then, and can never be put back into a row by hand.
 */
import type { FieldCipher } from './field-cipher.ts';
import type { ValuePlace } from './sealed-value.ts';

/** A value as history keeps it. */
export interface EncryptedValue {
  readonly $encrypted: string;
}

/** Whose value it is: by the entity's id, the field's id and the record's. */
export interface HistoryPlace {
  readonly entity: string;
  readonly field: string;
  readonly record: string;
}

function placeOf({ entity, field, record }: HistoryPlace): ValuePlace {
  return { table: `history ${entity}`, column: field, record };
}

/** Encrypts a canonical value; what is empty stays empty. */
export function sealForHistory(cipher: FieldCipher, place: HistoryPlace, value: unknown): EncryptedValue | null {
  return value === null || value === undefined ? null : { $encrypted: cipher.seal(placeOf(place), JSON.stringify(value)) };
}

/** Whether a value of history is an encrypted one. */
export function isEncryptedValue(value: unknown): value is EncryptedValue {
  return typeof value === 'object' && value !== null && '$encrypted' in value && typeof value.$encrypted === 'string';
}

/** The canonical value of what history keeps; null when it does not open. What was kept as plain text, from before the field was encrypted, is given back. */
export async function openFromHistory(cipher: FieldCipher, place: HistoryPlace, value: unknown): Promise<unknown> {
  if (!isEncryptedValue(value)) return value;
  const text = await cipher.open(placeOf(place), value.$encrypted);
  return text === null ? null : (JSON.parse(text) as unknown);
}
