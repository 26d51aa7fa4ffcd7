import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { english as reasons } from './reason-texts/en.ts';
import { persian as persianReasons } from './reason-texts/fa.ts';
import { khmer as khmerReasons } from './reason-texts/km.ts';
import { thai as thaiReasons } from './reason-texts/th.ts';
import { english } from './refusal-texts/en.ts';
import { persian } from './refusal-texts/fa.ts';
import { khmer } from './refusal-texts/km.ts';
import { thai } from './refusal-texts/th.ts';
import { periodNames } from './period-names.ts';
import { periodText } from './reasons.ts';
import { isFixedText, refusalText, translated } from './refusals.ts';

const holes = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].sort();

test.each([
  ['Thai', thai, english],
  ['Persian', persian, english],
  ['Khmer', khmer, english],
  ['Thai', thaiReasons, reasons],
  ['Persian', persianReasons, reasons],
  ['Khmer', khmerReasons, reasons],
] as const)('%s has every text, with no gap that English does not fill', (_language, texts, source) => {
  expect(Object.keys(texts).sort()).toEqual(Object.keys(source).sort());
  const own: Readonly<Record<string, string>> = texts;
  for (const [key, text] of Object.entries(source)) expect([key, holes(own[key] ?? '')]).toEqual([key, holes(text)]);
});

test('holes are filled with what is given, as it is, and numbers as the reader writes them', () => {
  expect(refusalText('noRecord', { entity: '{entity} $&' }, 'en')).toBe('There is no such record of {entity} $&.');
  expect(refusalText('tooManyAttempts', { minutes: 15 }, 'fa-IR')).toContain('۱۵');
  expect(refusalText('tooManyAttempts', { minutes: 15 }, 'xx')).toBe('There were too many attempts. Try again in 15 minutes.');
});

test('what says the same to everybody is found by its English; what is not known stays', () => {
  expect(translated('Not found', 'th-TH')).toBe(thai.titleNotFound);
  expect(translated('Not found', 'en')).toBe('Not found');
  expect(translated('Not found', 'de')).toBe('Not found');
  for (const text of ['Whatever else', '__proto__', '', thai.titleNotFound]) expect(translated(text, 'fa')).toBe(text);
});

test('every period has a name in every language', () => {
  for (const name of [...periodNames, 'last30Days', 'next7Days'])
    for (const language of ['th', 'fa', 'km']) expect([language, periodText(name, language)]).not.toContain(periodText(name, 'en'));
  expect(periodText('last30Days', 'fa')).toContain('۳۰');
});

/** Refusals that are written out where they are thrown: each has to be known in the other languages. */
test('no refusal of rights, of what is not there or of a conflict is in English alone', () => {
  const server = path.resolve(import.meta.dirname, '../../server');
  const files = readdirSync(server, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.ts$/.test(name) && !name.endsWith('.test.ts'),
  );
  const missing = files.flatMap((name) => {
    const text = readFileSync(path.join(server, name), 'utf8');
    const thrown = /\b(?:notFound|forbidden|conflict|unauthenticated|unmet|viewAsRefused|crossSite)\(\s*(?:'((?:[^'\\]|\\.)*)'|`([^`]*)`)/g;
    return [...text.matchAll(thrown)].flatMap(([, plain, template]) => {
      if (plain !== undefined && isFixedText(plain)) return [];
      return [`${name}: ${plain ?? template ?? ''}`];
    });
  });
  expect(missing).toEqual([]);
});
