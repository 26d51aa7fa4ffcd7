/** Who runs the embedded PostgreSQL, and where its data stands. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** An account of the operating system. */
export interface Account {
  readonly name: string;
  /** Options for `spawn`: empty for ourselves, uid and gid for another. */
  readonly spawn: { readonly uid?: number; readonly gid?: number };
}

/** Where everything of one embedded server stands. */
export interface Place {
  readonly account: Account;
  /** The folder that PostgreSQL calls its data directory. */
  readonly dataDir: string;
  /** A folder that the account can reach, for copies of the programs. */
  readonly shared: string;
}

/** Data of a root-run server: below a folder that every account can traverse, since a private home hides RELATA_HOME. */
const sharedRoot = '/var/lib/relata';

interface PasswdEntry {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

function readPasswd(): PasswdEntry[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((parts) => parts.length >= 4)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

/**
 * The account and folders for the server of `home` (an absolute path without links). `known` is the data directory that
 * a former start wrote down.
 * An ordinary user runs it as himself with the data in his home. Root cannot run PostgreSQL: the data's owner does, else
 * `postgres`, else `nobody`.
 * @throws Error when root finds no account to run it under.
 */
export function choosePlace(home: string, known: string | undefined): Place {
  const own = path.join(home, 'postgres');
  if (process.getuid?.() !== 0) return { account: { name: os.userInfo().username, spawn: {} }, dataDir: own, shared: home };
  return placeOf(known ?? (existsSync(path.join(own, 'PG_VERSION')) ? own : sharedDir(home, 1)));
}

/**
 * A place beside those that an earlier home of the same path left below the shared root: that home was deleted, its
 * password with it, and nobody can open them any more.
 */
export function choosePlaceBeside(home: string): Place {
  let number = 2;
  while (existsSync(sharedDir(home, number))) number++;
  return placeOf(sharedDir(home, number));
}

function sharedDir(home: string, number: number): string {
  const digest = createHash('sha256').update(home).digest('hex').slice(0, 12);
  return path.join(sharedRoot, number === 1 ? digest : `${digest}-${number}`, 'data');
}

function placeOf(dataDir: string): Place {
  const entries = readPasswd();
  const owner = existsSync(dataDir) ? statSync(dataDir) : undefined;
  const entry =
    owner && owner.uid > 0
      ? (entries.find(({ uid }) => uid === owner.uid) ?? { name: `number ${owner.uid}`, uid: owner.uid, gid: owner.gid })
      : serviceAccount(entries);
  if (!entry)
    throw new Error(
      'PostgreSQL refuses to run as root, and there is no account "postgres" or "nobody". Start Relata as an ordinary user, or set DATABASE_URL.',
    );
  return { account: { name: entry.name, spawn: { uid: entry.uid, gid: entry.gid } }, dataDir, shared: sharedRoot };
}

function serviceAccount(entries: readonly PasswdEntry[]): PasswdEntry | undefined {
  return ['postgres', 'nobody'].map((name) => entries.find((entry) => entry.name === name)).find((entry) => entry && entry.uid > 0);
}
