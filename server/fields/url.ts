/** An address on the web: http or https only, so that a click can never run a script. */
import { defaultLimits } from '../../metadata/rules/field-limits.ts';
import { textKind } from './text-kind.ts';
import { FieldError } from './types.ts';

/** Characters that browsers leave in an address although RFC 3986 wants them written as %XX. */
const unwritten = /[^\w\-.~:/?#[\]@!$&'()*+,;=%]|%(?![0-9a-f]{2})/gi;

function escape(character: string): string {
  return character === '%' ? '%25' : encodeURIComponent(character);
}

/** Hosts that can be reached: a name of at least two parts, this machine, or an address in brackets. */
const host = /^(localhost|[\w-]+(\.[\w-]+)+\.?|\[[0-9a-f:.]+\])$/;

/** Percent signs for what may not stand there; brackets are for hosts only. */
function writeOut(url: URL): string {
  const tail = (text: string): string => text.replace(unwritten, escape).replace(/[[\]]/g, encodeURIComponent);
  const secret = url.password === '' ? '' : `:${url.password}`;
  const user = url.username === '' && secret === '' ? '' : `${tail(url.username + secret)}@`;
  const fragment = url.hash === '' ? '' : `#${tail(url.hash.slice(1)).replaceAll('#', '%23')}`;
  return `${url.protocol}//${user}${url.host}${tail(url.pathname)}${tail(url.search)}${fragment}`;
}

/** `url`. Without a scheme it is taken for https. */
export const url = textKind({
  kind: 'url',
  schema: () => ({ type: 'string', format: 'uri', maxLength: defaultLimits.url.maxLength }),
  normalise(value) {
    const schemeless = !/^[a-z][a-z0-9+.-]*:/i.test(value) || /^[a-z0-9.-]+:\d{1,5}([/?#]|$)/i.test(value);
    const parsed = URL.parse(schemeless ? `https://${value.replace(/^\/\//, '')}` : value);
    const web = parsed !== null && (parsed.protocol === 'http:' || parsed.protocol === 'https:');
    if (!web || !host.test(parsed.hostname)) {
      throw new FieldError('This is no web address.', 'Write it like https://example.com.', 'format');
    }
    return writeOut(parsed);
  },
});
