/** Thrown with everything that is wrong in a set of documents. */
import type { DocumentError } from './types.ts';

/** All errors at once, each with file, pointer, message and hint. */
export class ModelError extends Error {
  readonly errors: readonly DocumentError[];
  constructor(errors: readonly DocumentError[]) {
    super(errors.map((error) => `${error.file}#${error.pointer}: ${error.message}`).join('\n'));
    this.name = 'ModelError';
    this.errors = errors;
  }
}
