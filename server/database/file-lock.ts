/** A lock between processes of one machine: a file that its holder keeps fresh. */
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** A holder touches its file this often (ms); one that has not done so for `staleAfter` ms is taken for dead. */
const touchEvery = 2_000;
const staleAfter = 20_000;

/**
 * Runs `work` while holding the lock at `file`; waits for other holders up to `patience` ms.
 * A lock whose process is gone, or which nobody has touched for 20 s (a pid may be used again), is taken over.
 * @throws Error that names the holder, when the wait is over.
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>, patience = 120_000): Promise<T> {
  const token = `${process.pid} ${randomUUID()}`;
  const until = Date.now() + patience;
  while (!take(file, token)) {
    discardStale(file);
    if (Date.now() > until)
      throw new Error(`Another process holds ${file} (its process id is in it). If none is running, delete the file and try again.`);
    await sleep(25);
  }
  const touch = setInterval(() => touchQuietly(file), touchEvery);
  touch.unref();
  try {
    return await work();
  } finally {
    clearInterval(touch);
    if (readQuietly(file) === token) rmSync(file, { force: true });
  }
}

function take(file: string, token: string): boolean {
  try {
    const handle = openSync(file, 'wx', 0o600);
    writeSync(handle, token);
    closeSync(handle);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves a dead holder's file away; a living one that slipped in between is put back. */
function discardStale(file: string): void {
  const seen = readQuietly(file);
  if (seen === undefined || !isStale(file, seen)) return;
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
    if (readQuietly(aside) === seen) rmSync(aside, { force: true });
    else renameSync(aside, file);
  } catch {
    // Somebody else was quicker: look again.
  }
}

function isStale(file: string, content: string): boolean {
  const age = ageOf(file);
  if (age > staleAfter) return true;
  const pid = Number.parseInt(content, 10);
  // An empty file is one that is just being written.
  return Number.isInteger(pid) ? !isAlive(pid) : age > 5_000;
}

/** Whether a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function ageOf(file: string): number {
  try {
    return Date.now() - statSync(file).mtimeMs;
  } catch {
    return 0;
  }
}

function readQuietly(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function touchQuietly(file: string): void {
  try {
    const now = new Date();
    utimesSync(file, now, now);
  } catch {
    // Taken over by somebody who believed us dead; nothing to keep fresh.
  }
}
