/** Any JSON, within limits. */
import { isBlank } from './blank.ts';
import { emptyOperators } from './operator-sets.ts';
import { storableText } from './text-input.ts';
import { FieldError, type FieldKind } from './types.ts';

const maximumBytes = 200_000;
const maximumDepth = 20;

/** Texts and names that can be stored, and no deeper than a reader can follow. */
function check(value: unknown, depth: number): void {
  if (depth > maximumDepth) throw new FieldError(`JSON may nest ${maximumDepth} levels.`, undefined, 'depth');
  if (typeof value === 'string') storableText(value);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, item] of Object.entries(value)) {
    storableText(name);
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
    if (Buffer.byteLength(JSON.stringify(value)) > maximumBytes)
      throw new FieldError(`JSON may have ${maximumBytes} bytes.`, undefined, 'maxLength');
    return value;
  },
  toColumns: (value) => [value],
  read: ({ column }, reference) => reference(column),
  literal() {
    throw new FieldError('JSON cannot be compared.', undefined, 'type');
  },
  parseCell(text) {
    if (isBlank(text)) return null;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw new FieldError('This is not JSON.', 'Texts need double quotes, as in {"name": "value"}.', 'format');
    }
  },
  toText: (value) => (value === null || value === undefined ? '' : JSON.stringify(value)),
};
