/** Replacements of codes as moves, in whichever form a draft states them. */
import type { CodeMap, CodeMove } from './types.ts';

/** @param given new codes by old ones for all records, or moves with conditions */
export function movesOf(given: CodeMap | readonly CodeMove[]): readonly CodeMove[] {
  return isMoves(given) ? given : [{ codes: given }];
}

function isMoves(given: CodeMap | readonly CodeMove[]): given is readonly CodeMove[] {
  return Array.isArray(given);
}
