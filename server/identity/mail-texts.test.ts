/** Mails of sign-in: every language, and names that would like to be markup. */
import { expect, test } from 'vitest';
import { writeLetter } from './mail-texts.ts';

const link = 'https://crm.example.com/sign-in?reset=abc-_1';

test.each(['en', 'th', 'fa', 'km'])('in %s both mails say something of their own, with the link in both forms', (language) => {
  const letters = (['password-reset', 'invitation'] as const).map((kind) => writeLetter(kind, language, 'Ann', link));
  for (const letter of letters) {
    expect(letter.html).toContain(`href="${link}"`);
    expect(letter.html).toContain(`lang="${language}"`);
    expect(letter.html).toContain(`dir="${language === 'fa' ? 'rtl' : 'ltr'}"`);
    expect(letter.plain).toContain(link);
    expect(letter.plain).toContain('Ann');
    if (language !== 'en') expect(letter.subject).not.toBe(writeLetter('invitation', 'en', 'Ann', link).subject);
  }
  expect(letters[0]!.subject).not.toBe(letters[1]!.subject);
});

test('a language without texts, and one that is none, read English; a regional one its own', () => {
  for (const language of ['de', '', '__proto__', 'constructor'])
    expect(writeLetter('invitation', language, 'Ann', link).html).toContain('lang="en"');
  expect(writeLetter('invitation', 'th-TH', 'Ann', link).html).toContain('lang="th"');
});

test('a name is neither markup nor a second line', () => {
  const { html, plain } = writeLetter('invitation', 'en', '<b onclick="x">\r\nhttps://evil.example\r\n', link);
  expect(html).not.toContain('<b ');
  expect(html).toContain('&lt;b onclick=&quot;x&quot;&gt;');
  expect(plain.split('\n')[0]).toContain('evil.example');
});
