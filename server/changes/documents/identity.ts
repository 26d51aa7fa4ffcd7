/** What an element of a list in a document is known by, so that it stays itself when the list is reordered. */

const names = ['id', 'code', 'value', 'field', 'view', 'report', 'entity', 'title'];

/** Its id, code, value, field or title; a text or number by itself, several of them joined; undefined for what has none of these. */
export function identityOf(item: unknown): string | undefined {
  if (typeof item === 'string' || typeof item === 'number') return String(item);
  if (Array.isArray(item)) return item.length > 0 && item.every((each) => typeof each === 'string') ? item.join(',') : undefined;
  if (typeof item !== 'object' || item === null) return undefined;
  const name = namedBy(item);
  return name === undefined ? undefined : ((item as Record<string, unknown>)[name] as string);
}

function namedBy(item: object): string | undefined {
  return names.find((name) => Object.hasOwn(item, name) && typeof (item as Record<string, unknown>)[name] === 'string');
}

/** Whether its title is all that an element is known by: it may get another one and still be the same. */
export function isTitled(item: unknown): item is { readonly title: string } & Readonly<Record<string, unknown>> {
  return typeof item === 'object' && item !== null && namedBy(item) === 'title';
}
