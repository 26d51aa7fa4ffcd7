/**
 * Messages of the interface. Texts of the business (titles of entities, fields, statuses) come translated in the model; what the
 * program itself says is in `messages/<language>.ts` here, in `messages/<topic>/<language>.ts`, in `fields/messages/` and in
 * `forms/messages/`, merged by language.
 * A message may say `{number}`; plural forms are separated by `|`.
 */
import { createI18n } from 'vue-i18n';

type Messages = Record<string, unknown>;

const files = import.meta.glob<Messages>(['./messages/**/*.ts', '../fields/messages/*.ts', '../forms/messages/*.ts'], {
  import: 'default',
});

/** Languages of the interface, in their own names. */
export const languages = { en: 'English', th: 'ไทย', fa: 'فارسی', km: 'ខ្មែរ' } as const;
/** Code of a language of the interface. */
export type Language = keyof typeof languages;

const storageKey = 'relata-language';
const rightToLeft = new Set(['fa', 'ar', 'he', 'ur']);

/** The vue-i18n instance; components use `useI18n()`, plain functions `translate`. */
export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  missingWarn: false,
  fallbackWarn: false,
  messages: {},
});

/** Nearest language of the interface to a BCP 47 tag. */
export function nearestLanguage(tag: string): Language {
  const base = tag.toLowerCase().split('-')[0] ?? 'en';
  return base in languages ? (base as Language) : 'en';
}

/** Direction of a language's script. */
export function directionOf(tag: string): 'ltr' | 'rtl' {
  return rightToLeft.has(tag.split('-')[0] ?? '') ? 'rtl' : 'ltr';
}

/** The language that this browser's user chose, if any. */
export function chosenLanguage(): Language | undefined {
  const stored = localStorage.getItem(storageKey);
  return stored !== null && stored in languages ? (stored as Language) : undefined;
}

/** Remembers the user's choice in this browser. */
export function chooseLanguage(language: Language): void {
  localStorage.setItem(storageKey, language);
}

/** The language to begin with, before the server says who the user is. */
export function firstLanguage(): Language {
  return chosenLanguage() ?? nearestLanguage(navigator.language);
}

async function loadMessages(language: Language): Promise<void> {
  if (i18n.global.availableLocales.includes(language)) return;
  const parts = await Promise.all(
    Object.entries(files)
      .filter(([file]) => file.endsWith(`/${language}.ts`))
      .map(([, load]) => load()),
  );
  i18n.global.setLocaleMessage(language, Object.assign({}, ...parts) as never);
}

/** Loads a language's messages, switches to it and sets `lang` and `dir` of the page. */
export async function useLanguage(tag: string): Promise<void> {
  const language = nearestLanguage(tag);
  await Promise.all([loadMessages('en'), loadMessages(language)]);
  i18n.global.locale.value = language;
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
}

/** A message outside components. `number` chooses the plural form. */
export function translate(key: string, values: Record<string, unknown> = {}, number?: number): string {
  return number === undefined ? i18n.global.t(key, values) : i18n.global.t(key, values, number);
}
