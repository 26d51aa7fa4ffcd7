/** A file or picture: uploaded before, its facts stored with the record. */
import { validate } from 'uuid';
import { emptyOperators } from './operator-sets.ts';
import { FieldError, type FieldKind } from './types.ts';

interface Facts {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

function accepts(type: string, accepted: readonly string[]): boolean {
  return accepted.some((pattern) => pattern === type || (pattern.endsWith('/*') && type.startsWith(pattern.slice(0, -1))));
}

function fileKind(kind: 'file' | 'image'): FieldKind {
  return {
    kind,
    valueType: 'none',
    operators: emptyOperators,
    columns: ({ column }) => [{ name: column, type: 'jsonb' }],
    schema: () => ({ type: 'object', required: ['id', 'name', 'type', 'size'], additionalProperties: false, properties: { id: { type: 'string', format: 'uuid' }, name: { type: 'string' }, type: { type: 'string' }, size: { type: 'integer', minimum: 0 } } }),
    normalise(value, { document }) {
      const { id, name, type, size } = (typeof value === 'object' && value !== null ? value : {}) as Partial<Record<keyof Facts, unknown>>;
      if (typeof id !== 'string' || !validate(id) || typeof name !== 'string' || typeof type !== 'string' || typeof size !== 'number') {
        throw new FieldError('An uploaded file is wanted.', 'Upload it by POST /api/files and send what that answers.', 'file');
      }
      const limits = document.field === 'file' || document.field === 'image' ? document : {};
      if (limits.maxSize !== undefined && size > limits.maxSize) throw new FieldError(`The file may have ${Math.round(limits.maxSize / 1024)} KiB.`, undefined, 'maxSize');
      const accepted = limits.accept ?? (kind === 'image' ? ['image/*'] : undefined);
      if (accepted && !accepts(type, accepted)) throw new FieldError(`Files of the type ${type} are not taken here.`, `It takes ${accepted.join(', ')}.`, 'accept');
      return { id: id.toLowerCase(), name, type, size };
    },
    toColumns: (value) => [value],
    read: ({ column }, reference) => reference(column),
    literal() {
      throw new FieldError('A file cannot be compared.');
    },
    parseCell() {
      throw new FieldError('Files cannot be imported from a table.');
    },
    toText: (value) => (value as Facts | null | undefined)?.name ?? '',
  };
}

/** `file`: maxSize, accept. */
export const file = fileKind('file');
/** `image`: the same; pictures only. */
export const image = fileKind('image');
