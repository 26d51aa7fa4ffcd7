/** One encrypted value opens in its place, and nowhere else. */
import { createSecretKey, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { marker, type Marked } from './marker.ts';
import { revealRow, revealText } from './reveal.ts';
import { keyIdOf, openValue, sealValue } from './sealed-value.ts';

const key = createSecretKey(randomBytes(32));
const place = { table: 'people', column: 'ssn', record: '0193a4b2-7c1d-7e2f-8a3b-4c5d6e7f8091' };

test('a value opens with its key in its workspace, table, column and record only', () => {
  const sealed = sealValue('main', place, 'abc', key, 'ความลับ "x"');
  expect(keyIdOf(sealed)).toBe('abc');
  expect(openValue('main', place, key, sealed)).toBe('ความลับ "x"');
  expect(openValue('main', { ...place, record: place.record.toUpperCase() }, key, sealed)).toBe('ความลับ "x"');
  expect(openValue('other', place, key, sealed)).toBeUndefined();
  expect(openValue('main', { ...place, table: 'users' }, key, sealed)).toBeUndefined();
  expect(openValue('main', { ...place, column: 'name' }, key, sealed)).toBeUndefined();
  expect(openValue('main', { ...place, record: place.record.replace('0', '1') }, key, sealed)).toBeUndefined();
  expect(openValue('main', place, createSecretKey(randomBytes(32)), sealed)).toBeUndefined();
  expect(openValue('main', place, key, sealed.slice(0, 20))).toBeUndefined();
  expect(sealValue('main', place, 'abc', key, 'x')).not.toBe(sealValue('main', place, 'abc', key, 'x'));
});

test.each(['', 'v1', 'v1.a', 'v2.a.b', 'v1.a.b.c', '='])('%j is no encrypted value', (text) => {
  expect(keyIdOf(text)).toBeUndefined();
});

test('marked values are opened in JSON text, in parsed rows and in columns of their own, and nothing beside them is touched', () => {
  const marked = `${marker}people/ssn/${place.record}/v1.abc.Zm9v`;
  const open = (found: Marked): string => JSON.stringify([found.place, found.sealed]);
  const value = [place, 'v1.abc.Zm9v'];
  expect(JSON.parse(revealText(JSON.stringify([{ a: marked, b: '"~\\', c: [marked] }]), open))).toEqual([
    { a: value, b: '"~\\', c: [value] },
  ]);
  const row: Record<string, unknown> = {
    json: `{"a":"${marked}"}`,
    parsed: { deep: [{ a: marked, n: null, i: 1 }] },
    own: marked,
    at: new Date(0),
    bytes: Buffer.from('x'),
  };
  revealRow(row, open);
  expect(row).toEqual({
    json: `{"a":${JSON.stringify(value)}}`,
    parsed: { deep: [{ a: value, n: null, i: 1 }] },
    own: JSON.stringify(value),
    at: new Date(0),
    bytes: Buffer.from('x'),
  });
  expect(revealText(`{"a":"${marked}"}`, () => null)).toBe('{"a":null}');
  expect(revealText(`{"a":"${marked}"}`, () => undefined)).toBe(`{"a":"${marked}"}`);
  expect(() => revealText(`{"a":"x${marked}"}`, open)).toThrow(/within another text/);
});
