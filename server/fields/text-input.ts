/** Text as it comes from people: trimmed, in NFC, without what PostgreSQL and JSON cannot hold. */
import { isStorable } from '../kernel/storable.ts';
import { FieldError } from './types.ts';

/** The text, unless it holds NUL or half of a surrogate pair, which neither PostgreSQL nor UTF-8 can store. @throws FieldError */
export function storableText(text: string): string {
  if (!isStorable(text))
    throw new FieldError('The text holds a character that cannot be stored.', 'Remove characters that do not show.', 'characters');
  return text;
}

/** Clean text in one line or in several; null when nothing is left. @throws FieldError for what is no text, NUL and lone surrogates */
export function readText(value: unknown, lines: 'one' | 'many'): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') throw new FieldError('A text is wanted.', undefined, 'type');
  const text = storableText(String(value)).normalize('NFC');
  const clean = (lines === 'one' ? text.replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' ') : text.replace(/\r\n?/g, '\n')).trim();
  return clean === '' ? null : clean;
}

/** A text to compare with. @throws FieldError */
export function textLiteral(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') throw new FieldError('Compare with a text.', undefined, 'type');
  return storableText(String(value));
}

/** Text or the empty string, for exports. */
export function showText(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}
