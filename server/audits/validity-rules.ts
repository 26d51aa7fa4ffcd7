/** Tests of single values for the validity check. Each takes the text of a value that is not empty. */
import { foldText } from '../../metadata/rules/fold.ts';

/** Domains of mail services that throw addresses away; the well-known ones, not a register. */
const disposable = new Set([
  'mailinator.com',
  'guerrillamail.com',
  '10minutemail.com',
  'tempmail.com',
  'temp-mail.org',
  'yopmail.com',
  'trashmail.com',
  'sharklasers.com',
  'getnada.com',
  'dispostable.com',
  'maildrop.cc',
  'throwawaymail.com',
  'fakeinbox.com',
  'mintemail.com',
  'moakt.com',
  'example.com',
  'example.org',
  'example.net',
  'test.com',
]);

/** Words that stand where a value should be. */
const filler = new Set(
  [
    'test',
    'testing',
    'tester',
    'asdf',
    'asd',
    'qwerty',
    'qwertz',
    'abc',
    'abcd',
    'xxx',
    'xxxx',
    'xx',
    'x',
    'foo',
    'bar',
    'foobar',
    'dummy',
    'sample',
    'example',
    'lorem ipsum',
    'n/a',
    'na.',
    'none',
    'null',
    'nil',
    'undefined',
    'unknown',
    'tbd',
    'tba',
    'todo',
    '-',
    '--',
    '---',
    '.',
    '..',
    '...',
    '?',
    '??',
    '???',
    'no name',
    'noname',
    'do not use',
    'delete me',
    'deleted',
    'duplicate',
    'temp',
    '123',
    '1234',
    '12345',
    '123456',
    '0',
    '00',
    '000',
    '0000',
    '1',
    '111',
    '999',
    '9999',
    '99999',
    'ทดสอบ',
    'ไม่ทราบ',
    'تست',
    'آزمایش',
    'نامشخص',
    'សាកល្បង',
  ].map(foldText),
);

/** An address with a domain of two parts or more, and not of a service that throws it away. */
export function isDeliverable(text: string): boolean {
  const at = text.lastIndexOf('@');
  const domain = text.slice(at + 1).toLowerCase();
  if (at < 1 || text.length > 254 || at > 64 || /\s/.test(text) || text.slice(0, at).includes('..')) return false;
  return (
    /^(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?\.)+(?:\p{L}[\p{L}\p{M}]+|xn--[a-z0-9-]+)$/u.test(domain) &&
    !disposable.has(domain)
  );
}

/** E.164: a plus sign and 7 to 15 digits that do not start with 0. */
export function isPhone(text: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(text) && !/^\+\d*?(\d)\1{6,}$/.test(text);
}

/** An http(s) address whose host has a dot. */
export function isWebAddress(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.hostname.includes('.') && !url.hostname.endsWith('.')
  );
}

/** An ISO 3166-1 alpha-2 code that the platform knows. */
export function isCountry(text: string): boolean {
  if (!/^[A-Z]{2}$/.test(text)) return false;
  return new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(text) !== undefined;
}

/** Whether a text is a filler: a known word, or one sign over and over. */
export function isJunk(text: string, further: ReadonlySet<string>): boolean {
  const folded = foldText(text).trim();
  return filler.has(folded) || further.has(folded) || /^(.)\1{2,}$/u.test(folded);
}
