/** Multipart bodies: fields as text, one file as a stream. */
import { PassThrough, type Readable } from 'node:stream';
import busboy from 'busboy';
import type { IncomingMessage } from 'node:http';
import { badRequest } from '../kernel/errors.ts';

/** One uploaded file on its way in. */
export interface Upload {
  readonly name: string;
  readonly type: string;
  readonly bytes: Readable;
}

/**
 * Reads a multipart body: `consume` gets the file as a stream; text fields that stand before it are at hand then.
 * @throws Problem 400 when the body is not multipart, is broken, or holds no file
 */
export function readUpload<T>(
  request: IncomingMessage,
  consume: (upload: Upload, fields: Readonly<Record<string, string>>) => Promise<T>,
): Promise<{ result: T; fields: Record<string, string> }> {
  return new Promise((resolve, reject) => {
    let parser: ReturnType<typeof busboy>;
    try {
      parser = busboy({ headers: request.headers, defParamCharset: 'utf8', limits: { files: 1, fields: 20, fieldSize: 1024 * 1024 } });
    } catch {
      reject(badRequest('Send the file as multipart/form-data.'));
      return;
    }
    const fields: Record<string, string> = {};
    let working: Promise<T> | undefined;
    parser.on('field', (name, value) => (fields[name] = value));
    parser.on('file', (_name, stream, info) => {
      const bytes = stream.pipe(new PassThrough());
      stream.on('error', (error) => bytes.destroy(error));
      working = consume({ name: info.filename ?? 'file', type: info.mimeType, bytes }, fields);
      working.catch((error: unknown) => {
        stream.resume();
        reject(error);
      });
    });
    parser.on('error', () => reject(badRequest('The upload cannot be read.')));
    parser.on('close', () => {
      if (!working)
        reject(badRequest('The upload holds no file.', [{ pointer: '/file', code: 'required', message: 'Add a part named "file".' }]));
      else working.then((result) => resolve({ result, fields }), reject);
    });
    request.pipe(parser);
  });
}
