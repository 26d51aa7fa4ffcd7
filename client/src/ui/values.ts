/** Small readings of wire values that several screens share. */
import type { ClientEntity } from '../../../metadata/client-model.ts';

type Row = Readonly<Record<string, unknown>>;

/** The value at a path: lists send `account.name` under that very key, records nest. */
export function valueAt(record: Row, path: string): unknown {
  if (path in record) return record[path];
  let value: unknown = record;
  for (const name of path.split('.')) {
    if (value === null || typeof value !== 'object') return undefined;
    value = (value as Row)[name];
  }
  return value;
}

/** Plain text of a wire value (a link's label, a person's full name). */
export function plainText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map(plainText).join(', ');
  const object = value as Row;
  for (const name of ['label', 'full', 'name', 'title']) if (typeof object[name] === 'string' && object[name] !== '') return object[name];
  if ('amount' in object) return `${String(object['amount'])} ${String(object['currency'] ?? '')}`.trim();
  return Object.values(object)
    .filter((part) => typeof part === 'string')
    .join(', ');
}

/** What a record is called; a short id when its display field is empty. */
export function recordLabel(entity: ClientEntity, record: Row): string {
  const text = plainText(valueAt(record, entity.display));
  return text !== ''
    ? text
    : typeof record['label'] === 'string' && record['label'] !== ''
      ? record['label']
      : `#${String(record['id'] ?? '').slice(-6)}`;
}

/** Two initials of a name, for an avatar. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase();
}

/** True when two wire values say the same (key order does not matter). */
export function sameValue(left: unknown, right: unknown): boolean {
  const canonical = (value: unknown): unknown => {
    if (value === undefined || value === '') return null;
    if (Array.isArray(value)) return value.map(canonical);
    if (value !== null && typeof value === 'object')
      return Object.fromEntries(
        Object.entries(value)
          .filter(([, part]) => part !== undefined && part !== null)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, part]) => [name, canonical(part)]),
      );
    return value;
  };
  return JSON.stringify(canonical(left)) === JSON.stringify(canonical(right));
}
