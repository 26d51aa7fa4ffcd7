/** A telephone number in E.164; numbers without a prefix are of the field's or the workspace's country. */
import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode, type PhoneNumber } from 'libphonenumber-js/max';
import { toAsciiDigits } from './digits.ts';
import { textKind } from './text-kind.ts';
import { FieldError } from './types.ts';

function parse(text: string, country: CountryCode | undefined): PhoneNumber | undefined {
  const found = country === undefined ? parsePhoneNumberFromString(text) : parsePhoneNumberFromString(text, country);
  return found?.isPossible() === true ? found : undefined;
}

/** `phone`: country. An extension stays behind the number (`;ext=12`, RFC 3966). */
export const phone = textKind({
  kind: 'phone',
  schema: () => ({ type: 'string', pattern: '^\\+[1-9][0-9]{3,14}(;ext=[0-9]{1,10})?$' }),
  normalise(value, { document }, environment) {
    const stated = document.field === 'phone' && document.country !== undefined ? document.country : environment.country;
    const country = isSupportedCountry(stated) ? stated : undefined;
    const text = toAsciiDigits(value).replace(/^tel:/i, '').replace(/;ext=/i, ' ext. ');
    // 00 stands for + in most countries, also in files from there that are read where it does not.
    const found = parse(text, country) ?? (/^0{2}[1-9]/.test(text) ? parse(`+${text.slice(2)}`, undefined) : undefined);
    if (!found) throw new FieldError('This is no telephone number.', 'Write it with the country in front, like +66 81 234 5678.', 'format');
    return found.ext === undefined || found.ext === '' ? found.number : `${found.number};ext=${found.ext}`;
  },
});
