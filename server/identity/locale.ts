/**
 * The language and time zone that a user's record names. They are texts that somebody typed, and go into every date of every request:
 * what is none is as good as nothing, so that no record can break its user's requests.
 */

const known = new Map<string, string | undefined>();
const remembered = 2000;

/** The zone by its usual name (`asia/bangkok` is `Asia/Bangkok`), or undefined when there is none of that name. */
export function readTimeZone(name: string | null): string | undefined {
  // Offsets such as "+07:00" are read the other way round by PostgreSQL: only names of places will do.
  if (name === null || !/^[A-Za-z][A-Za-z0-9_+\-/]{0,59}$/.test(name.trim())) return undefined;
  return remember(`zone ${name}`, () => new Intl.DateTimeFormat('en', { timeZone: name.trim() }).resolvedOptions().timeZone);
}

/** The language as a BCP 47 tag, or undefined when it is none. */
export function readLanguage(tag: string | null): string | undefined {
  if (tag === null || !/^[A-Za-z0-9-]{2,35}$/.test(tag.trim())) return undefined;
  return remember(`language ${tag}`, () => Intl.getCanonicalLocales(tag.trim())[0]);
}

function remember(key: string, find: () => string | undefined): string | undefined {
  if (known.has(key)) return known.get(key);
  let value: string | undefined;
  try {
    value = find();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  if (known.size >= remembered) known.clear();
  known.set(key, value);
  return value;
}
