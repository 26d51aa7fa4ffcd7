/** Several lines of text. */
import { textKind } from './text-kind.ts';

/** `longText`: maxLength. */
export const longText = textKind({
  kind: 'longText',
  lines: 'many',
  schema: ({ document }) => ({
    type: 'string',
    maxLength: document.field === 'longText' && document.maxLength !== undefined ? document.maxLength : 100_000,
  }),
  normalise: (value) => value,
});
