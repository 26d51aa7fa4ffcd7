/** What all kinds share that are stored as one text column. */
import { readText, showText } from './text-input.ts';
import { textOperators } from './operator-sets.ts';
import { FieldError, type FieldDefinition, type FieldEnvironment, type FieldKind, type JsonSchema } from './types.ts';

/** What differs between them. */
export interface TextKindInput {
  readonly kind: string;
  schema(field: FieldDefinition): JsonSchema;
  normalise(text: string, field: FieldDefinition, environment: FieldEnvironment): string | null;
  readonly lines?: 'one' | 'many';
  readonly code?: FieldKind['operators'];
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
    literal(value) {
      if (typeof value !== 'string' && typeof value !== 'number') throw new FieldError('Compare with a text.');
      return String(value);
    },
    parseCell: (text, field, environment) => (text.trim() === '' ? null : normalise(text, field, environment)),
    toText: showText,
  };
}
