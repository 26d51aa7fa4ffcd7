/** The id of a record: given once, never changed. */
import { link } from './link.ts';
import type { FieldKind } from './types.ts';

/** `id`: of the system; documents cannot use it. */
export const id: FieldKind = { ...link, kind: 'id', outputSchema: () => ({ type: 'string', format: 'uuid' }) };
