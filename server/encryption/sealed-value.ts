/** One encrypted value: AES-256-GCM, bound to its place, so that it opens nowhere else. */
import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';

/** Where a value stands. */
export interface ColumnPlace {
  readonly table: string;
  readonly column: string;
}

/** Where the value of one record stands. */
export interface ValuePlace extends ColumnPlace {
  readonly record: string;
}

const version = 'v1';
const ivBytes = 12;
const tagBytes = 16;

/** What is authenticated with a value: in which workspace, table, column and record it stands. */
function placeBytes(schema: string, { table, column, record }: ValuePlace): Buffer {
  return Buffer.from(`${schema}\0${table}\0${column}\0${record.toLowerCase()}`);
}

/**
 * Encrypts a text for a place.
 * @param keyId names the key in the value
 */
export function sealValue(schema: string, place: ValuePlace, keyId: string, key: KeyObject, text: string): string {
  return `${version}.${keyId}.${sealBytes(key, placeBytes(schema, place), Buffer.from(text)).toString('base64url')}`;
}

/** The name of the key that a value was encrypted with; undefined for what is no encrypted value. */
export function keyIdOf(sealed: string): string | undefined {
  const [form, keyId, body, ...more] = sealed.split('.');
  return form === version && body !== undefined && more.length === 0 ? keyId : undefined;
}

/** The text, or undefined when the value was altered, moved, or encrypted with another key. */
export function openValue(schema: string, place: ValuePlace, key: KeyObject, sealed: string): string | undefined {
  const body = Buffer.from(sealed.slice(sealed.lastIndexOf('.') + 1), 'base64url');
  return openBytes(key, placeBytes(schema, place), body)?.toString('utf8');
}

/** iv, ciphertext and tag, in one. (A key object is prepared once: with bare bytes each value would take seven times as long.) */
export function sealBytes(key: KeyObject, authenticated: Buffer, content: Buffer): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
  cipher.setAAD(authenticated);
  return Buffer.concat([iv, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

/** The content, or undefined when it does not authenticate. */
export function openBytes(key: KeyObject, authenticated: Buffer, sealed: Buffer): Buffer | undefined {
  if (sealed.length < ivBytes + tagBytes) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, ivBytes), { authTagLength: tagBytes });
  decipher.setAAD(authenticated);
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(ivBytes, -tagBytes)), decipher.final()]);
  } catch {
    return undefined;
  }
}
