/** A disk that takes nothing is told to whoever writes, and ends nothing else. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { FileStore } from '../files/store.ts';
import { openErrorFile } from './error-file.ts';

const nowhere: FileStore = {
  put: () => Promise.reject(new Error('Nothing was to be put.')),
  get() {
    throw new Error('Nothing was to be read.');
  },
  remove: () => Promise.resolve(),
};
const row = { number: 2, cells: { Name: 'x'.repeat(100_000) } };
const errors = [{ row: 2, column: null, message: 'Wrong.' }];

test('what the disk does not take fails where rows are written, and where the file is kept', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'relata-errors-'));
  await rm(folder, { recursive: true });
  const file = openErrorFile(path.join(folder, 'errors.csv'), ['Name']);
  await expect(file.write(row, errors)).rejects.toMatchObject({ code: 'ENOENT' });
  await sleep(0);
  await expect(file.write(row, errors)).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(file.keep(nowhere, true)).rejects.toMatchObject({ code: 'ENOENT' });
});
