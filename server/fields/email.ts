/** An e-mail address: the domain in lower case, the local part as written. */
import { textKind } from './text-kind.ts';
import { FieldError } from './types.ts';

/** `email`. */
export const email = textKind({
  kind: 'email',
  schema: () => ({ type: 'string', format: 'email', maxLength: 254 }),
  normalise(value) {
    const match = /^(?:mailto:)?([^\s@<>(),;:"\\]{1,64})@([^\s@<>(),;:"\\]+\.[^\s@<>(),;:"\\.]{2,})$/i.exec(value);
    if (!match) throw new FieldError('This is no e-mail address.', 'Write it like name@example.com.', 'format');
    return `${match[1] ?? ''}@${(match[2] ?? '').toLowerCase()}`;
  },
});
