/** How addresses are written, country by country: which parts, in which order. */

/** The parts of an address. */
export type AddressPart = 'line1' | 'line2' | 'city' | 'region' | 'postalCode' | 'country';
/** An address on the wire. */
export type AddressValue = { readonly [part in AddressPart]?: string | null };

/** Where the postal code stands before the city, as on most of the continent of Europe. */
const codeFirst = new Set(
  'AT BE BG CH CZ DE DK EE ES FI FR GR HR HU IL IS IT LI LT LU LV MC MX MY NL NO PL PT RO RS SE SI SK SM TR UA VA'.split(' '),
);
/** From the large to the small. */
const largeFirst = new Set(['CN', 'JP', 'KR', 'TW', 'IR']);
/** Where a state or province is part of every address. */
const withRegion = new Set('US CA AU BR IN CN JP KR TW IR TH KH MX MY VN ID PH IT ES AR CL CO PE ZA NG EG AE UA RU'.split(' '));

/** The parts in the order in which people of a country fill them in. The country comes last; it decides the rest. */
export function addressOrder(country: string | null | undefined): readonly AddressPart[] {
  const code = (country ?? '').toUpperCase();
  if (largeFirst.has(code)) return ['postalCode', 'region', 'city', 'line1', 'line2', 'country'];
  if (codeFirst.has(code))
    return ['line1', 'line2', 'postalCode', 'city', ...(withRegion.has(code) ? (['region'] as const) : []), 'country'];
  if (code !== '' && !withRegion.has(code)) return ['line1', 'line2', 'city', 'postalCode', 'region', 'country'];
  return ['line1', 'line2', 'city', 'region', 'postalCode', 'country'];
}

/** An address in lines, as on an envelope; `countryName` gives the name of a country. */
export function addressLines(value: AddressValue, countryName: (code: string) => string): readonly string[] {
  const code = (value.country ?? '').toUpperCase();
  const part = (name: AddressPart): string => value[name]?.trim() ?? '';
  const join = (...parts: readonly string[]): string => parts.filter((one) => one !== '').join(' ');
  const place = codeFirst.has(code)
    ? [join(part('postalCode'), part('city')), part('region')].filter((one) => one !== '').join(', ')
    : [part('city'), join(part('region'), part('postalCode'))].filter((one) => one !== '').join(', ');
  const street = [part('line1'), part('line2')];
  const lines = largeFirst.has(code) ? [part('postalCode'), join(part('region'), part('city')), ...street] : [...street, place];
  return [...lines, code === '' ? '' : countryName(code)].filter((line) => line !== '');
}
