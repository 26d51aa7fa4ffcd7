/** The kind that encrypts another: what it stores, and what it never tells. */
import { expect, test } from 'vitest';
import { encryptable, encryptedKind, unchanged } from './encrypted.ts';
import { environment, fieldCases, fieldOf } from './field-cases.ts';
import { fieldKind } from './index.ts';
import { FieldError, type FieldEnvironment } from './types.ts';

const sealing: FieldEnvironment = {
  ...environment,
  seal: ({ table, column }, text) => `sealed ${table}.${column} ${text}`,
  digest: ({ table, column }, text) => `digest ${table}.${column} ${text}`,
};

test.each(fieldCases.filter(({ document }) => encryptable.has(document.field)).map((cases) => [cases.document.field, cases] as const))(
  'a %s is stored as one text from which the same value comes back, and refuses what it would refuse in the clear',
  (name, cases) => {
    const inner = fieldKind(name);
    if (!inner) throw new Error('There is no such kind.');
    const field = fieldOf(cases);
    const kind = encryptedKind(inner, 'people', false);
    for (const [input, canonical] of cases.input) {
      if (canonical instanceof RegExp) {
        expect(() => kind.normalise(input, field, sealing)).toThrow(FieldError);
        continue;
      }
      const value = kind.normalise(input, field, sealing);
      expect(value).toEqual(canonical);
      const [stored, ...more] = kind.toColumns(value, field, sealing);
      expect(more).toEqual([]);
      if (value === null) expect(stored).toBeNull();
      else expect(JSON.parse(String(stored).replace('sealed people.value ', ''))).toEqual(canonical);
    }
  },
);

test('an encrypted field cannot be stored where nothing encrypts', () => {
  const [text] = fieldCases;
  const inner = fieldKind('text');
  if (!text || !inner) throw new Error('There is no text.');
  const kind = encryptedKind(inner, 'people', true);
  expect(() => kind.toColumns('A', fieldOf(text), environment)).toThrow(/nothing here can encrypt/);
  expect(() => kind.literal('A', fieldOf(text), environment)).toThrow(/nothing here can make one/);
  expect(kind.toColumns('Ä b', fieldOf(text), sealing)).toEqual(['digest people.value a b', 'sealed people.value "Ä b"']);
  expect(kind.columns(fieldOf(text)).map(({ name }) => name)).toEqual(['value_digest', 'value']);
  expect(String(kind.toColumns('=', fieldOf(text), sealing)[1])).not.toBe(unchanged);
});

test('what is wrong with a value is said without it', () => {
  const inner = fieldKind('integer');
  const cases = fieldCases.find(({ document }) => document.field === 'integer');
  if (!inner || !cases) throw new Error('There is no integer.');
  const kind = encryptedKind(inner, 'people', false);
  for (const attempt of [
    () => kind.parseCell('"my secret"', fieldOf(cases), sealing),
    () => kind.normalise('my secret', fieldOf(cases), sealing),
  ])
    expect(attempt).toThrow(expect.objectContaining({ message: expect.not.stringContaining('secret') as string }) as Error);
});
