/** Yes or no; empty is neither. */
import { foldText } from '../../metadata/rules/fold.ts';
import { isBlank } from './blank.ts';
import { booleanOperators } from './operator-sets.ts';
import { FieldError, type FieldKind } from './types.ts';

// prettier-ignore
const yes = new Set(['true', 'yes', 'y', 't', '1', 'on', 'x', '✓', '✔', 'ใช่', 'จริง', 'بله', 'بلی', 'آری', 'درست', 'បាទ', 'ចាស', 'ពិត'].map(foldText));
// prettier-ignore
const no = new Set(['false', 'no', 'n', 'f', '0', 'off', '✗', '✘', 'ไม่ใช่', 'ไม่', 'เท็จ', 'خیر', 'نه', 'نخیر', 'نادرست', 'ទេ', 'មិនពិត'].map(foldText));

function read(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' || typeof value === 'number' ? foldText(String(value).trim()) : '';
  if (yes.has(word)) return true;
  if (no.has(word)) return false;
  throw new FieldError('Yes or no is wanted.', 'Write true or false.', 'type');
}

/** `boolean`. */
export const boolean: FieldKind = {
  kind: 'boolean',
  valueType: 'boolean',
  operators: booleanOperators,
  columns: ({ column }) => [{ name: column, type: 'boolean' }],
  schema: () => ({ type: 'boolean' }),
  normalise: read,
  toColumns: (value) => [value],
  read: ({ column }, reference) => reference(column),
  literal(value) {
    if (typeof value !== 'boolean') throw new FieldError('Compare with true or false.', undefined, 'type');
    return value;
  },
  parseCell: (text) => (isBlank(text) ? null : read(text)),
  toText: (value) => (value === true ? 'true' : value === false ? 'false' : ''),
};
