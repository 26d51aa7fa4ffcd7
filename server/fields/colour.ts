/** A colour as `#rrggbb`. */
import { codeOperators } from './operator-sets.ts';
import { textKind } from './text-kind.ts';
import { FieldError } from './types.ts';

function readColour(text: string): string {
  const match = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim());
  if (!match) throw new FieldError('This is no colour.', 'Write it like #3366cc.', 'format');
  const hex = (match[1] ?? '').toLowerCase();
  return `#${hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex}`;
}

/** `colour`. */
export const colour = textKind({
  kind: 'colour',
  code: codeOperators,
  schema: () => ({ type: 'string', pattern: '^#[0-9a-f]{6}$' }),
  normalise: readColour,
  literal: readColour,
});
