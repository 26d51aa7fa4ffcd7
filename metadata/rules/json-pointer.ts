/** JSON pointers (RFC 6901): places within documents and requests. */

/** A name as one segment of a pointer, with its slash. */
export function segment(name: string | number): string {
  // Nearly no name has to be escaped, and documents hold thousands of them.
  if (typeof name === 'number' || !(name.includes('~') || name.includes('/'))) return `/${name}`;
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The names along a pointer. */
export function splitPointer(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}
