/** Money: an amount with its currency, and the amount in the base currency by which it compares. */
import { sql } from '../database/sql.ts';
import { cellNumber, checkLimits, numberLiteral, readDecimal } from './numbers.ts';
import { codeOperators, numberOperators } from './operator-sets.ts';
import { FieldError, type FieldDefinition, type FieldEnvironment, type FieldKind } from './types.ts';

const places = 4;

interface Money {
  readonly amount: string;
  readonly currency: string;
}

function currencyOf(field: FieldDefinition, environment: FieldEnvironment): string {
  const { document } = field;
  return document.field === 'money' && document.currency !== undefined ? document.currency : environment.baseCurrency;
}

/** `money`: minimum, maximum, currency, rateDate. */
export const money: FieldKind = {
  kind: 'money',
  valueType: 'money',
  operators: numberOperators,
  columns: ({ column }) => [{ name: column, type: 'numeric' }, { name: `${column}_currency`, type: 'text' }, { name: `${column}_base`, type: 'numeric' }],
  schema: () => ({
    type: 'object', required: ['amount', 'currency'], additionalProperties: false,
    properties: { amount: { type: 'string', pattern: '^-?[0-9]+(\\.[0-9]+)?$' }, currency: { type: 'string', pattern: '^[A-Z]{3}$' } },
  }),
  normalise(value, field, environment) {
    const given = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Partial<Record<keyof Money, unknown>>) : { amount: value };
    const amount = given.amount === null || given.amount === undefined ? null : readDecimal(given.amount, places);
    if (amount === null) return null;
    const fixed = field.document.field === 'money' ? field.document.currency : undefined;
    const currency = given.currency ?? currencyOf(field, environment);
    if (typeof currency !== 'string') throw new FieldError('The currency must be a code such as EUR.', undefined, 'currency', '/currency');
    const code = currency.toUpperCase();
    if (fixed !== undefined && code !== fixed) throw new FieldError(`It must be in ${fixed}.`, undefined, 'currency', '/currency');
    if (fixed === undefined && !environment.currencies.includes(code)) throw new FieldError(`The currency ${code} is not in use here.`, `Use one of ${environment.currencies.join(', ')}.`, 'currency', '/currency');
    checkLimits(amount, field.document as never);
    return { amount, currency: code };
  },
  toColumns(value, _field, environment) {
    const sum = value as Money | null;
    if (sum === null) return [null, null, null];
    const base = environment.toBase ? environment.toBase(sum.amount, sum.currency, null) : sum.currency === environment.baseCurrency ? sum.amount : null;
    return [sum.amount, sum.currency, base];
  },
  read({ column }, reference) {
    return sql`(case when ${reference(column)} is not null then json_build_object('amount', trim_scale(${reference(column)})::text, 'currency', ${reference(`${column}_currency`)}) end)`;
  },
  comparable: ({ column }, reference) => reference(`${column}_base`),
  parts: {
    amount: { valueType: 'number', operators: numberOperators, sql: ({ column }, reference) => reference(column) },
    currency: { valueType: 'code', operators: codeOperators, sql: ({ column }, reference) => reference(`${column}_currency`) },
  },
  literal(value, _field, environment) {
    if (typeof value !== 'object' || value === null) return numberLiteral(value);
    const { amount, currency } = value as Partial<Money>;
    const text = numberLiteral(amount);
    const base = currency === undefined || currency === environment.baseCurrency ? text : environment.toBase?.(text, currency, null);
    if (base === undefined || base === null) throw new FieldError('There is no exchange rate at hand for this comparison.', `Compare in ${environment.baseCurrency}.`);
    return base;
  },
  parseCell(text, _field, environment) {
    if (text.trim() === '') return null;
    const code = environment.currencies.find((currency) => text.toUpperCase().includes(currency));
    return code === undefined ? cellNumber(text) : { amount: cellNumber(text), currency: code };
  },
  toText(value) {
    const sum = value as Money | null | undefined;
    return sum ? `${sum.amount} ${sum.currency}` : '';
  },
};
