/** The browser's side, built when its sources have changed since the last build. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { withFileLock } from './database/file-lock.ts';
import { codeRoot } from './kernel/config.ts';
import type { Logger } from './kernel/logger.ts';

/** Everything that a build reads: its own sources, the shared language, the icons that packs name, the versions of packages. */
const sources = ['client/**/*', 'metadata/**/*.{ts,json}', 'plugins/**/*.json', 'package-lock.json'];

/**
 * Builds `client/dist` unless it is of these sources, and returns its path. Two processes build it once; the old build
 * stays in place until the new one is whole.
 * @throws Error with the end of Vite's words when the build fails.
 */
export async function ensureClientBuilt({ log, root = codeRoot }: { log: Logger; root?: string }): Promise<string> {
  const dist = path.join(root, 'client', 'dist');
  if (isFresh(dist, hashSources(root))) return dist;
  const cache = path.join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  await withFileLock(path.join(cache, 'client-build.lock'), () => rebuild(root, cache, dist, log), 600_000);
  return dist;
}

async function rebuild(root: string, cache: string, dist: string, log: Logger): Promise<void> {
  const hash = hashSources(root);
  if (isFresh(dist, hash)) return;
  const began = performance.now();
  log.info({}, 'Building the client');
  const aside = path.join(cache, 'client-build');
  await build(root, aside);
  writeFileSync(path.join(aside, '.stamp'), hash);
  rmSync(dist, { recursive: true, force: true });
  renameSync(aside, dist);
  log.info({ milliseconds: Math.round(performance.now() - began) }, 'Built the client');
}

function isFresh(dist: string, hash: string): boolean {
  const stamp = path.join(dist, '.stamp');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
}

function hashSources(root: string): string {
  const hash = createHash('sha256');
  const files = globSync(sources, {
    cwd: root,
    withFileTypes: true,
    exclude: (entry) => entry.name === 'node_modules' || (entry.name === 'dist' && entry.parentPath === path.join(root, 'client')),
  })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  for (const file of files)
    hash
      .update(`${path.relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex');
}

function build(root: string, outDir: string): Promise<void> {
  const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [
    vite,
    'build',
    '--config',
    path.join(root, 'client', 'vite.config.ts'),
    '--outDir',
    outDir,
    '--emptyOutDir',
    '--logLevel',
    'warn',
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`The client could not be built:\n${firstLines(output)}`))));
  });
}

/** Vite says what is wrong first, and how it came there after that. */
function firstLines(output: string): string {
  return stripVTControlCharacters(output).trim().split('\n').slice(0, 20).join('\n');
}
