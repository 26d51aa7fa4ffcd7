/** Folding: what two texts have in common when case, width, accents, digits and invisible characters do not matter. */
import { bracket, expanded, removedRanges, replaced, spaceRanges } from './fold-tables.ts';

const removed = new RegExp(bracket(removedRanges), 'g');
const spaces = new RegExp(`${bracket(spaceRanges)}+`, 'g');
const singles = new RegExp(`[${[...replaced.keys()].join('')}]`, 'gu');
const multiples = new RegExp(expanded.map(([from]) => from).join('|'), 'g');
const expansions: ReadonlyMap<string, string> = new Map(expanded);

/**
 * The comparable form of a text: compatibility decomposition (full width, ligatures, presentation forms), lower case, without
 * accents and Arabic vowel signs (`é` is `e`, `آ` is `ا`), Arabic letters as the Persian ones, digits of all scripts as 0–9,
 * without zero-width characters and tatweel, runs of space as one space, none at the ends. Thai and Khmer vowels and tones stay.
 * The SQL twin in fold-sql.ts gives the same result; folding what is folded changes nothing.
 */
export function foldText(text: string): string {
  // Most text is ASCII, where only case and space matter.
  if (isAscii(text)) return trimSpace(text.toLowerCase().replace(spaces, ' '));
  const bare = text.normalize('NFKD').toLowerCase().replace(removed, '');
  const plain = bare
    .replace(multiples, (letter) => expansions.get(letter) ?? letter)
    .replace(singles, (letter) => replaced.get(letter) ?? letter);
  return trimSpace(plain.replace(spaces, ' '));
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}

/** Takes off plain spaces only, as PostgreSQL's `btrim` does. */
function trimSpace(text: string): string {
  const start = text.startsWith(' ') ? 1 : 0;
  const end = text.endsWith(' ') && text.length > start ? text.length - 1 : text.length;
  return text.slice(start, end);
}
