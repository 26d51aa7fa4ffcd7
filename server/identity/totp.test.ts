/** One-time passwords: the vectors of the standard, and what an independent implementation says. */
import { randomBytes } from 'node:crypto';
import { generateSync } from 'otplib';
import { expect, test } from 'vitest';
import { base32, codeAt, keyUri, matchingStep, stepAt } from './totp.ts';

const secret = Buffer.from('12345678901234567890');

test.each<[number, string]>([
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
])('at second %i the code is %s (RFC 6238, appendix B)', (seconds, code) => {
  expect(codeAt(secret, stepAt(new Date(seconds * 1000)))).toBe(code);
});

test.each<[string, string]>([
  ['', ''],
  ['f', 'MY'],
  ['fo', 'MZXQ'],
  ['foobar', 'MZXW6YTBOI'],
])('%j in base32 is %j (RFC 4648)', (text, encoded) => {
  expect(base32(Buffer.from(text))).toBe(encoded);
});

test('an authenticator of another house shows the same codes for the same secret', () => {
  for (let round = 0; round < 50; round++) {
    const own = randomBytes(20);
    const seconds = 1_700_000_000 + round * 97;
    expect(generateSync({ secret: base32(own), epoch: seconds })).toBe(codeAt(own, stepAt(new Date(seconds * 1000))));
  }
});

test('the step before and the one after will do, and no other', () => {
  const now = new Date(1_700_000_000_000);
  const steps = [-2, -1, 0, 1, 2].map((offset) => matchingStep(secret, codeAt(secret, stepAt(now) + offset), now));
  expect(steps.map((step) => step && step - stepAt(now))).toEqual([undefined, -1, 0, 1, undefined]);
  for (const code of ['', '12345', '1234567', 'abcdef', '１２３４５６', ' 287082']) expect(matchingStep(secret, code, now)).toBeUndefined();
});

test('names of any kind stand in the address of a key', () => {
  const uri = new URL(keyUri(secret, 'Relata: CRM', 'ann+1@example.com'));
  expect(decodeURIComponent(uri.pathname)).toBe('/Relata: CRM:ann+1@example.com');
  expect(uri.searchParams.get('secret')).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  expect(uri.searchParams.get('issuer')).toBe('Relata: CRM');
});
