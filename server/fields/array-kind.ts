/** What kinds share that are several short texts, stored as an array. */
import { sql } from '../database/sql.ts';
import { isBlank } from './blank.ts';
import { codeTitle } from './codes.ts';
import { codesOperators } from './operator-sets.ts';
import { FieldError, type FieldDefinition, type FieldKind } from './types.ts';

/** What differs between them. */
export interface ArrayKindInput {
  readonly kind: string;
  readonly schema: FieldKind['schema'];
  /** One item of JSON input. @throws FieldError */
  read(value: unknown, field: FieldDefinition): string;
  /** One item of a cell. @throws FieldError */
  cell(text: string, field: FieldDefinition): string;
  /** Whether a whole cell is one item, although it holds a separator. */
  whole?(text: string, field: FieldDefinition): boolean;
  order(items: string[], field: FieldDefinition): string[];
}

/** Cuts a cell at semicolons, bars or line breaks, or, when it has none of them, at commas. */
export function cutCell(text: string): string[] {
  const separator = /[;؛|\n]/.test(text) ? /[;؛|\n]/ : /[,،]/;
  return text.split(separator).flatMap((item) => (isBlank(item) ? [] : [item.trim()]));
}

/** Makes a kind stored as `text[]`; no items are null. */
export function arrayKind(input: ArrayKindInput): FieldKind {
  return {
    kind: input.kind,
    valueType: 'codes',
    operators: codesOperators,
    columns: ({ column }) => [{ name: column, type: 'text[]' }],
    schema: input.schema,
    normalise(value, field) {
      if (!Array.isArray(value)) throw new FieldError('A list is wanted.', 'Send an array.', 'type');
      const items = input.order([...new Set(value.map((each, index) => readAt(() => input.read(each, field), index)))], field);
      return items.length === 0 ? null : items;
    },
    toColumns: (value) => [value],
    read: ({ column }, reference) => sql`to_json(${reference(column)})`,
    literal: (value, field) => input.read(value, field),
    parseCell(text, field) {
      if (isBlank(text)) return null;
      const items = input.whole?.(text, field) === true ? [text.trim()] : cutCell(text);
      return items.length === 0 ? null : items.map((item) => input.cell(item, field));
    },
    toText: (value, field) => (Array.isArray(value) ? value.map((code) => codeTitle(code, field)).join('; ') : ''),
  };
}

/** Says at which place of a list something is wrong. */
export function readAt<T>(read: () => T, index: number): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    throw new FieldError(error.message, error.hint, error.code, `/${index}${error.path}`);
  }
}
