/** One PostgreSQL cluster on disk: made once, started, and known by its pid file. */
import { spawn } from 'node:child_process';
import { chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from './embedded-binaries.ts';
import type { Place } from './embedded-account.ts';
import { isAlive } from './file-lock.ts';

/** The superuser of the embedded server. */
export const superuser = 'relata';

/** What starting needs. */
export interface StartInput {
  readonly place: Place;
  readonly binaries: Binaries;
  readonly port: number;
  /** What the server prints is appended here. */
  readonly logFile: string;
}

/** How a start ended. */
export type StartOutcome = 'ready' | 'port-taken' | 'still-in-use';

/** Text and numbers in UTF-8 whatever the machine speaks: names of a locale whose character types are UTF-8, best first. */
const utf8Locales =
  process.platform === 'darwin'
    ? ['en_US.UTF-8', 'UTF-8']
    : process.platform === 'win32'
      ? ['en-US.UTF-8', 'English_United States.65001']
      : ['C.UTF-8', 'C.utf8', 'en_US.UTF-8'];

/** Set at every start, so that a newer version of this code governs an older cluster. Durability stays at PostgreSQL's defaults. */
const settings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  // No socket file: its path may be at most 107 bytes long, and homes are longer.
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '256MB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  password_encryption: 'scram-sha-256',
  logging_collector: 'off',
};

/** Makes the cluster unless it is there. It is built aside and renamed, so that it is whole or absent. Throws with initdb's words. */
export async function ensureCluster(place: Place, binaries: Binaries, password: string): Promise<void> {
  const { dataDir, account } = place;
  if (existsSync(path.join(dataDir, 'PG_VERSION'))) return;
  const parent = path.dirname(dataDir);
  const fresh = `${dataDir}.new`;
  const passwordFile = `${dataDir}.password`;
  mkdirSync(parent, { recursive: true });
  try {
    // PostgreSQL before 17 has no provider of its own: there the system's locales say what letters are.
    let provider = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    const left = [...utf8Locales];
    for (;;) {
      const locale = left[0] ?? 'C';
      rmSync(fresh, { recursive: true, force: true });
      mkdirSync(fresh, { mode: 0o700 });
      writeFileSync(passwordFile, password, { mode: 0o600 });
      for (const file of [fresh, passwordFile]) give(file, place);
      const options = [
        '-D',
        fresh,
        '-U',
        superuser,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--no-instructions',
      ];
      const locales = [...provider, '--locale=C', `--lc-ctype=${locale}`];
      const { code, output } = await run(binaries.initdb, [...options, ...locales], place, fresh);
      if (code === 0) break;
      if (provider.length > 0 && /unrecognized locale provider/i.test(output)) {
        provider = [];
        continue;
      }
      left.shift();
      if (left.length === 0 || !/invalid locale (name|settings)/i.test(output))
        throw new Error(`initdb, run as ${account.name}, could not make ${dataDir}:\n${output.trim()}`);
    }
    renameSync(fresh, dataDir);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(fresh, { recursive: true, force: true });
  }
}

function give(file: string, place: Place): void {
  const { uid, gid } = place.account.spawn;
  if (uid !== undefined && gid !== undefined) chownSync(file, uid, gid);
}

/** The environment of the server: nothing of ours that could redirect it or leak into it. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG|DATABASE_URL|RELATA_|SMTP_)/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}

function run(program: string, args: readonly string[], place: Place, cwd: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...place.account.spawn,
      cwd,
      env: cleanEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** What `postmaster.pid` says: the process, its port, and whether it takes connections. */
export function readPidFile(dataDir: string): { pid: number; port: number; ready: boolean } | undefined {
  try {
    const lines = readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number.parseInt(lines[0] ?? '', 10);
    return Number.isInteger(pid) ? { pid, port: Number(lines[3]), ready: (lines[7] ?? '').trim() === 'ready' } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the process of the pid file is there and is a PostgreSQL; where the system does not tell, being there is enough. */
export function isServerAlive(dataDir: string): boolean {
  const known = readPidFile(dataDir);
  if (!known || !isAlive(known.pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    // The link /proc/<pid>/exe would say more, but root in a container may not read another account's.
    return path.basename(readFileSync(`/proc/${known.pid}/cmdline`, 'utf8').split('\0')[0] ?? '').startsWith('postgres');
  } catch {
    return false;
  }
}

/**
 * Starts the server and waits until it takes connections. It is a session of its own, so that a Ctrl-C at the terminal
 * reaches Relata and not PostgreSQL. (`pg_ctl -w` would do the same with steps of 100 ms.)
 * @throws Error with the end of the server's log when it gives up for a reason that waiting does not mend.
 */
export async function startServer({ place, binaries, port, logFile }: StartInput): Promise<StartOutcome> {
  const { dataDir, account } = place;
  // A killed server leaves its pid file behind. PostgreSQL sorts that out, except where the pid now belongs to something else.
  if (readPidFile(dataDir) && !isServerAlive(dataDir)) rmSync(path.join(dataDir, 'postmaster.pid'), { force: true });
  const before = sizeOf(logFile);
  const log = openSync(logFile, before > 10_000_000 ? 'w' : 'a', 0o600);
  const flags = Object.entries({ ...settings, port: String(port) }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(binaries.postgres, ['-D', dataDir, ...flags], {
    ...account.spawn,
    cwd: dataDir,
    env: cleanEnvironment(),
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  let ended: string | undefined;
  child.on('error', (error) => (ended = error.message));
  child.on('exit', (code, signal) => (ended ??= `it ended with ${signal ?? code}`));
  const until = Date.now() + 120_000;
  while (ended === undefined && Date.now() < until) {
    const known = readPidFile(dataDir);
    if (known?.pid === child.pid && known?.ready) {
      child.unref();
      return 'ready';
    }
    await sleep(8);
  }
  const words = readFileSync(logFile, 'utf8').slice(before > 10_000_000 ? 0 : before);
  if (/could not bind|could not create any TCP/i.test(words)) return 'port-taken';
  if (/pre-existing shared memory block|lock file "postmaster.pid" already exists|is already in use/i.test(words)) return 'still-in-use';
  throw new Error(
    `PostgreSQL (run as ${account.name}) did not start on ${dataDir}: ${ended ?? 'no answer in two minutes'}.\n${words.trim().split('\n').slice(-12).join('\n')}\nThe whole log: ${logFile}`,
  );
}

function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}

/** Stops the server: sessions are ended, what is committed is on disk. Returns when the process is gone. */
export async function stopServer(dataDir: string): Promise<void> {
  const known = readPidFile(dataDir);
  if (!known || !isServerAlive(dataDir)) return;
  // SIGINT is PostgreSQL's "fast" shutdown.
  process.kill(known.pid, 'SIGINT');
  const until = Date.now() + 60_000;
  while (readPidFile(dataDir)?.pid === known.pid && isAlive(known.pid)) {
    if (Date.now() > until) throw new Error(`PostgreSQL (process ${known.pid}) does not stop.`);
    await sleep(8);
  }
}
