/** One line of text. */
import { RE2JS } from 're2js';
import { textKind } from './text-kind.ts';
import { FieldError } from './types.ts';

const patterns = new Map<string, RE2JS>();

function patternOf(source: string): RE2JS {
  let pattern = patterns.get(source);
  if (!pattern) patterns.set(source, (pattern = RE2JS.compile(source)));
  return pattern;
}

/** `text`: minLength, maxLength, pattern (on a linear-time engine). */
export const text = textKind({
  kind: 'text',
  schema({ document }) {
    const { minLength, maxLength } = document.field === 'text' ? document : {};
    return { type: 'string', ...(minLength === undefined ? {} : { minLength }), maxLength: maxLength ?? 1000 };
  },
  normalise(value, { document }) {
    const pattern = document.field === 'text' ? document.pattern : undefined;
    if (pattern !== undefined && !patternOf(pattern).matcher(value).find()) throw new FieldError('The text is not of the wanted form.', `It must match ${pattern}.`, 'pattern');
    return value;
  },
});
