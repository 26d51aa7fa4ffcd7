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

const limits = { files: 1, fields: 20, fieldSize: 1024 * 1024, fieldNameSize: 100, parts: 40, headerPairs: 50 };

/**
 * Reads a multipart body: `consume` gets the file as a stream; text fields that stand before it are at hand then.
 * It always comes to an end: when `consume` fails, what is still on its way is let go; when the sender goes away, the file's stream fails.
 * @throws Problem 400 when the body is not multipart, is broken or cut off, or holds no file; whatever `consume` throws
 */
export function readUpload<T>(
  request: IncomingMessage,
  consume: (upload: Upload, fields: Readonly<Record<string, string>>) => Promise<T>,
): Promise<{ result: T; fields: Record<string, string> }> {
  return new Promise((resolve, reject) => {
    let parser: ReturnType<typeof busboy>;
    try {
      parser = busboy({ headers: request.headers, defParamCharset: 'utf8', limits });
    } catch {
      reject(badRequest('Send the file as multipart/form-data.'));
      return;
    }
    const fields = Object.create(null) as Record<string, string>;
    let working: Promise<T> | undefined;
    let bytes: PassThrough | undefined;
    const fail = (error: unknown): void => {
      request.unpipe(parser);
      // What is left of the body is read and thrown away, so that the sender hears the answer.
      request.resume();
      bytes?.destroy(broken());
      reject(error);
    };
    parser.on('field', (name, value) => (fields[name] = value));
    parser.on('file', (_name, stream, info) => {
      bytes = stream.pipe(new PassThrough());
      // Whoever reads it hears of errors; nobody else must.
      bytes.on('error', () => undefined);
      stream.on('error', (error) => bytes?.destroy(error));
      working = consume({ name: info.filename ?? 'file', type: info.mimeType, bytes }, fields);
      working.catch(fail);
    });
    parser.on('error', () => fail(broken()));
    request.on('close', () => {
      if (!request.complete) fail(broken());
    });
    parser.on('close', () => {
      if (!working)
        reject(badRequest('The upload holds no file.', [{ pointer: '/file', code: 'required', message: 'Add a part named "file".' }]));
      else working.then((result) => resolve({ result, fields }), reject);
    });
    request.pipe(parser);
  });
}

function broken(): Error {
  return badRequest('The upload cannot be read: it is broken or was cut off.');
}
