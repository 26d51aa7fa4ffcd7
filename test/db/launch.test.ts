import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'relata launch ')));
const house = path.join(folder, 'a house');
const launcher = path.join(house, 'server/launch.mjs');

/** Files of a house that has nothing to install, whose command says what it was given. */
function build(packages: object): void {
  for (const name of ['server', 'node_modules']) mkdirSync(path.join(house, name), { recursive: true });
  cpSync(path.join(import.meta.dirname, '../../server/launch.mjs'), launcher);
  writeFileSync(
    path.join(house, 'package.json'),
    JSON.stringify({ name: 'house', version: '1.0.0', type: 'module', dependencies: dependenciesOf(packages) }),
  );
  writeFileSync(
    path.join(house, 'package-lock.json'),
    JSON.stringify({
      name: 'house',
      version: '1.0.0',
      lockfileVersion: 3,
      packages: { '': { name: 'house', version: '1.0.0', dependencies: dependenciesOf(packages) }, ...packages },
    }),
  );
  writeFileSync(
    path.join(house, 'server/cli.ts'),
    `const [verb = '']: string[] = process.argv.slice(2);
     if (verb === 'wait') {
       const timer = setInterval(() => {}, 1000);
       for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => { console.log(name); clearInterval(timer); process.exitCode = 5; });
       console.log('ready');
     } else {
       console.log(JSON.stringify({ given: process.argv.slice(2), cwd: process.cwd() }));
       process.exitCode = 7;
     }`,
  );
}

function dependenciesOf(packages: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(packages as Record<string, { resolved: string }>).map(([name, entry]) => [
      name.replace('node_modules/', ''),
      entry.resolved,
    ]),
  );
}

function launch(args: readonly string[], cwd = folder) {
  const child = spawn(process.execPath, [launcher, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let words = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number, output, words }));
  return { child, ended };
}

beforeAll(() => mkdirSync(house, { recursive: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the launcher', () => {
  beforeEach(() => {
    build({});
    writeFileSync(path.join(house, 'node_modules/.package-lock.json'), JSON.stringify({ packages: {} }));
  });

  test('gives a verb and its arguments to the command, in the folder of the caller, and ends as it ends', async () => {
    const { code, output } = await launch(['import', 'an entity', '--dry-run']).ended;
    expect(JSON.parse(output)).toEqual({ given: ['import', 'an entity', '--dry-run'], cwd: folder });
    expect(code).toBe(7);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('passes %s on and waits for the command to end', async (signal) => {
    const { child, ended } = launch(['wait']);
    await once(child.stdout, 'data');
    child.kill(signal);
    const { code, output } = await ended;
    expect(output).toBe(`ready\n${signal}\n`);
    expect(code).toBe(5);
  });

  test('says that a script of developers is missing instead of failing inside', async () => {
    const { code, words } = await launch(['bench']).ended;
    expect(words).toContain('test/bench/run.ts is missing');
    expect(code).toBe(1);
  });
});

describe('an installation', () => {
  test('that cannot be made ends with words about it, a code that is not zero and no lock left', async () => {
    build({ 'node_modules/absent': { version: '1.0.0', resolved: 'file:absent-1.0.0.tgz' } });
    rmSync(path.join(house, 'node_modules'), { recursive: true, force: true });
    const { code, words } = await launch(['start']).ended;
    expect(words).toContain('the packages could not be installed');
    expect(code).toBe(1);
    expect(existsSync(path.join(house, '.cache/install.lock'))).toBe(false);
  });

  test('that is missing is made by one of two launchers at once, and both go on', async () => {
    const part = path.join(house, 'part');
    mkdirSync(part, { recursive: true });
    writeFileSync(path.join(part, 'package.json'), JSON.stringify({ name: 'part', version: '1.0.0' }));
    build({});
    const lock = { name: 'house', version: '1.0.0', lockfileVersion: 3 };
    const dependencies = { part: 'file:part' };
    writeFileSync(path.join(house, 'package.json'), JSON.stringify({ name: 'house', version: '1.0.0', type: 'module', dependencies }));
    const packages = {
      '': { name: 'house', version: '1.0.0', dependencies },
      'node_modules/part': { resolved: 'part', link: true },
      part: { version: '1.0.0' },
    };
    writeFileSync(path.join(house, 'package-lock.json'), JSON.stringify({ ...lock, packages }));
    rmSync(path.join(house, 'node_modules'), { recursive: true, force: true });
    const both = await Promise.all([launch(['a']).ended, launch(['b']).ended]);
    expect(both.map(({ code }) => code)).toEqual([7, 7]);
    expect(both.filter(({ words }) => words.includes('Installed in'))).toHaveLength(1);
    expect(existsSync(path.join(house, 'node_modules/part/package.json'))).toBe(true);
  });
});
