/** Free words. */
import { defaultLimits } from '../../metadata/rules/field-limits.ts';
import { arrayKind } from './array-kind.ts';
import { readText } from './text-input.ts';
import { FieldError } from './types.ts';

function readTag(value: unknown): string {
  const text = typeof value === 'string' ? readText(value, 'one') : null;
  if (text === null || [...text].length > 100) throw new FieldError('A tag is a text of 1 to 100 characters.', undefined, 'type');
  return text;
}

/** `tags`: maxItems (100). */
export const tags = arrayKind({
  kind: 'tags',
  schema: ({ document }) => ({
    type: 'array',
    uniqueItems: true,
    maxItems: document.field === 'tags' && document.maxItems !== undefined ? document.maxItems : defaultLimits.tags.maxItems,
    items: { type: 'string', minLength: 1, maxLength: 100 },
  }),
  read: readTag,
  cell: readTag,
  order: (items) => items,
});
