/** Why a request is refused, in the language of whoever reads it. */
import { english, type RefusalKey } from './refusal-texts/en.ts';
import { persian } from './refusal-texts/fa.ts';
import { khmer } from './refusal-texts/km.ts';
import { thai } from './refusal-texts/th.ts';
import { spokenLanguage, spokenText, type HoleValues, type SpokenTexts } from './spoken.ts';

const texts: SpokenTexts<RefusalKey> = { en: english, th: thai, fa: persian, km: khmer };

/** A refusal in words. */
export function refusalText(key: RefusalKey, values: HoleValues, language: string): string {
  return spokenText(texts, key, values, language);
}

/** Texts without holes by what they say in English. */
const fixed: ReadonlyMap<string, RefusalKey> = new Map(
  (Object.keys(english) as RefusalKey[]).filter((key) => !/\{\w+\}/.test(english[key])).map((key) => [english[key], key]),
);

/** Whether an English text has its like in the other languages. */
export function isFixedText(text: string): boolean {
  return fixed.has(text);
}

/** A text that says the same to everybody, in somebody's language; what is not known, or has been translated before, stays as it is. */
export function translated(text: string, language: string): string {
  const spoken = spokenLanguage(language);
  const key = spoken === 'en' ? undefined : fixed.get(text);
  return key === undefined ? text : texts[spoken][key];
}
