/** A postal address. */
import { isBlank } from './blank.ts';
import { memberParts, readMembers } from './composite.ts';
import { emptyOperators } from './operator-sets.ts';
import { FieldError, type FieldKind } from './types.ts';

const names = ['line1', 'line2', 'city', 'region', 'postalCode', 'country'] as const;
type Address = Partial<Record<(typeof names)[number], string>>;

const maximum = 300;
const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
/** Codes that have a name but are no countries: unions, reserved and test codes. */
const noCountries = new Set(['EU', 'EZ', 'UN', 'QO', 'ZZ', 'XA', 'XB']);

function readCountry(text: string): string {
  const code = text.toUpperCase();
  if (!/^[A-Z]{2}$/.test(code) || noCountries.has(code) || regions.of(code) === undefined)
    throw new FieldError('The country is a code of two letters (ISO 3166-1).', 'Write DE, TH, IR, KH…', 'format', '/country');
  return code;
}

/** `address`. Its `country` is what forms begin with; an address without one is kept as it is, so that reading a value again never changes it. */
export const address: FieldKind = {
  kind: 'address',
  valueType: 'none',
  operators: emptyOperators,
  columns: ({ column }) => [{ name: column, type: 'jsonb' }],
  schema: () => ({
    type: 'object',
    minProperties: 1,
    additionalProperties: false,
    properties: {
      ...Object.fromEntries(names.map((name) => [name, { type: 'string', minLength: 1, maxLength: maximum }])),
      country: { type: 'string', pattern: '^[A-Z]{2}$' },
    },
  }),
  normalise(value) {
    const given = typeof value === 'string' ? { line1: value } : value;
    if (typeof given !== 'object' || given === null || Array.isArray(given))
      throw new FieldError('An address is wanted.', `Send an object with ${names.join(', ')}.`, 'type');
    const result: Address = readMembers(given, names, maximum);
    if (Object.keys(result).length === 0) return null;
    return result.country === undefined ? result : { ...result, country: readCountry(result.country) };
  },
  toColumns: (value) => [value],
  read: ({ column }, reference) => reference(column),
  parts: memberParts(names, ['country']),
  literal() {
    throw new FieldError('Compare a part of the address, such as its city.', undefined, 'type');
  },
  parseCell: (text) => (isBlank(text) ? null : { line1: text.trim().replace(/\s*\n\s*/g, ', ') }),
  toText(value) {
    const parts = value as Address | null | undefined;
    return parts ? names.flatMap((name) => parts[name] ?? []).join(', ') : '';
  },
};
