/** A bound on how deep JSON may nest: code that walks a value may call itself once a level. */
import { badRequest } from '../kernel/errors.ts';

/** Levels of objects and lists in a request: documents, the deepest that we know, have some thirty. */
const maximumDepth = 100;

/**
 * Checks a parsed value without calling itself.
 * @throws Problem 400 when it is nested deeper than a hundred levels
 */
export function demandShallow(value: unknown): void {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maximumDepth) {
      const message = `The request is nested more than ${maximumDepth} levels deep.`;
      throw badRequest(message, [{ pointer: '', code: 'depth', message }], 'depth');
    }
    const next: unknown[] = [];
    for (const item of level)
      if (typeof item === 'object' && item !== null)
        for (const member of Object.values(item)) if (typeof member === 'object' && member !== null) next.push(member);
    level = next;
  }
}
