/** One of the statuses of a pipeline. */
import { codeKind } from './code-kind.ts';

/** `status`: pipelines. Moves are guarded by the pipelines room. */
export const status = codeKind('status');
