/** Telephone numbers for people. The tables of all countries are large, so they are fetched when the first number is shown. */
import type * as Phones from 'libphonenumber-js/min';
import { shallowRef } from 'vue';
import { cleanTyped } from './digits.ts';

const library = shallowRef<typeof Phones>();
let asked: Promise<void> | undefined;

function fetchLibrary(): Promise<void> {
  asked ??= import('libphonenumber-js/min').then((loaded) => {
    library.value = loaded;
  });
  return asked;
}

/** A number on the wire as text with spaces, and the country that it belongs to. Reactive: the plain number until the tables are there. */
export function describePhone(value: string): { readonly text: string; readonly country: string | undefined } {
  void fetchLibrary();
  const parsed = library.value?.parsePhoneNumberFromString(value);
  return parsed === undefined ? { text: value, country: undefined } : { text: parsed.formatInternational(), country: parsed.country };
}

/**
 * What was typed as E.164, '' for nothing; undefined when no such number can exist.
 * @param country ISO code for numbers without a prefix
 */
export async function readPhone(text: string, country: string): Promise<string | undefined> {
  const clean = cleanTyped(text);
  if (clean === '') return '';
  await fetchLibrary();
  const parsed = library.value?.parsePhoneNumberFromString(clean, country as never);
  return parsed?.isPossible() === true ? parsed.number : undefined;
}
