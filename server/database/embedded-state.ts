/** What a home remembers of its embedded server: `postgres.json`, readable by its owner only. */
import { lchownSync, existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The memory of one home. */
export interface State {
  /** The home as it was when this was written: tells a moved home from a copied one. */
  readonly home: string;
  readonly dataDir: string;
  readonly port: number;
  readonly password: string;
}

/** Where it stands. */
export function stateFile(home: string): string {
  return path.join(home, 'postgres.json');
}

/** Reads it; undefined at the first start. Throws in words for the operator when it cannot be read. */
export function readState(home: string): State | undefined {
  const file = stateFile(home);
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as State;
  } catch (error) {
    throw new Error(
      `${file} cannot be read (${(error as Error).message}). Run Relata as the account that made it, or restore it from a backup.`,
    );
  }
}

/** Writes it if it says something new: aside and renamed, so that it is whole or the old one. */
export function writeState(home: string, state: State): void {
  const file = stateFile(home);
  const text = `${JSON.stringify(state, null, 2)}\n`;
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  giveToOwnerOf(home, `${file}.new`);
  renameSync(`${file}.new`, file);
}

/** A home that was moved keeps its data directory elsewhere; a copied one must not share its original's. */
export function dataDirOf(known: State | undefined, home: string): string | undefined {
  if (!known || !existsSync(known.dataDir)) return undefined;
  const isCopy = known.home !== home && existsSync(stateFile(known.home));
  return isCopy || known.dataDir === path.join(known.home, 'postgres') ? undefined : known.dataDir;
}

/** Root leaves a file in somebody's home to that somebody, who will want to start it himself. */
export function giveToOwnerOf(home: string, file: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(home);
  lchownSync(file, uid, gid);
}
