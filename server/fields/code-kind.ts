/** What kinds share that are one of a list of codes, stored as text. */
import { isBlank } from './blank.ts';
import { cellCode, codeTitle, readCode } from './codes.ts';
import { codeOperators } from './operator-sets.ts';
import type { FieldKind } from './types.ts';

/** Makes a kind of single codes; the field says which there are. */
export function codeKind(kind: 'select' | 'status'): FieldKind {
  return {
    kind,
    valueType: 'code',
    operators: codeOperators,
    columns: ({ column }) => [{ name: column, type: 'text' }],
    schema: ({ codes }) => ({ type: 'string', ...(codes && codes.length > 0 ? { enum: [...codes] } : {}) }),
    normalise: readCode,
    toColumns: (value) => [value],
    read: ({ column }, reference) => reference(column),
    literal: readCode,
    parseCell: (text, field) => (isBlank(text) ? null : cellCode(text, field)),
    toText: codeTitle,
  };
}
