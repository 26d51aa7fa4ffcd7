/** Cursors: the sort keys of the last row, as base64url of JSON. They hold nothing that the reader has not been sent, so they need no seal. */
import { createHash } from 'node:crypto';
import { badRequest } from '../kernel/errors.ts';

/** Makes a cursor of the last row's keys; `order` names the order that it belongs to. */
export function writeCursor(keys: string, order: string): string {
  return Buffer.from(JSON.stringify([fingerprint(order), JSON.parse(keys)])).toString('base64url');
}

/**
 * Reads a cursor.
 * @throws Problem 400 when it is damaged or belongs to another order.
 */
export function readCursor(cursor: string, order: string, length: number): (string | null)[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw broken();
  }
  if (!Array.isArray(parsed) || parsed.length !== 2 || parsed[0] !== fingerprint(order)) throw broken();
  const keys: unknown = parsed[1];
  if (!Array.isArray(keys) || keys.length !== length) throw broken();
  if (!keys.every((key): key is string | null => key === null || (typeof key === 'string' && !key.includes('\0')))) throw broken();
  return keys;
}

function fingerprint(order: string): string {
  return createHash('sha256').update(order).digest('base64url').slice(0, 8);
}

function broken(): Error {
  const message = 'The cursor does not belong to this list.';
  return badRequest(
    message,
    [{ pointer: '/after', code: 'cursor', message, hint: 'Start again without "after", with the same sort.' }],
    'cursor',
  );
}
