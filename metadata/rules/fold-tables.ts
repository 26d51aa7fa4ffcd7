/** What folding removes and replaces: one table, from which both the function here and its twin in SQL are made. */

/** An inclusive range of code points. */
type Range = readonly [from: number, to: number];

/** Marks and invisible characters that a reader does not miss: they are removed after decomposition. */
// prettier-ignore
export const removedRanges: readonly Range[] = [
  [0x00ad, 0x00ad], // soft hyphen
  [0x0300, 0x036f], // accents of Latin, Greek and Cyrillic
  [0x0483, 0x0489],
  [0x0591, 0x05bd], [0x05bf, 0x05bf], [0x05c1, 0x05c2], [0x05c4, 0x05c5], [0x05c7, 0x05c7], // Hebrew points
  [0x0610, 0x061a], // Arabic signs
  [0x061c, 0x061c], // Arabic letter mark
  [0x0640, 0x0640], // tatweel
  [0x064b, 0x065f], // Arabic vowel signs; hamza and madda above and below, once letters are decomposed
  [0x0670, 0x0670], [0x06d6, 0x06dc], [0x06df, 0x06e4], [0x06e7, 0x06e8], [0x06ea, 0x06ed],
  [0x08d3, 0x08e1], [0x08e3, 0x08ff],
  [0x17b4, 0x17b5], // inherent vowels of Khmer, never seen
  [0x180b, 0x180f], // Mongolian selectors
  [0x1ab0, 0x1aff], [0x1dc0, 0x1dff], // more accents
  [0x200b, 0x200f], // zero-width space, joiner and non-joiner; direction marks
  [0x202a, 0x202e], // direction embeddings
  [0x2060, 0x206f], // word joiner, isolates
  [0x20d0, 0x20ff], // marks around symbols
  [0xfe00, 0xfe0f], // variation selectors
  [0xfe20, 0xfe2f],
  [0xfeff, 0xfeff], // byte-order mark
];

/**
 * Letters that become several (they are no accents, so decomposition leaves them), and what is typed in several ways but looks the same: two Thai
 * sara e for a sara ae, and a tone mark on either side of nikhahit in sara am.
 */
export const expanded: readonly (readonly [from: string, to: string])[] = [
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['þ', 'th'],
  ['\u0e40\u0e40', '\u0e41'],
  ...['\u0e48', '\u0e49', '\u0e4a', '\u0e4b'].map((tone): [string, string] => [`\u0e4d${tone}\u0e32`, `${tone}\u0e4d\u0e32`]),
];

/** Digits of other scripts, by the code point of their zero: Arabic, Persian, Devanagari, Bengali, Thai, Lao, Myanmar, Khmer. */
const zeros = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50, 0x0ed0, 0x1040, 0x17e0];

/** Single letters: Arabic forms to the Persian ones, Latin letters with strokes, the final sigma; and signs that keyboards have one of. */
// prettier-ignore
const letters: Readonly<Record<string, string>> = {
  'ø': 'o', 'đ': 'd', 'ð': 'd', 'ħ': 'h', 'ł': 'l', 'ŧ': 't', 'ı': 'i', 'ς': 'σ',
  '\u0643': '\u06a9', '\u06aa': '\u06a9', // kaf, swash kaf → keheh
  '\u064a': '\u06cc', '\u0649': '\u06cc', // yeh, alef maksura → Farsi yeh
  '\u0671': '\u0627', // alef wasla → alef (the other alefs decompose)
  '\u0629': '\u0647', '\u06c3': '\u0647', '\u06c1': '\u0647', '\u06be': '\u0647', '\u06d5': '\u0647', // teh marbuta and the forms of heh → heh
  '\u2018': "'", '\u2019': "'", '\u201a': "'", '\u201b': "'", '\u02bc': "'", '\u2032': "'", // quotation marks, apostrophes
  '\u201c': '"', '\u201d': '"', '\u201e': '"', '\u201f': '"',
  '\u2010': '-', '\u2012': '-', '\u2013': '-', '\u2014': '-', '\u2015': '-', '\u2212': '-', // hyphens (the one that does not break decomposes), dashes, minus
  '\u066b': '.', '\u066c': ',', // Arabic separators of decimals and thousands
};

/** Single characters with what replaces them, in the order in which PostgreSQL's `translate` takes them. */
export const replaced: ReadonlyMap<string, string> = new Map([
  ...Object.entries(letters),
  ...zeros.flatMap((zero) =>
    Array.from({ length: 10 }, (_, digit): [string, string] => [String.fromCodePoint(zero + digit), String(digit)]),
  ),
]);

/** What counts as space once compatibility forms are decomposed. */
export const spaceRanges: readonly Range[] = [
  [0x0009, 0x000d],
  [0x0020, 0x0020],
  [0x0085, 0x0085],
  [0x1680, 0x1680],
  [0x2028, 0x2029],
];

/** A bracket expression of ranges, in the notation that JavaScript and PostgreSQL share. */
export function bracket(ranges: readonly Range[]): string {
  const escape = (code: number): string => `\\u${code.toString(16).padStart(4, '0')}`;
  return `[${ranges.map(([from, to]) => (from === to ? escape(from) : `${escape(from)}-${escape(to)}`)).join('')}]`;
}
