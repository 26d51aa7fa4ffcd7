/** Where somebody goes after a sign-in elsewhere: a page of ours, and nowhere else. */

const longest = 2000;

/**
 * The path, or undefined when it is anything but a path on this site: what a browser would read as another site (`//evil`, `/\evil`, a scheme)
 * or what holds signs of control (which browsers leave out before they read).
 */
export function readReturnPath(given: unknown): string | undefined {
  if (given === undefined) return '/';
  if (typeof given !== 'string' || given.length > longest || !/^\/(?!\/)/.test(given)) return undefined;
  if (/[\p{Cc}\p{Cf}\s\\]/u.test(given) || !given.isWellFormed()) return undefined;
  const base = 'http://relata.invalid';
  const url = URL.canParse(given, base) ? new URL(given, base) : undefined;
  // What folds away on the way (`/a/..//evil`) must not leave another site behind.
  return url?.origin === base && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}${url.hash}` : undefined;
}
