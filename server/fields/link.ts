/** A link to one record. */
import { toOneKind } from './to-one-kind.ts';

/** `link`: to, onDelete, inverse, where. */
export const link = toOneKind('link');
