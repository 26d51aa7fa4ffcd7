/** The Chromium that stands packed in node_modules (for Linux on x64), unpacked once into `.cache/` of this repository. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { withFileLock } from '../../server/database/file-lock.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** A program, and the environment that it needs beside ours. */
export interface PackedBrowser {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Unpacks it unless that is done (some seconds). The package writes to the system's folder for temporary files and takes
 * half a file for a whole one; here it unpacks aside and is renamed.
 * @throws Error with the words of the package when it cannot be unpacked.
 */
export async function unpackBrowser(): Promise<PackedBrowser> {
  const manifest = path.join(root, 'node_modules/@sparticuz/chromium/package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const folder = path.join(root, '.cache', `chromium-${version}`);
  if (!existsSync(folder)) {
    mkdirSync(path.dirname(folder), { recursive: true });
    await withFileLock(`${folder}.lock`, () => Promise.resolve(unpack(folder)));
  }
  const executablePath = path.join(folder, 'chromium');
  return { executablePath, env: librariesFor(executablePath, folder) };
}

function unpack(folder: string): void {
  if (existsSync(folder)) return;
  const aside = `${folder}.new`;
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside);
  const script = "const { default: packed } = await import('@sparticuz/chromium'); await packed.executablePath();";
  // The second variable makes the package unpack the libraries that small systems lack, too.
  const env = { ...process.env, TMPDIR: aside, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' };
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: root, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The Chromium of @sparticuz/chromium could not be unpacked: ${stderr.trim()}`);
  renameSync(aside, folder);
}

/** The package's own libraries and fonts, only where the system has none. */
function librariesFor(program: string, folder: string): Record<string, string> {
  const works = spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
  return {
    ...(works ? {} : { LD_LIBRARY_PATH: path.join(folder, 'al2023', 'lib') }),
    ...(existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: path.join(folder, 'fonts') }),
  };
}
