/** What all kinds share that are stored as one text column. */
import { isBlank } from './blank.ts';
import { textOperators } from './operator-sets.ts';
import { readText, showText, textLiteral } from './text-input.ts';
import type { FieldDefinition, FieldEnvironment, FieldKind, JsonSchema } from './types.ts';

/** What differs between them. */
export interface TextKindInput {
  readonly kind: string;
  schema(field: FieldDefinition): JsonSchema;
  normalise(text: string, field: FieldDefinition, environment: FieldEnvironment): string | null;
  readonly lines?: 'one' | 'many';
  /** Operators of a kind that compares as a code, not as folded text. */
  readonly code?: FieldKind['operators'];
  /** The form that a text takes to be compared with, where it is not the text as it stands. */
  literal?(text: string): string;
}

/** Makes a kind stored as text. */
export function textKind(input: TextKindInput): FieldKind {
  const normalise = (value: unknown, field: FieldDefinition, environment: FieldEnvironment): unknown => {
    const text = readText(value, input.lines ?? 'one');
    return text === null ? null : input.normalise(text, field, environment);
  };
  return {
    kind: input.kind,
    valueType: input.code ? 'code' : 'text',
    operators: input.code ?? textOperators,
    columns: (field) => [{ name: field.column, type: 'text' }],
    schema: (field) => input.schema(field),
    normalise,
    toColumns: (value) => [value],
    read: (field, column) => column(field.column),
    literal: (value) => input.literal?.(textLiteral(value)) ?? textLiteral(value),
    parseCell: (text, field, environment) => (isBlank(text) ? null : normalise(text, field, environment)),
    toText: showText,
  };
}
