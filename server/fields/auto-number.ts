/** A number that the server gives (records/defaults.ts): prefix and digits. */
import { textKind } from './text-kind.ts';
import type { FieldKind } from './types.ts';

/** `autoNumber`: prefix, digits, start. */
export const autoNumber: FieldKind = {
  ...textKind({ kind: 'autoNumber', schema: () => ({ type: 'string', maxLength: 60 }), normalise: (value) => value }),
  computed: true,
};
