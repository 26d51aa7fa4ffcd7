/** A postal address. */
import { emptyOperators } from './operator-sets.ts';
import { memberParts, readMembers } from './composite.ts';
import { FieldError, type FieldKind } from './types.ts';

const names = ['line1', 'line2', 'city', 'region', 'postalCode', 'country'] as const;

/** `address`: country. */
export const address: FieldKind = {
  kind: 'address',
  valueType: 'none',
  operators: emptyOperators,
  columns: ({ column }) => [{ name: column, type: 'jsonb' }],
  schema: () => ({ type: 'object', additionalProperties: false, properties: { ...Object.fromEntries(names.map((name) => [name, { type: 'string', maxLength: 300 }])), country: { type: 'string', pattern: '^[A-Z]{2}$' } } }),
  normalise(value) {
    const given = typeof value === 'string' ? { line1: value } : value;
    if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new FieldError('An address is wanted.', `Send an object with ${names.join(', ')}.`, 'type');
    const result = readMembers(given, names, 300);
    if (result.country !== undefined) {
      result.country = result.country.toUpperCase();
      if (!/^[A-Z]{2}$/.test(result.country)) throw new FieldError('The country is a code of two letters.', 'Write DE, TH, IR, KH…', 'format', '/country');
    }
    return Object.keys(result).length === 0 ? null : result;
  },
  toColumns: (value) => [value],
  read: ({ column }, reference) => reference(column),
  parts: memberParts(names, ['country']),
  literal() {
    throw new FieldError('Compare a part of the address, such as its city.');
  },
  parseCell: (text) => (text.trim() === '' ? null : { line1: text.trim().replace(/\s*\n\s*/g, ', ') }),
  toText(value) {
    const parts = value as Partial<Record<(typeof names)[number], string>> | null | undefined;
    return parts ? names.flatMap((name) => parts[name] ?? []).join(', ') : '';
  },
};
