/** What files and pictures share: uploaded before, their facts stored with the record. */
import { validate } from 'uuid';
import { isBlank } from './blank.ts';
import { emptyOperators } from './operator-sets.ts';
import { readText } from './text-input.ts';
import { FieldError, type FieldDefinition, type FieldKind } from './types.ts';

interface Facts {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

function accepts(type: string, accepted: readonly string[]): boolean {
  return accepted.some(
    (pattern) => pattern === type || pattern === '*/*' || (pattern.endsWith('/*') && type.startsWith(pattern.slice(0, -1))),
  );
}

function readFacts(value: unknown): Facts {
  const { id, name, type, size } = (typeof value === 'object' && value !== null ? value : {}) as Partial<Record<keyof Facts, unknown>>;
  const whole = typeof size === 'number' && Number.isSafeInteger(size) && size >= 0;
  if (typeof id !== 'string' || !validate(id) || typeof name !== 'string' || typeof type !== 'string' || !whole) {
    throw new FieldError('An uploaded file is wanted.', 'Upload it by POST /api/files and send what that answers.', 'file');
  }
  const clean = readText(name, 'one');
  if (clean === null || clean.length > 255) throw new FieldError('The name of a file has 1 to 255 characters.', undefined, 'file', '/name');
  const media = type.toLowerCase();
  if (!/^[\w.+-]{1,100}\/[\w.+-]{1,100}$/.test(media))
    throw new FieldError('This is no media type.', 'Write it like image/png.', 'file', '/type');
  return { id: id.toLowerCase(), name: clean, type: media, size };
}

/** Sizes for people, in units of 1024. */
function showSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 * 1024 ? `${Math.floor(bytes / 1024)} KiB` : `${Math.floor((bytes / 1024 / 1024) * 10) / 10} MiB`;
}

function checkLimits(facts: Facts, { document }: FieldDefinition, usual: readonly string[] | undefined): void {
  const { maxSize, accept } = document.field === 'file' || document.field === 'image' ? document : {};
  if (maxSize !== undefined && facts.size > maxSize) throw new FieldError(`The file may have ${showSize(maxSize)}.`, undefined, 'maxSize');
  const accepted = accept ?? usual;
  if (accepted && !accepts(facts.type, accepted))
    throw new FieldError(`Files of the type ${facts.type} are not taken here.`, `It takes ${accepted.join(', ')}.`, 'accept');
}

/**
 * Makes a kind of uploaded files. The facts are a snapshot, so that lists need no join; the id stands in a column of its own too,
 * so that uploads without a record can be found by one.
 */
export function fileKind(kind: 'file' | 'image', usual?: readonly string[]): FieldKind {
  return {
    kind,
    valueType: 'none',
    operators: emptyOperators,
    columns: ({ column }) => [
      { name: column, type: 'jsonb' },
      { name: `${column}_id`, type: 'uuid' },
    ],
    schema: () => ({
      type: 'object',
      required: ['id', 'name', 'type', 'size'],
      additionalProperties: false,
      properties: {
        id: { type: 'string', format: 'uuid' },
        name: { type: 'string', minLength: 1, maxLength: 255 },
        type: { type: 'string' },
        size: { type: 'integer', minimum: 0 },
      },
    }),
    normalise(value, field) {
      const facts = readFacts(value);
      checkLimits(facts, field, usual);
      return facts;
    },
    toColumns: (value) => [value, (value as Facts | null)?.id ?? null],
    read: ({ column }, reference) => reference(column),
    literal() {
      throw new FieldError('A file cannot be compared.', undefined, 'type');
    },
    parseCell(text) {
      if (isBlank(text)) return null;
      throw new FieldError('Files cannot be imported from a table.', 'Leave the column out.', 'file');
    },
    toText: (value) => (value as Facts | null | undefined)?.name ?? '',
  };
}
