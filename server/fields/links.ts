/** Links to many records, in order, in a join table. */
import { cutCell, readAt } from './array-kind.ts';
import { isBlank } from './blank.ts';
import { linkOutput, linkText, readLinkId } from './link-input.ts';
import { recordsOperators } from './operator-sets.ts';
import { FieldError, type FieldKind } from './types.ts';

/** `links`: to, onDelete, inverse, where. No links are an empty array. */
export const links: FieldKind = {
  kind: 'links',
  valueType: 'records',
  operators: recordsOperators,
  columns: () => [],
  schema: () => ({ type: 'array', uniqueItems: true, maxItems: 1000, items: { type: 'string', format: 'uuid' } }),
  outputSchema: () => ({ type: 'array', items: linkOutput }),
  normalise(value) {
    if (!Array.isArray(value)) throw new FieldError('A list of ids is wanted.', 'Send an array of ids.', 'type');
    return [...new Set(value.map((item, index) => readAt(() => readLinkId(item), index)))];
  },
  toColumns: () => [],
  read() {
    throw new Error('Links are read from their join table, by the query engine.');
  },
  literal: readLinkId,
  parseCell: (text) => (isBlank(text) ? null : cutCell(text).map(readLinkId)),
  toText: (value) => (Array.isArray(value) ? value.map(linkText).join('; ') : ''),
};
