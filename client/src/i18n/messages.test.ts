import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/** Every message by its path. */
function flatten(messages: object, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(messages).flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'string' ? [[prefix + name, value] as const] : [...flatten(value as object, `${prefix}${name}.`)],
    ),
  );
}
const holes = (message: string): string[] => [...new Set(message.match(/\{\w+\}/g))].sort();

/** All of one language, from the main file and from those by topic. */
async function messagesIn(language: string): Promise<{ all: Record<string, object>; topics: string[] }> {
  const files = globSync(`messages/**/${language}.ts`, { cwd: import.meta.dirname });
  const parts = await Promise.all(
    files.map(async (file) => ((await import(path.join(import.meta.dirname, file))) as { default: Record<string, object> }).default),
  );
  return { all: Object.assign({}, ...parts) as Record<string, object>, topics: parts.flatMap((part) => Object.keys(part)) };
}

const english = await messagesIn('en');

test.each(['th', 'fa', 'km'])('%s says everything that English says, with the same gaps to fill', async (language) => {
  const own = flatten((await messagesIn(language)).all);
  const known = flatten(english.all);
  expect([...own.keys()].sort()).toEqual([...known.keys()].sort());
  for (const [key, message] of known) expect([key, holes(own.get(key) ?? '')]).toEqual([key, holes(message)]);
});

test('no file of messages writes over another one', () => {
  expect(english.topics.length).toBe(new Set(english.topics).size);
});

test('every message that a screen asks for by name is there', () => {
  const source = path.resolve(import.meta.dirname, '..');
  const files = globSync('**/*.{vue,ts}', { cwd: source }).filter((file) => !/^(fields|forms)[\\/]|\.test\.ts$/.test(file));
  const asked = files.flatMap((file) =>
    [...readFileSync(path.join(source, file), 'utf8').matchAll(/\b(?:t|translate)\('([\w.]+)'/g)].map((match) => match[1] ?? ''),
  );
  const known = flatten(english.all);
  expect(asked.length).toBeGreaterThan(100);
  expect([...new Set(asked)].filter((key) => !known.has(key))).toEqual([]);
});
