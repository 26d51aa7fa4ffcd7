/** The languages in which the server and the forms speak to people, and texts with holes: one mechanism for faults, refusals and reasons. */
import { writeNumber } from './locales.ts';

/** The languages, English first: it is spoken where there is no better one. */
export const spokenLanguages = ['en', 'th', 'fa', 'km'] as const;

/** One of them. */
export type SpokenLanguage = (typeof spokenLanguages)[number];

/** Texts by language and key. */
export type SpokenTexts<Key extends string> = Readonly<Record<SpokenLanguage, Readonly<Record<Key, string>>>>;

/** What stands in the holes of a text. Numbers are written in the reader's language. */
export type HoleValues = Readonly<Record<string, string | number>>;

/** The language in which somebody is answered: their own, or English where there are no texts in it. */
export function spokenLanguage(language: string): SpokenLanguage {
  const base = language.toLowerCase().split('-')[0];
  return spokenLanguages.find((each) => each === base) ?? 'en';
}

/** Puts values into the holes `{…}` of a text, as they are, whatever they look like. */
export function fillHoles(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? hole) : hole));
}

/** A text of a table in somebody's language. */
export function spokenText<Key extends string>(texts: SpokenTexts<Key>, key: Key, values: HoleValues, language: string): string {
  const spoken = spokenLanguage(language);
  const written = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'number' ? writeNumber(value, { language: spoken, calendar: 'gregory' }) : value,
  ]);
  return fillHoles(texts[spoken][key], Object.fromEntries(written) as Record<string, string>);
}
