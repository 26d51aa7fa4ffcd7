/** What kinds share that point at records. */
import { validate } from 'uuid';
import { FieldError, type JsonSchema } from './types.ts';

/** The id in `"…"` or `{ "id": "…" }`. @throws FieldError */
export function readLinkId(value: unknown): string {
  const given: unknown = typeof value === 'object' && value !== null && 'id' in value ? value.id : value;
  if (typeof given !== 'string' || !validate(given.trim()))
    throw new FieldError('The id of a record is wanted.', 'Send the id, or { "id": … }.', 'link');
  return given.trim().toLowerCase();
}

/** What the API sends of a linked record. */
export const linkOutput: JsonSchema = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string', format: 'uuid' }, label: { type: ['string', 'null'] } },
};

/** The label of a link that was read, or its id. */
export function linkText(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    if ('label' in value && typeof value.label === 'string') return value.label;
    return 'id' in value ? String(value.id) : '';
  }
  return typeof value === 'string' ? value : '';
}
