/** What links to one record share: the id in a uuid column. */
import { isBlank } from './blank.ts';
import { linkOutput, linkText, readLinkId } from './link-input.ts';
import { codeOperators } from './operator-sets.ts';
import type { FieldKind } from './types.ts';

/** Makes a kind that links to one record of a known entity. Reading gives the id; the query engine puts `{ id, label }` around it. */
export function toOneKind(kind: 'link' | 'user'): FieldKind {
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
    parseCell: (text) => (isBlank(text) ? null : readLinkId(text)),
    toText: linkText,
  };
}
