/** Identifiers are made in one place, so that another store may want another kind of them. */
import { randomBytes } from 'node:crypto';
import { v7, validate } from 'uuid';

/** Random bytes for so many ids are fetched at once: a call to the system for each would cost as much as all the rest of it. */
const fetchedAtOnce = 256;
const size = 16;
let pool = Buffer.alloc(0);
let used = 0;

function fresh(): Buffer {
  if (used + size > pool.length) [pool, used] = [randomBytes(size * fetchedAtOnce), 0];
  return pool.subarray(used, (used += size));
}

let moment = 0;
let count = 0;

/** A new record id: UUIDv7 (RFC 9562), so that ids made later sort later, also within a millisecond. */
export function newId(): string {
  const now = Date.now();
  const random = fresh();
  if (now > moment) {
    moment = now;
    // Half of the counter is left for those that follow in this millisecond.
    count = random.readUInt32BE(0) >>> 2;
  } else if (++count > 0x7fffffff) {
    moment++;
    count = 0;
  }
  return v7({ msecs: moment, seq: count, random });
}

/** Whether a text is a UUID in its usual form, of any version. */
export function isId(text: unknown): text is string {
  return typeof text === 'string' && validate(text);
}
