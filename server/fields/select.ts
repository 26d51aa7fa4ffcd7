/** One of a list of codes, stored as text: `select`, and `status`, whose codes come from pipelines. */
import { cellCode, codeTitle, readCode } from './codes.ts';
import { codeOperators } from './operator-sets.ts';
import type { FieldKind } from './types.ts';

function codeKind(kind: string): FieldKind {
  return {
    kind,
    valueType: 'code',
    operators: codeOperators,
    columns: ({ column }) => [{ name: column, type: 'text' }],
    schema: ({ codes }) => ({ type: 'string', ...(codes && codes.length > 0 ? { enum: codes } : {}) }),
    normalise: readCode,
    toColumns: (value) => [value],
    read: ({ column }, reference) => reference(column),
    literal: readCode,
    parseCell: (text, field) => (text.trim() === '' ? null : cellCode(text, field)),
    toText: codeTitle,
  };
}

/** `select`: options. */
export const select = codeKind('select');
/** `status`: pipelines. */
export const status = codeKind('status');
