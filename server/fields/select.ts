/** One of the field's own options. */
import { codeKind } from './code-kind.ts';

/** `select`: options. */
export const select = codeKind('select');
