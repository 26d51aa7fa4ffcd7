/** Limits of field kinds where the document states none: the server holds values to them, and the browser asks the same. */
export const defaultLimits = {
  text: { maxLength: 1000 },
  longText: { maxLength: 100_000 },
  richText: { maxLength: 200_000 },
  url: { maxLength: 2000 },
  email: { maxLength: 254 },
  tags: { maxItems: 100 },
  rating: { minimum: 1, maximum: 5 },
  integer: { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
  decimal: { scale: 2 },
  percent: { scale: 2 },
} as const;

/** One limit of a field: what the document states, else what holds for its kind; undefined where nothing does. */
export function limitOf(kind: string, stated: Readonly<Record<string, unknown>>, name: string): string | number | undefined {
  const value = stated[name] ?? (defaultLimits as Readonly<Record<string, Readonly<Record<string, number>>>>)[kind]?.[name];
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}
