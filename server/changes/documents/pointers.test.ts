import { describe, expect, test } from 'vitest';
import { byIdentity, byPosition, valueAt, withValue } from './pointers.ts';

const document = {
  a: { 'b/c': 1 },
  list: [
    { code: 'x', n: 1 },
    { code: 'y', n: 2 },
  ],
  plain: [{ n: 1 }, { n: 2 }],
  words: ['one', 'two'],
};

describe('a pointer', () => {
  test('names elements by their identity, and by their place where they have none', () => {
    expect(['/list/y/n', '/plain/#1/n', '/a/b~1c', '/words/two', '/list/z/n'].map((pointer) => valueAt(document, pointer))).toEqual([
      2,
      2,
      1,
      'two',
      undefined,
    ]);
  });

  test('becomes one by position and comes back', () => {
    expect(byPosition(document, '/list/y/n')).toBe('/list/1/n');
    expect(byIdentity(document, '/list/1/n')).toBe('/list/y/n');
    expect(byIdentity(document, '/plain/0')).toBe('/plain/#0');
  });
});

describe('a value at a pointer', () => {
  test('is replaced, taken away, or put behind what it followed where it comes from', () => {
    expect(withValue(document, '/list/y/n', 5)).toMatchObject({ list: [{ n: 1 }, { code: 'y', n: 5 }] });
    expect(withValue(document, '/list/x', undefined)).toMatchObject({ list: [{ code: 'y' }] });
    expect(withValue(document, '/words/half', 'half', ['one', 'gone', 'half', 'two'])).toMatchObject({ words: ['one', 'half', 'two'] });
    expect(withValue(document, '/words/zero', 'zero', ['zero', 'one'])).toMatchObject({ words: ['zero', 'one', 'two'] });
    expect(Object.keys(withValue({ a: 1, c: 3 }, '/b', 2, ['a', 'b', 'c']) as object)).toEqual(['a', 'b', 'c']);
    expect(document.words).toEqual(['one', 'two']);
  });

  test('cannot be put into what is not there', () => {
    expect(withValue(document, '/gone/x', 1)).toBeUndefined();
  });
});
