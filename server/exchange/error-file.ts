/** The file of refused rows as they stood, with the reason behind them: mended, it can be imported again. */
import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { FileStore } from '../files/store.ts';
import { newId } from '../kernel/ids.ts';
import { csvLine } from './csv-line.ts';
import type { FileRow, RowError } from './types.ts';

/** Such a file, while it is written. */
export interface ErrorFile {
  /** @throws what is wrong with the disk */
  write(row: FileRow, errors: readonly RowError[]): Promise<void>;
  /** Ends it. @param wanted whether it is kept @returns its key in the store, or null. @throws what is wrong with the disk or the store */
  keep(store: FileStore, wanted: boolean): Promise<string | null>;
}

/** Begins a file for the refused rows of a table with these headers. */
export function openErrorFile(file: string, headers: readonly string[]): ErrorFile {
  const stream = createWriteStream(file);
  // A disk that is full is told to whoever writes next; an error that nobody listens to would end the process.
  stream.on('error', () => undefined);
  stream.write(`\uFEFF${csvLine([...headers, 'Row', 'Error'])}`);
  return {
    async write(row, errors) {
      const reason = errors.map((error) => (error.column === null ? error.message : `${error.column}: ${error.message}`)).join(' ');
      const line = csvLine([...headers.map((header) => row.cells[header] ?? ''), String(row.number), reason]);
      if (stream.errored) throw stream.errored;
      if (!stream.write(line)) await once(stream, 'drain');
    },
    async keep(store, wanted) {
      stream.end();
      await finished(stream);
      if (!wanted) return null;
      const key = newId();
      await store.put(key, createReadStream(file));
      return key;
    },
  };
}
