import { describe, expect, it } from 'vitest';
import { foldText } from './fold.ts';

describe('two spellings of one text fold to the same', () => {
  // prettier-ignore
  it.each([
    ['case and space', '  Ada \t\n Lovelace ', 'ada lovelace'], ['non-breaking and ideographic space', 'a\u00a0\u3000b', 'a b'],
    ['full width', 'ＡＢＣ１２３', 'abc123'], ['ligatures', 'ﬁn Œuvre', 'fin oeuvre'], ['accents', 'Café ÅNGSTRÖM', 'cafe angstrom'], ['composed and decomposed', 'e\u0301', 'é'],
    ['sharp s', 'Straße', 'STRASSE'], ['strokes', 'Łódź Øre Đà', 'lodz ore da'], ['dotted and dotless i', 'İstanbul ılık', 'istanbul ilik'], ['final sigma', 'ΟΔΟΣ', 'οδοσ'],
    ['Arabic and Persian yeh and kaf', 'علي كريم', 'علی کریم'], ['alef with hamza and madda', 'أحمد إيران آب', 'احمد ایران اب'], ['hamza on waw and yeh', 'مؤمن رئیس', 'مومن رییس'], ['teh marbuta', 'فاطمة', 'فاطمه'],
    ['tatweel and vowel signs', 'مُحَمَّـــد', 'محمد'], ['zero-width non-joiner', 'می\u200cخواهم', 'میخواهم'], ['presentation forms', 'ﻼ', 'لا'], ['direction marks', '\u200f\u202aab\u202c', 'ab'],
    ['Arabic-Indic, Persian, Thai and Khmer digits', '٠١٢ ۳۴۵ ๖๗ ៨៩', '012 345 67 89'], ['Hebrew points', 'שָׁלוֹם', 'שלום'],
    ['two Thai sara e for a sara ae', 'เเม่', 'แม่'], ['a tone on either side of nikhahit', 'น\u0e4d\u0e49า', 'น้ำ'], ['apostrophes', 'O’Brien', "O'Brien"], ['quotation marks', '„Café“', '"cafe"'],
    ['hyphens and dashes', 'Jean\u2011Luc – Ø', 'jean-luc - o'], ['Arabic separators', '١٫٥', '1.5'],
  ])('%s', (_name, one, other) => {
    expect(foldText(one)).toBe(foldText(other));
  });
});

it('vowels and tones of Thai and Khmer make a difference', () => {
  expect(foldText('มา')).not.toBe(foldText('ม้า'));
  expect(foldText('ก่า')).not.toBe(foldText('กา'));
  expect(foldText('កា')).not.toBe(foldText('កិ'));
});

it('folding what is folded changes nothing', () => {
  for (let code = 0x20; code < 0x20000; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const folded = foldText(`a${String.fromCodePoint(code)}b`);
    if (foldText(folded) !== folded) expect.fail(`U+${code.toString(16)} folds to "${folded}", and that to "${foldText(folded)}".`);
  }
});
