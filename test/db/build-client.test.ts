import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureClientBuilt } from '../../server/build-client.ts';
import { silentLogger } from '../../server/kernel/logger.ts';

const repository = path.resolve(import.meta.dirname, '../..');
let root = '';
let page = '';
const write = (name: string, text: string): void => writeFileSync(path.join(root, name), text);

beforeAll(() => {
  mkdirSync(path.join(repository, '.cache'), { recursive: true });
  // Inside the repository, so that the build is on one disk with node_modules.
  root = mkdtempSync(path.join(repository, '.cache/a client '));
  page = path.join(root, 'client/dist/index.html');
  mkdirSync(path.join(root, 'client'));
  symlinkSync(path.join(repository, 'node_modules'), path.join(root, 'node_modules'));
  write('package-lock.json', '{}');
  write('client/vite.config.ts', 'export default { root: import.meta.dirname };');
  write('client/index.html', '<!doctype html><title>a</title><script type="module" src="/main.ts"></script>');
  write('client/main.ts', 'document.title = "first";');
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

test('the client is built when it is missing or its sources changed, once for two askers, and not otherwise', async () => {
  const [dist, same] = await Promise.all([ensureClientBuilt({ log: silentLogger, root }), ensureClientBuilt({ log: silentLogger, root })]);
  expect(same).toBe(dist);
  const first = statSync(page).ino;
  await ensureClientBuilt({ log: silentLogger, root });
  expect(statSync(page).ino).toBe(first);
  write('client/main.ts', 'document.title = "second";');
  const before = readFileSync(page, 'utf8');
  await ensureClientBuilt({ log: silentLogger, root });
  expect(readFileSync(page, 'utf8')).not.toBe(before);
});

test('a client that cannot be built says why and leaves the last one in place', async () => {
  write('client/main.ts', 'import "./absent.ts";');
  await expect(ensureClientBuilt({ log: silentLogger, root })).rejects.toThrow(/The client could not be built[^]*absent/);
  expect(existsSync(page)).toBe(true);
});
