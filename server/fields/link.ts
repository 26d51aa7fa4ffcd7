/** Links: to one record, to a user, to many records. */
import { validate } from 'uuid';
import { codeOperators, recordsOperators } from './operator-sets.ts';
import { FieldError, type FieldKind, type JsonSchema } from './types.ts';

/** The id in `"…"` or `{ "id": "…" }`. @throws FieldError */
export function readLinkId(value: unknown): string {
  const given: unknown = typeof value === 'object' && value !== null && 'id' in value ? value.id : value;
  if (typeof given !== 'string' || !validate(given)) throw new FieldError('The id of a record is wanted.', 'Send the id, or { "id": … }.', 'link');
  return given.toLowerCase();
}

/** What the API sends of a linked record. */
export const linkOutput: JsonSchema = { type: 'object', required: ['id'], properties: { id: { type: 'string', format: 'uuid' }, label: { type: ['string', 'null'] } } };

/** The label of a link that was read, or its id. */
export function linkText(value: unknown): string {
  if (typeof value === 'object' && value !== null) return 'label' in value && typeof value.label === 'string' ? value.label : 'id' in value ? String(value.id) : '';
  return typeof value === 'string' ? value : '';
}

function toOneKind(kind: string): FieldKind {
  return {
    kind,
    valueType: 'record',
    operators: codeOperators,
    columns: ({ column }) => [{ name: column, type: 'uuid' }],
    schema: () => ({ type: 'string', format: 'uuid' }),
    outputSchema: () => linkOutput,
    normalise: readLinkId,
    toColumns: (value) => [value],
    read: ({ column }, reference) => reference(column),
    literal: readLinkId,
    parseCell: (text) => (text.trim() === '' ? null : readLinkId(text.trim())),
    toText: linkText,
  };
}

/** `link`: to, onDelete, inverse. */
export const link = toOneKind('link');
/** `user`: a link to `system.user`. */
export const user = toOneKind('user');

/** `links`: a join table holds them, in order. */
export const links: FieldKind = {
  kind: 'links',
  valueType: 'records',
  operators: recordsOperators,
  columns: () => [],
  schema: () => ({ type: 'array', uniqueItems: true, maxItems: 1000, items: { type: 'string', format: 'uuid' } }),
  outputSchema: () => ({ type: 'array', items: linkOutput }),
  normalise(value) {
    if (!Array.isArray(value)) throw new FieldError('A list of ids is wanted.', undefined, 'type');
    return [...new Set(value.map(readLinkId))];
  },
  toColumns: () => [],
  read() {
    throw new Error('Links are read from their join table, by the query engine.');
  },
  literal: readLinkId,
  parseCell: (text) => (text.trim() === '' ? null : text.split(/[;|,]/).map((item) => readLinkId(item.trim()))),
  toText: (value) => (Array.isArray(value) ? value.map(linkText).join('; ') : ''),
};
