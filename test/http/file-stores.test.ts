/** Uploaded bytes come back as they went in, from the disk and from a bucket that speaks S3; a broken upload leaves nothing. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import S3rver from 's3rver';
import { afterAll, describe, expect, test } from 'vitest';
import { s3Store } from '../../server/files/s3-store.ts';
import { diskStore } from '../../server/files/store.ts';
import { newId } from '../../server/kernel/ids.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'relata-files-'));
const s3 = new S3rver({
  port: 0,
  address: '127.0.0.1',
  silent: true,
  directory: path.join(folder, 's3'),
  configureBuckets: [{ name: 'relata', configs: [] }],
});
const { port } = await s3.run();
afterAll(async () => {
  await s3.close();
  await rm(folder, { recursive: true, force: true });
});

const address = `http://S3RVER:S3RVER@127.0.0.1:${port}/relata`;
const stores = [
  ['the disk', diskStore(path.join(folder, 'disk')), path.join(folder, 'disk')],
  ['a bucket', s3Store(address), path.join(folder, 's3')],
] as const;

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

async function filesBelow(place: string): Promise<string[]> {
  const all = await readdir(place, { recursive: true, withFileTypes: true });
  return all.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

describe.each(stores)('%s', (_name, store, place) => {
  test.each([
    ['nothing', 0],
    ['a line', 80],
    ['more than two parts', 20 * 1024 * 1024 + 7],
  ])('gives %s back as it went in', async (_what, size) => {
    const key = newId();
    const bytes = randomBytes(size);
    const chunks = Array.from({ length: Math.ceil(size / 65536) }, (_, index) => bytes.subarray(index * 65536, (index + 1) * 65536));
    expect(await store.put(key, Readable.from(chunks))).toBe(size);
    expect(digest(await buffer(store.get(key)))).toBe(digest(bytes));
    await store.remove(key);
    await expect(buffer(store.get(key))).rejects.toThrow(/no such file|no object/i);
  });

  test('keeps nothing of an upload that breaks off', async () => {
    const broken = Readable.from(
      (function* () {
        yield randomBytes(9 * 1024 * 1024);
        throw new Error('The line went dead.');
      })(),
    );
    const key = newId();
    await expect(store.put(key, broken)).rejects.toThrow('The line went dead.');
    await expect(buffer(store.get(key))).rejects.toThrow();
    expect((await filesBelow(place)).filter((name) => name.includes(key))).toEqual([]);
  });
});

test('an address that lacks a part is refused with an example', () => {
  for (const wrong of ['relata', 's3://a:b@host/bucket', 'https://host/bucket', 'https://a:b@host/'])
    expect(() => s3Store(wrong)).toThrow('FILES_URL must look like');
});
