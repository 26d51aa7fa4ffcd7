/** A colour as `#rrggbb`. */
import { codeOperators } from './operator-sets.ts';
import { textKind } from './text-kind.ts';
import { FieldError } from './types.ts';

/** `colour`. */
export const colour = textKind({
  kind: 'colour',
  code: codeOperators,
  schema: () => ({ type: 'string', pattern: '^#[0-9a-f]{6}$' }),
  normalise(value) {
    const match = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(value);
    if (!match) throw new FieldError('This is no colour.', 'Write it like #3366cc.', 'format');
    const hex = (match[1] ?? '').toLowerCase();
    return `#${hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex}`;
  },
});
