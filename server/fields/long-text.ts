/** Several lines of text. */
import { defaultLimits } from '../../metadata/rules/field-limits.ts';
import { textKind } from './text-kind.ts';

/** `longText`: maxLength. */
export const longText = textKind({
  kind: 'longText',
  lines: 'many',
  schema: ({ document }) => ({
    type: 'string',
    maxLength: document.field === 'longText' && document.maxLength !== undefined ? document.maxLength : defaultLimits.longText.maxLength,
  }),
  normalise: (value) => value,
});
