/** How far a listener has heard: as text, the `id` of server-sent events. */
import { isId } from '../kernel/ids.ts';

/** Behind an entry at a place; without an entry, before everything at the place. */
export interface Cursor {
  readonly place: string;
  readonly entry?: string;
}

/** Before everything at a place. */
export function startOf(place: string): Cursor {
  return { place };
}

/** The text of a cursor. */
export function writeCursor({ place, entry }: Cursor): string {
  return entry === undefined ? place : `${place}.${entry}`;
}

/** A cursor from its text; undefined for what is none. */
export function readCursor(text: string): Cursor | undefined {
  const [, place, entry] = /^(\d{1,18})(?:\.(.{36}))?$/.exec(text) ?? [];
  if (place === undefined || (entry !== undefined && !isId(entry))) return undefined;
  return entry === undefined ? { place } : { place, entry };
}
