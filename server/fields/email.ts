/** An e-mail address: the domain in lower case and in the letters of the network, the local part as written. */
import { domainToASCII } from 'node:url';
import { defaultLimits } from '../../metadata/rules/field-limits.ts';
import { textKind } from './text-kind.ts';
import { FieldError } from './types.ts';

const local = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const domain = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])$/;

/** `email`. `mailto:` and a name around `<…>` are passed over. */
export const email = textKind({
  kind: 'email',
  schema: () => ({ type: 'string', format: 'email', maxLength: defaultLimits.email.maxLength }),
  normalise(value) {
    const bare = (/^[^<>]*<([^<>]+)>$/.exec(value)?.[1] ?? value).replace(/^mailto:/i, '').trim();
    const at = bare.lastIndexOf('@');
    const [name, host] = [bare.slice(0, Math.max(at, 0)), domainToASCII(bare.slice(at + 1)).toLowerCase()];
    if (!local.test(name) || name.length > 64 || !domain.test(host) || host.split('.').some((label) => label.length > 63)) {
      throw new FieldError('This is no e-mail address.', 'Write it like name@example.com.', 'format');
    }
    return `${name}@${host}`;
  },
});
