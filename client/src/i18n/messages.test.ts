import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import en from './messages/en.ts';
import fa from './messages/fa.ts';
import km from './messages/km.ts';
import th from './messages/th.ts';

/** Every message by its path. */
function flatten(messages: object, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(messages).flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'string' ? [[prefix + name, value] as const] : [...flatten(value as object, `${prefix}${name}.`)],
    ),
  );
}
const holes = (message: string): string[] => [...new Set(message.match(/\{\w+\}/g))].sort();

test.each([
  ['th', th],
  ['fa', fa],
  ['km', km],
] as const)('%s says everything that English says, with the same gaps to fill', (_language, messages) => {
  const [own, english] = [flatten(messages), flatten(en)];
  expect([...own.keys()].sort()).toEqual([...english.keys()].sort());
  for (const [key, message] of english) expect([key, holes(own.get(key) ?? '')]).toEqual([key, holes(message)]);
});

test('every message that a screen asks for by name is there', () => {
  const source = path.resolve(import.meta.dirname, '..');
  const files = globSync('**/*.{vue,ts}', { cwd: source }).filter((file) => !/^(fields|forms)[\\/]|\.test\.ts$/.test(file));
  const asked = files.flatMap((file) =>
    [...readFileSync(path.join(source, file), 'utf8').matchAll(/\b(?:t|translate)\('([\w.]+)'/g)].map((match) => match[1] ?? ''),
  );
  const known = flatten(en);
  expect(asked.length).toBeGreaterThan(100);
  expect([...new Set(asked)].filter((key) => !known.has(key))).toEqual([]);
});
