/** Time-based one-time passwords (RFC 6238) over HMAC-SHA-1 (RFC 4226): six digits, a step of thirty seconds, as every authenticator app reads them. */
import { createHmac, timingSafeEqual } from 'node:crypto';

const stepSeconds = 30;
const digits = 6;
/** Clocks differ: the step before and the one after will do, too. */
const tolerance = [0, -1, 1] as const;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Base32 without padding (RFC 4648), as authenticator apps take secrets. */
export function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((part) => alphabet.charAt(Number.parseInt(part.padEnd(5, '0'), 2))).join('');
}

/** The number of the step that an instant lies in. */
export function stepAt(instant: Date): number {
  return Math.floor(instant.getTime() / 1000 / stepSeconds);
}

/** The code of a step. */
export function codeAt(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0x0f;
  const number = (mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits;
  return number.toString().padStart(digits, '0');
}

/** The step whose code it is, of those that are near enough; undefined when it is of none. */
export function matchingStep(secret: Buffer, code: string, now: Date): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const given = Buffer.from(code);
  const steps = tolerance.map((offset) => stepAt(now) + offset);
  // All of them are compared, in the same time.
  const equal = steps.map((step) => timingSafeEqual(Buffer.from(codeAt(secret, step)), given));
  return steps.find((_, place) => equal[place]);
}

/** What authenticator apps read from a picture (Key Uri Format). */
export function keyUri(secret: Buffer, issuer: string, account: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=${digits}&period=${stepSeconds}`;
}
