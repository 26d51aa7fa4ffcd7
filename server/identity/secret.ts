/** Secrets that whoever holds them may use: random, shown once, and kept as digests, so that whoever reads the tables cannot use them. */
import { hash, randomBytes } from 'node:crypto';

/** The digest by which a secret is found. A secret of 256 random bits needs neither salt nor slowness. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'base64url');
}

/** A fresh secret: 256 random bits, base64url. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
