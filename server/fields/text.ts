/** One line of text. */
import { RE2JS } from 're2js';
import { defaultLimits } from '../../metadata/rules/field-limits.ts';
import { textKind } from './text-kind.ts';
import { FieldError } from './types.ts';

/** Compiled patterns by source; there are as many as the model's documents state. */
const patterns = new Map<string, RE2JS>();

function patternOf(source: string): RE2JS {
  let pattern = patterns.get(source);
  if (!pattern) {
    try {
      pattern = RE2JS.compile(source);
    } catch {
      throw new FieldError('The pattern of this field cannot be read.', `An administrator has to correct ${source}.`, 'pattern');
    }
    patterns.set(source, pattern);
  }
  return pattern;
}

/** `text`: minLength, maxLength, pattern (unanchored, on a linear-time engine, so it is checked here and not by the schema). */
export const text = textKind({
  kind: 'text',
  schema({ document }) {
    const { minLength, maxLength } = document.field === 'text' ? document : {};
    return { type: 'string', ...(minLength === undefined ? {} : { minLength }), maxLength: maxLength ?? defaultLimits.text.maxLength };
  },
  normalise(value, { document }) {
    const pattern = document.field === 'text' ? document.pattern : undefined;
    if (pattern !== undefined && !patternOf(pattern).matcher(value).find())
      throw new FieldError('The text is not of the wanted form.', `It must match ${pattern}.`, 'pattern');
    return value;
  },
});
