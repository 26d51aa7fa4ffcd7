/** A stream that lets only so much through. */
import { Transform } from 'node:stream';
import { Problem } from '../kernel/errors.ts';

/**
 * Passes bytes on and counts them.
 * @param limit bytes at the most: one more makes the stream fail with Problem 413
 * @param seen hears of every chunk
 */
export function boundedBytes(limit: number, seen: (chunk: Buffer) => void = () => undefined): Transform {
  let size = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > limit) done(tooLarge(limit));
      else {
        seen(chunk);
        done(null, chunk);
      }
    },
  });
}

function tooLarge(limit: number): Problem {
  const detail = `Files may have ${limit / 1024 / 1024} MiB.`;
  return new Problem({ status: 413, code: 'too-large', title: 'The file is too large', detail });
}
