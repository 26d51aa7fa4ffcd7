/** A telephone number in E.164; numbers without a prefix are of the field's or the workspace's country. */
import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';
import { toAsciiDigits } from './digits.ts';
import { textKind } from './text-kind.ts';
import { FieldError } from './types.ts';

/** `phone`: country. An extension stays behind the number (`;ext=12`, RFC 3966). */
export const phone = textKind({
  kind: 'phone',
  schema: () => ({ type: 'string', pattern: '^\\+[1-9][0-9]{3,14}(;ext=[0-9]{1,10})?$' }),
  normalise(value, { document }, environment) {
    const country = (document.field === 'phone' && document.country !== undefined ? document.country : environment.country) as CountryCode;
    const kept = /^(\+\d+);ext=(\d+)$/.exec(value);
    const parsed = parsePhoneNumberFromString(toAsciiDigits(kept ? `${kept[1] ?? ''} ext. ${kept[2] ?? ''}` : value), country);
    if (!parsed?.isPossible()) throw new FieldError('This is no telephone number.', 'Write it with the country in front, like +66 81 234 5678.', 'format');
    return parsed.ext === undefined || parsed.ext === '' ? parsed.number : `${parsed.number};ext=${parsed.ext}`;
  },
});
