/** Passwords: argon2id (RFC 9106), stored as a PHC string, so that parameters can grow with time. */
import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto';
import { promisify } from 'node:util';
import { invalid } from '../kernel/errors.ts';

const derive = promisify(argon2) as (algorithm: 'argon2id', parameters: Argon2Parameters) => Promise<Buffer>;

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const current = { memory: 19_456, passes: 2, parallelism: 1 };
const minimumLength = 10;
const maximumBytes = 1024;

/**
 * Checks a new password: length is what counts.
 * @throws Problem 422
 */
export function checkNewPassword(password: unknown): asserts password is string {
  if (typeof password !== 'string' || [...password].length < minimumLength) {
    throw invalid([{ pointer: '/password', code: 'minLength', message: `The password needs at least ${minimumLength} characters.` }]);
  }
  if (Buffer.byteLength(password) > maximumBytes)
    throw invalid([{ pointer: '/password', code: 'maxLength', message: 'The password is too long.' }]);
}

/** Hashes a password with a fresh salt. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await derive('argon2id', { message: Buffer.from(password.normalize('NFKC')), nonce, tagLength: 32, ...current });
  return `$argon2id$v=19$m=${current.memory},t=${current.passes},p=${current.parallelism}$${unpadded(nonce)}$${unpadded(tag)}`;
}

/** Whether a password is the hashed one. Without a hash it works as long, so that time does not tell who has an account. */
export async function verifyPassword(password: unknown, hash: string | null): Promise<boolean> {
  const usable = typeof password === 'string' && Buffer.byteLength(password) <= maximumBytes;
  const parsed = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(hash ?? '');
  const expected = parsed ? Buffer.from(parsed[5] ?? '', 'base64') : Buffer.alloc(32);
  const tag = await derive('argon2id', {
    message: Buffer.from(usable ? password.normalize('NFKC') : ''),
    nonce: parsed ? Buffer.from(parsed[4] ?? '', 'base64') : Buffer.alloc(16),
    tagLength: expected.length,
    memory: Number(parsed?.[1] ?? current.memory),
    passes: Number(parsed?.[2] ?? current.passes),
    parallelism: Number(parsed?.[3] ?? current.parallelism),
  });
  return timingSafeEqual(tag, expected) && parsed !== null && usable;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
