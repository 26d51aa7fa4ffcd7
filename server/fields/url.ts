/** An address on the web: http or https only, so that a click can never run a script. */
import { textKind } from './text-kind.ts';
import { FieldError } from './types.ts';

/** `url`. */
export const url = textKind({
  kind: 'url',
  schema: () => ({ type: 'string', format: 'uri', maxLength: 2000 }),
  normalise(value) {
    const whole = /^[a-z][a-z0-9+.-]*:/i.test(value) ? value : `https://${value}`;
    const parsed = URL.parse(whole);
    if (!parsed || (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') || !parsed.hostname.includes('.') && parsed.hostname !== 'localhost') {
      throw new FieldError('This is no web address.', 'Write it like https://example.com.', 'format');
    }
    return parsed.href;
  },
});
