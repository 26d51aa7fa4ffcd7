/** Paths: field names joined by dots. Only their form is checked here; what they lead to, the model knows. */

/** Names that every JavaScript object has: refused in every place where a name comes from outside. */
const reserved = new Set(['__proto__', 'constructor', 'prototype']);

const segment = /^[\p{L}_][\p{L}\p{M}\p{N}_-]*$/u;

/** Whether a text has the form of a path: at most 10 names and 300 characters, none of them a name that JavaScript reserves. */
export function isPath(text: string): boolean {
  if (text.length === 0 || text.length > 300) return false;
  const names = text.split('.');
  return names.length <= 10 && names.every((name) => segment.test(name) && !reserved.has(name));
}

/** How to mend what is no path. */
export function pathHint(text: string): string {
  if (text.split('.').some((name) => reserved.has(name))) return 'This name is reserved.';
  if (text.startsWith('$')) return 'References such as { "$me": "id" } stand on the right of a path.';
  return 'Paths are field names joined by dots, such as "owner.name".';
}
