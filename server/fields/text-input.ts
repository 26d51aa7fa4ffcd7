/** Text as it comes from people: trimmed, in NFC, without what PostgreSQL and JSON cannot hold. */
import { FieldError } from './types.ts';

/** @throws FieldError for what is no text, NUL and lone surrogates */
export function readText(value: unknown, lines: 'one' | 'many'): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') throw new FieldError('A text is wanted.');
  const text = String(value).normalize('NFC');
  if (text.includes('\0') || !text.isWellFormed()) throw new FieldError('The text holds a character that cannot be stored.', 'Remove characters that do not show.');
  const clean = (lines === 'one' ? text.replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' ') : text.replace(/\r\n?/g, '\n')).trim();
  return clean === '' ? null : clean;
}

/** Text or the empty string, for exports. */
export function showText(value: unknown): string {
  return value === null || value === undefined ? '' : String(value as string);
}
