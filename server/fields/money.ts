/** Money: an amount with its currency, and the amount in the base currency by which it compares. */
import { sql } from '../database/sql.ts';
import { isBlank } from './blank.ts';
import { takeCurrency } from './currency-signs.ts';
import { decimalPattern } from './decimal-kind.ts';
import { cellNumber, checkLimits, numberLiteral, readDecimal } from './numbers.ts';
import { codeOperators, numberOperators } from './operator-sets.ts';
import { FieldError, type FieldDefinition, type FieldEnvironment, type FieldKind } from './types.ts';

/** Places of an amount: two more than most currencies have, for prices of single pieces. */
const places = 4;

interface Money {
  readonly amount: string;
  readonly currency: string;
}

function fixedCurrency({ document }: FieldDefinition): string | undefined {
  return document.field === 'money' ? document.currency : undefined;
}

function readMembers(value: unknown): Partial<Record<keyof Money, unknown>> {
  if (typeof value !== 'object' || value === null) return { amount: value };
  if (Array.isArray(value)) throw new FieldError('An amount is wanted.', 'Send { "amount": "12.50", "currency": "EUR" }.', 'type');
  const unknown = Object.keys(value).find((name) => name !== 'amount' && name !== 'currency');
  if (unknown !== undefined)
    throw new FieldError(`There is no part "${unknown.slice(0, 80)}".`, 'It has amount, currency.', 'unknown-field', `/${unknown}`);
  return value;
}

/** The currency that is meant. @throws FieldError for one that is not in use, or not the field's own */
function readCurrency(given: unknown, field: FieldDefinition, environment: FieldEnvironment): string {
  const fixed = fixedCurrency(field);
  const currency = given ?? fixed ?? environment.baseCurrency;
  if (typeof currency !== 'string') throw new FieldError('The currency must be a code such as EUR.', undefined, 'currency', '/currency');
  const code = currency.trim().toUpperCase();
  if (fixed !== undefined && code !== fixed) throw new FieldError(`It must be in ${fixed}.`, undefined, 'currency', '/currency');
  if (fixed === undefined && code !== environment.baseCurrency && !environment.currencies.includes(code)) {
    throw new FieldError(
      `The currency "${code.slice(0, 20)}" is not in use here.`,
      `Use one of ${environment.currencies.join(', ')}.`,
      'currency',
      '/currency',
    );
  }
  return code;
}

function toBase(amount: string, currency: string, environment: FieldEnvironment): string | null {
  return currency === environment.baseCurrency ? amount : (environment.toBase?.(amount, currency, null) ?? null);
}

/** `money`: minimum, maximum (of the amount as it is written), currency, rateDate. */
export const money: FieldKind = {
  kind: 'money',
  valueType: 'money',
  operators: numberOperators,
  columns: ({ column }) => [
    { name: column, type: 'numeric' },
    { name: `${column}_currency`, type: 'text' },
    { name: `${column}_base`, type: 'numeric' },
  ],
  schema: () => ({
    type: 'object',
    required: ['amount', 'currency'],
    additionalProperties: false,
    properties: { amount: { type: 'string', pattern: decimalPattern }, currency: { type: 'string', pattern: '^[A-Z]{3}$' } },
  }),
  normalise(value, field, environment) {
    const given = readMembers(value);
    const amount = given.amount === null || given.amount === undefined ? null : readDecimal(given.amount, places);
    if (amount === null) return null;
    const currency = readCurrency(given.currency, field, environment);
    checkLimits(amount, field.document as object);
    return { amount, currency };
  },
  toColumns(value, _field, environment) {
    const sum = value as Money | null;
    return sum === null ? [null, null, null] : [sum.amount, sum.currency, toBase(sum.amount, sum.currency, environment)];
  },
  read({ column }, reference) {
    const amount = sql`trim_scale(${reference(column)})::text`;
    return sql`(case when ${reference(column)} is not null then json_build_object('amount', ${amount}, 'currency', ${reference(`${column}_currency`)}) end)`;
  },
  comparable: ({ column }, reference) => reference(`${column}_base`),
  parts: {
    amount: { valueType: 'number', operators: numberOperators, sql: ({ column }, reference) => reference(column) },
    currency: { valueType: 'code', operators: codeOperators, sql: ({ column }, reference) => reference(`${column}_currency`) },
  },
  literal(value, _field, environment) {
    const { amount, currency } = readMembers(value);
    const text = numberLiteral(amount);
    if (currency === undefined || currency === null) return text;
    const base = typeof currency === 'string' ? toBase(text, currency.trim().toUpperCase(), environment) : null;
    if (base === null)
      throw new FieldError('There is no exchange rate at hand for this comparison.', `Compare in ${environment.baseCurrency}.`, 'currency');
    return base;
  },
  parseCell(text, field, environment) {
    if (isBlank(text)) return null;
    const { rest, currency } = takeCurrency(text, fixedCurrency(field) ?? environment.baseCurrency, environment);
    return currency === undefined ? cellNumber(rest) : { amount: cellNumber(rest), currency };
  },
  toText(value) {
    const sum = value as Money | null | undefined;
    return sum ? `${sum.amount} ${sum.currency}` : '';
  },
};
