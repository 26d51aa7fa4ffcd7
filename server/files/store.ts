/** Where bytes are kept: one seam, so that a store like S3 can stand in for the disk. */
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';

/** A store of bytes by key. Keys are ids of ours: they never come from a user. */
export interface FileStore {
  /** Keeps a stream whole or not at all. @returns its size in bytes */
  put(key: string, bytes: Readable): Promise<number>;
  get(key: string): Readable;
  remove(key: string): Promise<void>;
}

/** Bytes on disk below a folder, two levels deep so that no folder grows without bound. */
export function diskStore(folder: string): FileStore {
  const place = (key: string): string => {
    if (!/^[0-9a-f-]{36}$/.test(key)) throw new Error('A key of a file is an id.');
    // The tail of a UUIDv7 is random; its head is the time and would fill one folder a day.
    return path.join(folder, key.slice(-2), key.slice(-4, -2), key);
  };
  return {
    async put(key, bytes) {
      const target = place(key);
      await mkdir(path.dirname(target), { recursive: true });
      const temporary = `${target}.part`;
      const file = await open(temporary, 'w', 0o600);
      let size = 0;
      try {
        for await (const chunk of bytes) {
          const buffer = chunk as Buffer;
          await file.write(buffer);
          size += buffer.length;
        }
        await file.sync();
      } catch (error) {
        await file.close();
        await rm(temporary, { force: true });
        throw error;
      }
      await file.close();
      await rename(temporary, target);
      return size;
    },
    get: (key) => createReadStream(place(key)),
    remove: (key) => rm(place(key), { force: true }),
  };
}
