/** Where one may be sent after a sign-in. */
import { expect, test } from 'vitest';
import { readReturnPath } from './return-path.ts';

test.each([
  ['/', '/'],
  ['/deals?view=board#top', '/deals?view=board#top'],
  ['/accounts/ชื่อ', '/accounts/%E0%B8%8A%E0%B8%B7%E0%B9%88%E0%B8%AD'],
  ['/a/../b', '/b'],
])('%s is a page of ours', (given, path) => {
  expect(readReturnPath(given)).toBe(path);
});

test.each([
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '\t//evil.example',
  ' //evil.example',
  'https://evil.example',
  'https:evil.example',
  'javascript:alert(1)',
  'data:text/html,x',
  'evil.example',
  '/a\\..\\..\\evil',
  '/a/..//evil.example\u0000',
  '/\u200b/evil.example',
  `/${'x'.repeat(2000)}`,
  '',
  null,
  ['/a'],
  { path: '/a' },
])('%j is none', (given) => {
  expect(readReturnPath(given)).toBeUndefined();
});

test('what folds away on the way leads nowhere else', () => {
  for (const given of ['/a/..//evil.example', '/.//evil.example', '/%2e%2e//evil.example']) {
    const path = readReturnPath(given);
    if (path !== undefined) expect(new URL(path, 'https://crm.example.com').host).toBe('crm.example.com');
  }
});
