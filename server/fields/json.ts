/** Any JSON, within limits. */
import { emptyOperators } from './operator-sets.ts';
import { FieldError, type FieldKind } from './types.ts';

const maximumBytes = 200_000;
const maximumDepth = 20;

function check(value: unknown, depth: number): void {
  if (depth > maximumDepth) throw new FieldError(`JSON may nest ${maximumDepth} levels.`, undefined, 'depth');
  if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) throw new FieldError('A text in it holds a character that cannot be stored.');
  if (typeof value === 'object' && value !== null) for (const [name, item] of Object.entries(value)) {
    check(name, depth);
    check(item, depth + 1);
  }
}

/** `json`. */
export const json: FieldKind = {
  kind: 'json',
  valueType: 'none',
  operators: emptyOperators,
  columns: ({ column }) => [{ name: column, type: 'jsonb' }],
  schema: () => ({}),
  normalise(value) {
    check(value, 0);
    if (Buffer.byteLength(JSON.stringify(value)) > maximumBytes) throw new FieldError(`JSON may have ${maximumBytes} bytes.`, undefined, 'maxLength');
    return value;
  },
  toColumns: (value) => [value],
  read: ({ column }, reference) => reference(column),
  literal() {
    throw new FieldError('JSON cannot be compared.');
  },
  parseCell(text) {
    if (text.trim() === '') return null;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw new FieldError('This is not JSON.');
    }
  },
  toText: (value) => (value === null || value === undefined ? '' : JSON.stringify(value)),
};
