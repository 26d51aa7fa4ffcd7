/** Currencies in cells: codes and signs beside an amount. */
import { FieldError, type FieldEnvironment } from './types.ts';

/** Signs and the currencies that write themselves with them; the first of several is the usual one. */
const signs: Readonly<Record<string, readonly string[]>> = {
  $: ['USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD', 'MXN', 'BRL', 'TWD', 'ARS', 'CLP', 'COP'],
  '¥': ['JPY', 'CNY'],
  '￥': ['JPY', 'CNY'],
  '€': ['EUR'],
  '£': ['GBP', 'EGP'],
  '฿': ['THB'],
  '៛': ['KHR'],
  '﷼': ['IRR', 'SAR', 'OMR', 'YER'],
  '₹': ['INR'],
  '₩': ['KRW'],
  '₫': ['VND'],
  '₽': ['RUB'],
  '₺': ['TRY'],
  '₴': ['UAH'],
  '₪': ['ILS'],
  '₱': ['PHP'],
  '₦': ['NGN'],
};

/**
 * Takes the currency out of a cell: an ISO code or a sign before or behind the amount. A sign of several currencies is the field's
 * usual one where that is among them, else the only one in use here.
 * @param usual the currency of a bare amount
 * @returns the rest of the cell and the code, undefined when the cell names none
 * @throws FieldError when a sign can mean several currencies, or none that is known
 */
export function takeCurrency(
  cell: string,
  usual: string,
  environment: FieldEnvironment,
): { readonly rest: string; readonly currency: string | undefined } {
  const code = /(?:^|[^A-Za-z])([A-Za-z]{3})(?![A-Za-z])/.exec(cell)?.[1];
  const sign = /\p{Sc}/u.exec(cell)?.[0];
  const rest = cell.replace(code ?? '', '').replace(/\p{Sc}/gu, '');
  if (code !== undefined) return { rest, currency: code.toUpperCase() };
  return { rest, currency: sign === undefined ? undefined : currencyOfSign(sign, usual, environment) };
}

function currencyOfSign(sign: string, usual: string, environment: FieldEnvironment): string {
  const meant = signs[sign] ?? [];
  if (meant.includes(usual)) return usual;
  const used = meant.filter((code) => environment.currencies.includes(code));
  const [first] = used.length > 0 ? used : meant;
  if (first === undefined || used.length > 1)
    throw new FieldError(`The sign ${sign} can mean several currencies.`, 'Write the code, like 12.50 EUR.', 'ambiguous', '/currency');
  return first;
}
