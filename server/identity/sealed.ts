/**
 * Texts that the database keeps sealed: AES-256-GCM with a key from outside of it. What a text belongs to is authenticated with it, so that one
 * that was moved to another row cannot be opened there.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Secrets } from '../kernel/secrets.ts';

const version = 'v1.';
const ivBytes = 12;
const tagBytes = 16;

/** The key of the second factors of a workspace. */
export function factorKey(secrets: Secrets, schema: string): Buffer {
  return secrets.derive(`second-factor ${schema}`);
}

/**
 * Seals a text.
 * @param key 32 bytes
 * @param owner what the text belongs to, such as the id of a user
 */
export function seal(key: Buffer, text: string, owner: string): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes }).setAAD(Buffer.from(owner));
  const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return version + sealed.toString('base64url');
}

/** Opens what was sealed with this key for this owner; undefined when it was not. */
export function unseal(key: Buffer, sealed: string, owner: string): string | undefined {
  const bytes = Buffer.from(sealed.slice(version.length), 'base64url');
  if (!sealed.startsWith(version) || bytes.length < ivBytes + tagBytes) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(owner)).setAuthTag(bytes.subarray(-tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
