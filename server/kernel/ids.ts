/** Identifiers are made in one place, so that another store may want another kind of them. */
import { v7, validate } from 'uuid';

/** A new record id: UUIDv7, so that ids made later sort later. */
export function newId(): string {
  return v7();
}

/** Whether a text is a UUID in its usual form, of any version. */
export function isId(text: unknown): text is string {
  return typeof text === 'string' && validate(text);
}
