/** Sealed texts open with their key, for their owner, and unchanged. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { seal, unseal } from './sealed.ts';

const key = randomBytes(32);

test('a sealed text opens for its owner, and twice the same text is sealed in two ways', () => {
  const sealed = seal(key, 'ความลับ', 'somebody');
  expect(unseal(key, sealed, 'somebody')).toBe('ความลับ');
  expect(seal(key, 'ความลับ', 'somebody')).not.toBe(sealed);
});

test('nothing opens with another key, for another owner, or after one bit was changed', () => {
  const sealed = seal(key, 'secret', 'somebody');
  expect(unseal(randomBytes(32), sealed, 'somebody')).toBeUndefined();
  expect(unseal(key, sealed, 'somebody else')).toBeUndefined();
  const bytes = Buffer.from(sealed.slice(3), 'base64url');
  for (let place = 0; place < bytes.length; place++) {
    const changed = Buffer.from(bytes);
    changed[place]! ^= 1;
    expect(unseal(key, `v1.${changed.toString('base64url')}`, 'somebody')).toBeUndefined();
  }
  for (const text of ['', 'v1.', 'secret', `v2.${sealed.slice(3)}`, sealed.slice(0, 30)])
    expect(unseal(key, text, 'somebody')).toBeUndefined();
});
