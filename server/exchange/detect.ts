/** Encoding and delimiter of a text file, from its first bytes. */
import iconv from 'iconv-lite';
import { badRequest } from '../kernel/errors.ts';
import type { FileFormat } from './types.ts';

const delimiters = [',', ';', '\t', '|', '^', '`', '%'];

/**
 * Recognises a file.
 * @param head the first bytes (64 KiB are plenty)
 * @throws Problem 400 for UTF-32 and for bytes that are no text
 */
export function detectFormat(head: Buffer): FileFormat {
  const encoding = detectEncoding(head);
  return { encoding, delimiter: detectDelimiter(decodeHead(head, encoding)) };
}

function detectEncoding(head: Buffer): FileFormat['encoding'] {
  const starts = (...bytes: number[]): boolean => bytes.every((byte, index) => head[index] === byte);
  const wide = starts(0xff, 0xfe) || starts(0xfe, 0xff);
  // Four bytes a character, whatever the mark says: every second pair is empty.
  const fourBytes =
    starts(0, 0, 0xfe, 0xff) ||
    (wide && head.length >= 12 && [2, 6, 10].every((at) => zeros(head, at) || zeros(head, at + 2)) && zeros(head, 4) !== zeros(head, 6));
  if (fourBytes) throw unreadable('It is written in UTF-32.');
  if (starts(0xef, 0xbb, 0xbf)) return 'utf-8';
  if (starts(0xff, 0xfe)) return 'utf-16le';
  if (starts(0xfe, 0xff)) return 'utf-16be';
  if (head.includes(0)) throw unreadable('It holds bytes that no text has; is it a spreadsheet or an archive?');
  if (isRubbish(head)) throw unreadable('It holds signs that no text has; is it a picture, a PDF or an archive?');
  return isUtf8(head) ? 'utf-8' : 'windows-1252';
}

/** Whether bytes without NUL are no text either: one in a hundred is a sign of control that no table is written with. */
function isRubbish(head: Buffer): boolean {
  // Tabs, line and page breaks, the end of file of DOS and the escape of terminals do stand in texts.
  const usual = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1a, 0x1b]);
  const strange = head.reduce((count, byte) => count + (byte < 0x20 && !usual.has(byte) ? 1 : 0), 0);
  return strange >= 8 && strange * 100 > head.length;
}

function zeros(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0 && bytes[at + 1] === 0;
}

/** Whether bytes are UTF-8; a character cut off by the end of the head is no fault. */
function isUtf8(head: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** The head as text, without its mark. */
export function decodeHead(head: Buffer, encoding: FileFormat['encoding']): string {
  return iconv.decode(head, encoding, { stripBOM: true });
}

/** The separator that cuts the first lines into the same number of parts, and into most of them. Separators in quotes do not count. */
export function detectDelimiter(text: string): string {
  const lines = splitRecords(text).slice(0, 20);
  const scores = delimiters.map((delimiter, rank) => {
    const counts = lines.map((line) => countOutsideQuotes(line, delimiter));
    const first = counts[0] ?? 0;
    const even = counts.filter((count) => count === first).length / Math.max(1, counts.length);
    return { delimiter, score: first === 0 ? -1 : even * 1000 + Math.min(first, 500) - rank };
  });
  const best = scores.reduce((one, other) => (other.score > one.score ? other : one));
  return best.score < 0 ? ',' : best.delimiter;
}

/** Records of the head: line breaks inside quotes do not end one; a last, perhaps unfinished record is left out. */
function splitRecords(text: string): string[] {
  const records: string[] = [];
  let quoted = false;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') quoted = !quoted;
    else if ((text[at] === '\n' || text[at] === '\r') && !quoted) {
      if (at > start) records.push(text.slice(start, at));
      start = at + 1;
    }
  }
  if (records.length === 0 && text.length > 0) records.push(text);
  return records;
}

function countOutsideQuotes(line: string, delimiter: string): number {
  let quoted = false;
  let count = 0;
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    else if (character === delimiter && !quoted) count++;
  }
  return count;
}

function unreadable(what: string): Error {
  const message = `The file cannot be read as a table of text. ${what}`;
  return badRequest(
    message,
    [{ pointer: '/file', code: 'encoding', message, hint: 'Save it as CSV in UTF-8 and try again.' }],
    'file-format',
  );
}
