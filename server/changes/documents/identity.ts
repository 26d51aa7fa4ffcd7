/** What an element of a list in a document is known by, so that it stays itself when the list is reordered. */

const names = ['id', 'code', 'value', 'field', 'view', 'report', 'entity', 'title'];

/** Its id, code, value, field or title; a text or number by itself; undefined for what has none of these. */
export function identityOf(item: unknown): string | undefined {
  if (typeof item === 'string' || typeof item === 'number') return String(item);
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return undefined;
  for (const name of names) {
    const key = Object.hasOwn(item, name) ? (item as Record<string, unknown>)[name] : undefined;
    if (typeof key === 'string') return key;
  }
  return undefined;
}
