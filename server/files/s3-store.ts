/** Bytes in a store that speaks S3: for several servers that share no disk. */
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { S3mini } from 's3mini';
import type { FileStore } from './store.ts';

/** Bytes that are held in memory of one upload; larger ones go in parts of this size (S3 demands 5 MiB at least). */
const partSize = 8 * 1024 * 1024;
const kind = 'application/octet-stream';

/**
 * A store in a bucket.
 * @param address `https://<key id>:<secret>@<host>/<bucket>?region=<region>`; `http:` for one on the own machine
 * @throws Error when the address lacks a part
 */
export function s3Store(address: string): FileStore {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username === '' || url.password === '' || url.pathname.length < 2)
    throw new Error('FILES_URL must look like https://<key id>:<secret>@<host>/<bucket>?region=<region>.');
  const bucket = new S3mini({
    accessKeyId: decodeURIComponent(url.username),
    secretAccessKey: decodeURIComponent(url.password),
    endpoint: `${url.origin}${url.pathname.replace(/\/+$/, '')}`,
    region: url.searchParams.get('region') ?? 'us-east-1',
  });
  return {
    async put(key, bytes) {
      const upload = new PartedUpload(bucket, key);
      try {
        for await (const chunk of bytes) await upload.write(chunk as Buffer);
        return await upload.finish();
      } catch (error) {
        await upload.abandon();
        throw error;
      }
    },
    get(key) {
      const through = new PassThrough();
      void copyObject(bucket, key, through);
      return through;
    },
    async remove(key) {
      await bucket.deleteObject(key);
    },
  };
}

/** Copies an object to a stream; whatever goes wrong ends the stream with an error. */
async function copyObject(bucket: S3mini, key: string, target: PassThrough): Promise<void> {
  try {
    const response = await bucket.getObjectResponse(key);
    if (!response?.body) throw Object.assign(new Error(`The file store has no object ${key}.`), { code: 'ENOENT' });
    await pipeline(Readable.fromWeb(response.body), target);
  } catch (error) {
    target.destroy(error as Error);
  }
}

/** An upload of unknown size: one request when it is small, parts when it is not. Nothing is visible before `finish`. */
class PartedUpload {
  readonly #bucket: S3mini;
  readonly #key: string;
  #held: Buffer[] = [];
  #heldSize = 0;
  #size = 0;
  #uploadId: string | undefined;
  readonly #parts: { partNumber: number; etag: string }[] = [];

  constructor(bucket: S3mini, key: string) {
    this.#bucket = bucket;
    this.#key = key;
  }

  async write(chunk: Buffer): Promise<void> {
    this.#held.push(chunk);
    this.#heldSize += chunk.length;
    this.#size += chunk.length;
    if (this.#heldSize >= partSize) await this.#sendPart();
  }

  /** @returns the size in bytes */
  async finish(): Promise<number> {
    if (this.#uploadId === undefined) await this.#bucket.putObject(this.#key, Buffer.concat(this.#held), kind);
    else {
      if (this.#heldSize > 0) await this.#sendPart();
      await this.#bucket.completeMultipartUpload(this.#key, this.#uploadId, this.#parts);
    }
    return this.#size;
  }

  /** Parts that nobody will complete are taken back, so that they cost nothing. */
  async abandon(): Promise<void> {
    if (this.#uploadId !== undefined) await this.#bucket.abortMultipartUpload(this.#key, this.#uploadId).catch(() => undefined);
  }

  async #sendPart(): Promise<void> {
    this.#uploadId ??= await this.#bucket.getMultipartUploadId(this.#key, kind);
    this.#parts.push(await this.#bucket.uploadPart(this.#key, this.#uploadId, Buffer.concat(this.#held), this.#parts.length + 1));
    this.#held = [];
    this.#heldSize = 0;
  }
}
