/** Where the bytes of a file field are read. */
import type { ClientField, ClientModel } from '../../../../metadata/client-model.ts';
import { fileUrl, type FileValue } from '../../api/records.ts';

/** A file on the wire; undefined for anything else. */
export function fileOf(value: unknown): FileValue | undefined {
  return value !== null &&
    typeof value === 'object' &&
    typeof (value as FileValue).id === 'string' &&
    typeof (value as FileValue).name === 'string'
    ? (value as FileValue)
    : undefined;
}

/**
 * The address of a stored file; undefined while it is not part of a stored record.
 * @param entity full id, where the caller knows it; a field of the model knows its own
 */
export function addressOf(
  model: ClientModel | undefined,
  field: ClientField,
  record: Readonly<Record<string, unknown>> | undefined,
  entity?: string,
): string | undefined {
  const id = record?.['id'];
  const holder = entity ?? model?.entities.find((one) => one.fields.includes(field))?.id;
  return typeof id === 'string' && holder !== undefined ? fileUrl(holder, id, field.name) : undefined;
}
