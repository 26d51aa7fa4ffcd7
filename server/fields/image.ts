/** Pictures. */
import { fileKind } from './file-kind.ts';

/** `image`: maxSize, accept (all pictures). */
export const image = fileKind('image', ['image/*']);
