/** What counts as a time zone and as a language. */
import { expect, test } from 'vitest';
import { readLanguage, readTimeZone } from './locale.ts';

test('a time zone is a name that exists, in whatever letters; offsets and anything else are none', () => {
  expect(readTimeZone('asia/bangkok')).toBe('Asia/Bangkok');
  expect(readTimeZone('UTC')).toBe('UTC');
  for (const name of [null, '', 'Mars/Olympus', '+07:00', "UTC'; drop table x; --", 'x'.repeat(61), '__proto__', '\0'])
    expect(readTimeZone(name)).toBeUndefined();
});

test('a language is a tag; anything else is none', () => {
  expect(readLanguage('EN-gb')).toBe('en-GB');
  for (const tag of [null, '', 'e', 'not a tag', '../../etc/passwd', 'en_US', 'x'.repeat(40)]) expect(readLanguage(tag)).toBeUndefined();
});
