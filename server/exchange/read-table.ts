/** A text file as a stream of rows, whatever its size: nothing but the row at hand is in memory. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { parse, CsvError } from 'csv-parse';
import iconv from 'iconv-lite';
import { badRequest } from '../kernel/errors.ts';
import { detectFormat } from './detect.ts';
import { isStorable } from '../kernel/storable.ts';
import type { FileFormat, FileRow } from './types.ts';

const headBytes = 64 * 1024;
const maximumRecord = 4 * 1024 * 1024;
const maximumColumns = 1000;
const maximumHeader = 500;

/** Looks at the start of a file. */
export async function inspectFile(file: string): Promise<FileFormat> {
  const handle = await open(file);
  try {
    const head = Buffer.alloc(headBytes);
    const { bytesRead } = await handle.read(head, 0, headBytes, 0);
    if (bytesRead === 0) throw unreadable('The file is empty.');
    return detectFormat(head.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

/** The header of a file, and its rows as they come. */
export interface Table {
  readonly format: FileFormat;
  readonly headers: readonly string[];
  readonly rows: AsyncIterable<FileRow>;
  /** Lets go of the file, when its rows are not read. */
  close(): Promise<void>;
}

/**
 * Opens a table.
 * @throws Problem 400 for an empty file, one without rows, an unclosed quote (with the line where it opens), a record of more than 4 MiB
 */
export async function openTable(file: string): Promise<Table> {
  const format = await inspectFile(file);
  const records = readRecords(file, format);
  const first = await records.next();
  if (first.done === true) throw unreadable('The file is empty.');
  const close = async (): Promise<void> => {
    await records.return(undefined);
  };
  try {
    const headers = nameHeaders(first.value);
    const rows = rowsOf(records, headers);
    const row = await rows.next();
    if (row.done === true) throw unreadable('It holds no rows below its header.');
    return { format, headers, rows: resume(row.value, rows), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function* readRecords(file: string, format: FileFormat): AsyncGenerator<string[]> {
  const parser = parse({
    bom: true,
    delimiter: format.delimiter,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: maximumRecord,
    relax_quotes: true,
    ltrim: false,
  });
  const input = createReadStream(file);
  const decoder = iconv.decodeStream(format.encoding);
  input.on('error', (error) => parser.destroy(error));
  decoder.on('error', (error: Error) => parser.destroy(error));
  input.pipe(decoder).pipe(parser);
  try {
    for await (const record of parser) yield record as string[];
  } catch (error) {
    if (error instanceof CsvError) throw unreadable(explain(error));
    throw error;
  } finally {
    input.destroy();
  }
}

function explain(error: CsvError): string {
  const line = 'lines' in error ? ` (line ${String(error['lines'])})` : '';
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return `A quotation mark is opened and never closed${line}.`;
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return `One row has more than ${maximumRecord / 1024 / 1024} MiB${line}; is a quotation mark never closed?`;
  return `A row cannot be read${line}.`;
}

/** Headers, made unique: two columns of one name would hide one another. */
function nameHeaders(cells: readonly string[]): string[] {
  if (cells.every((cell) => cell.trim() === '')) throw unreadable('The first row is empty; it should name the columns.');
  if (cells.length > maximumColumns) throw unreadable(`It has more than ${maximumColumns} columns.`);
  const taken = new Set<string>();
  return cells.map((cell, index) => {
    if (!isStorable(cell)) throw unreadable(`The header of column ${index + 1} holds a character that no text has.`);
    const name = cell.trim().slice(0, maximumHeader) || `Column ${index + 1}`;
    let unique = name;
    for (let count = 2; taken.has(unique); count++) unique = `${name} (${count})`;
    taken.add(unique);
    return unique;
  });
}

/** The rows from the first on, which was read already. */
async function* resume(first: FileRow, rows: AsyncGenerator<FileRow>): AsyncGenerator<FileRow> {
  try {
    yield first;
    yield* rows;
  } finally {
    await rows.return(undefined);
  }
}

async function* rowsOf(records: AsyncGenerator<string[]>, headers: readonly string[]): AsyncGenerator<FileRow> {
  let number = 1;
  for await (const record of records) {
    number++;
    if (record.every((cell) => cell.trim() === '')) continue;
    // A null prototype: a column may be called __proto__.
    const cells = Object.create(null) as Record<string, string>;
    headers.forEach((header, index) => (cells[header] = record[index] ?? ''));
    yield { number, cells };
  }
}

function unreadable(message: string): Error {
  return badRequest(message, [{ pointer: '/file', code: 'file', message }], 'file-format');
}
