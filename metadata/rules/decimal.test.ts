import { expect, it } from 'vitest';
import { compareDecimals, formatDecimal, plainDecimal, toDecimal } from './decimal.ts';

it('a decimal is padded and rounded, halves away from zero', () => {
  expect(['2.5', '1.005', '-1.005', '-0.001', '12345678901234567890.125'].map((value) => formatDecimal(value, 2))).toEqual([
    '2.50',
    '1.01',
    '-1.01',
    '0.00',
    '12345678901234567890.13',
  ]);
  expect(() => formatDecimal('x', 2)).toThrow(RangeError);
});

it('what is no decimal is not taken for one', () => {
  for (const value of ['', ' ', '1,5', 'NaN', 'Infinity', '0x10', null, undefined, Number.NaN, Number.POSITIVE_INFINITY, true, {}])
    expect(toDecimal(value)).toBeUndefined();
});

it('decimals compare by value and print without exponent', () => {
  expect(compareDecimals('1.10', 1.1)).toBe(0);
  expect(compareDecimals('-2', '10')).toBe(-1);
  expect(compareDecimals('a', 1)).toBeUndefined();
  expect(['1e21', '-0', '0.00000001', '1.500'].map((value) => plainDecimal(toDecimal(value) ?? expect.fail()))).toEqual([
    '1000000000000000000000',
    '0',
    '0.00000001',
    '1.5',
  ]);
});
