/**
 * The secret that is kept outside the database, and the keys that are derived from it: history is sealed and fields are encrypted with them,
 * so that whoever holds a copy of the database alone can neither forge the one nor read the other.
 */
import { hkdfSync, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Keys for purposes. All servers of one installation must derive the same ones. */
export interface Secrets {
  /**
   * A key of 32 bytes (HKDF-SHA256, RFC 5869).
   * @param purpose what it is for, and for which workspace: other words, another key
   */
  derive(purpose: string): Buffer;
  /** Tells two secrets apart without telling anything of them. */
  readonly fingerprint: string;
}

const leastLength = 32;

/** Keys from a secret. */
export function secretsOf(secret: string | Buffer): Secrets {
  const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', secret, 'relata', purpose, 32));
  return { derive, fingerprint: derive('fingerprint').toString('base64url').slice(0, 22) };
}

/**
 * The secret of the environment (`RELATA_SECRET`), else the one that is kept in `home`, made at the first start.
 * @throws Error when the stated one is too short, or one that everybody knows
 */
export async function readSecrets(home: string, stated: string | undefined): Promise<Secrets> {
  if (stated !== undefined) return secretsOf(checkStated(stated));
  const file = path.join(home, 'keys', 'secret');
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  try {
    // Two processes may start at once: one of them makes the file, the other waits until it is filled.
    const handle = await open(file, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600);
    try {
      await handle.writeFile(`${randomBytes(48).toString('base64url')}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  for (let attempt = 0; ; attempt++) {
    const text = (await readFile(file, 'utf8')).trim();
    if (text.length >= leastLength) return secretsOf(text);
    if (attempt >= 50)
      throw new Error(`${file} does not hold a secret. Restore it from your backup; without it sealed history cannot be proved.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** @throws Error when a secret is too short, or one that everybody knows */
export function checkStated(secret: string): string {
  if (secret.length < leastLength)
    throw new Error(
      `RELATA_SECRET has ${secret.length} characters; it needs ${leastLength} or more, chosen at random ("openssl rand -base64 48").`,
    );
  if (new Set(secret).size < 10)
    throw new Error('RELATA_SECRET is too simple to be a secret; choose it at random ("openssl rand -base64 48").');
  return secret;
}
