/** Files of any type. */
import { fileKind } from './file-kind.ts';

/** `file`: maxSize, accept. */
export const file = fileKind('file');
