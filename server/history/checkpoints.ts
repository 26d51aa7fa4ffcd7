/**
 * Checkpoints: numbers and hashes of seals, in a file outside the database. A chain whose end was cut off holds by itself; the file knows that
 * there was more.
 */
import { createReadStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** A seal that there was. */
export interface Checkpoint {
  readonly line: number;
  readonly number: number;
  readonly hash: string;
}

/** Where a workspace's checkpoints stand. */
export function checkpointFile(home: string, schema: string): string {
  return path.join(home, 'history', `${encodeURIComponent(schema)}.checkpoints`);
}

/** Adds a line, and waits until the disk has it. */
export async function appendCheckpoint(file: string, seal: { readonly number: number; readonly hash: string }): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'a', 0o600);
  try {
    await handle.writeFile(`${seal.number} ${seal.hash}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The lines of the file, in order; none when there is no file. What a power cut left half written is passed over. */
export async function* readCheckpoints(file: string): AsyncIterable<Checkpoint> {
  const stream = createReadStream(file, 'utf8');
  let line = 0;
  try {
    for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
      line++;
      const match = /^(\d{1,15}) ([0-9a-f]{64})$/.exec(text);
      if (match) yield { line, number: Number(match[1]), hash: match[2] ?? '' };
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  } finally {
    stream.destroy();
  }
}
