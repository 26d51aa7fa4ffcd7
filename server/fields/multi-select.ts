/** Several codes or words, stored as an array of text. */
import { sql } from '../database/sql.ts';
import { cellCode, codeTitle, readCode } from './codes.ts';
import { codesOperators } from './operator-sets.ts';
import { readText } from './text-input.ts';
import { FieldError, type FieldDefinition, type FieldKind } from './types.ts';

/** Cuts a cell at semicolons, bars, or, when it has neither, commas. */
function cutCell(text: string): string[] {
  const separator = /[;|]/.test(text) ? /[;|]/ : /[,،]/;
  return text.split(separator).map((item) => item.trim()).filter((item) => item !== '');
}

function arrayKind(kind: string, item: { read(value: unknown, field: FieldDefinition): string; cell(text: string, field: FieldDefinition): string }, schema: FieldKind['schema'], order: (items: string[], field: FieldDefinition) => string[]): FieldKind {
  const normalise = (value: unknown, field: FieldDefinition): string[] | null => {
    if (!Array.isArray(value)) throw new FieldError('A list is wanted.', 'Send an array.', 'type');
    const items = order([...new Set(value.map((each) => item.read(each, field)))], field);
    return items.length === 0 ? null : items;
  };
  return {
    kind,
    valueType: 'codes',
    operators: codesOperators,
    columns: ({ column }) => [{ name: column, type: 'text[]' }],
    schema,
    normalise,
    toColumns: (value) => [value],
    read: ({ column }, reference) => sql`to_json(${reference(column)})`,
    literal: (value, field) => item.read(value, field),
    parseCell: (text, field) => (text.trim() === '' ? null : cutCell(text).map((each) => item.cell(each, field))),
    toText: (value, field) => (Array.isArray(value) ? value.map((code) => codeTitle(code, field)).join('; ') : ''),
  };
}

/** `multiSelect`: options; in option order. */
export const multiSelect = arrayKind(
  'multiSelect',
  { read: readCode, cell: cellCode },
  ({ codes }) => ({ type: 'array', uniqueItems: true, items: { type: 'string', ...(codes && codes.length > 0 ? { enum: codes } : {}) } }),
  (items, { codes }) => items.sort((one, other) => (codes?.indexOf(one) ?? 0) - (codes?.indexOf(other) ?? 0)),
);

function readTag(value: unknown): string {
  const text = typeof value === 'string' ? readText(value, 'one') : null;
  if (text === null || text.length > 100) throw new FieldError('A tag is a text of 1 to 100 characters.', undefined, 'type');
  return text;
}

/** `tags`: maxItems. */
export const tags = arrayKind(
  'tags',
  { read: readTag, cell: readTag },
  ({ document }) => ({ type: 'array', uniqueItems: true, maxItems: document.field === 'tags' && document.maxItems !== undefined ? document.maxItems : 100, items: { type: 'string', minLength: 1, maxLength: 100 } }),
  (items) => items,
);
