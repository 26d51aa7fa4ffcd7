/** A link to a user. */
import { toOneKind } from './to-one-kind.ts';

/** `user`: a link to `system.user`. */
export const user = toOneKind('user');
