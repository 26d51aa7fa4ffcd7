/** Plain values in the place of marked ones. */
import { marker, readMarked, type Marked } from './marker.ts';

/** Gives the JSON text of an encrypted value; null when it does not open, undefined to leave it marked for now. */
export type Open = (marked: Marked) => string | null | undefined;

/** A row as the driver gives it: texts of JSON, parsed JSON, and plain columns. It is changed in place. */
export function revealRow(row: Record<string, unknown>, open: Open): void {
  for (const [name, value] of Object.entries(row)) {
    if (typeof value === 'string') row[name] = value.startsWith(marker) ? asColumn(value, open) : revealText(value, open);
    else row[name] = revealJson(value, open);
  }
}

/** JSON text: one pass, and what lies between marked values is not touched. */
export function revealText(text: string, open: Open): string {
  let at = text.indexOf(marker);
  if (at < 0) return text;
  const parts: string[] = [];
  let from = 0;
  for (; at >= 0; at = text.indexOf(marker, from)) {
    const end = text.indexOf('"', at);
    if (end < 0 || text[at - 1] !== '"' || text[at - 2] === '\\') throw new Error('An encrypted value came within another text.');
    const opened = open(readMarked(text.slice(at, end)));
    parts.push(text.slice(from, at - 1), opened === undefined ? text.slice(at - 1, end + 1) : (opened ?? 'null'));
    from = end + 1;
  }
  parts.push(text.slice(from));
  return parts.join('');
}

/** Parsed JSON, changed in place. */
function revealJson(value: unknown, open: Open): unknown {
  if (typeof value === 'string') return value.startsWith(marker) ? parsed(value, open) : value;
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value) || value instanceof Date) return value;
  const members = value as Record<string, unknown>;
  for (const [name, member] of Object.entries(members))
    if (typeof member === 'string' || typeof member === 'object') members[name] = revealJson(member, open);
  return value;
}

function parsed(value: string, open: Open): unknown {
  const opened = open(readMarked(value));
  return opened === undefined ? value : opened === null ? null : (JSON.parse(opened) as unknown);
}

/** A value that is a column of its own: text as it is, other values as JSON. */
function asColumn(value: string, open: Open): string | null {
  const inside = parsed(value, open);
  return inside === null || typeof inside === 'string' ? inside : JSON.stringify(inside);
}
