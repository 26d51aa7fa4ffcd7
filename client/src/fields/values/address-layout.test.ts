import { expect, test } from 'vitest';
import { addressLines, addressOrder } from './address-layout.ts';

test('the postal code stands where the country writes it', () => {
  const name = (code: string): string => code;
  expect(addressLines({ line1: 'Hauptstr. 1', postalCode: '10115', city: 'Berlin', country: 'DE' }, name)).toEqual([
    'Hauptstr. 1',
    '10115 Berlin',
    'DE',
  ]);
  expect(addressLines({ line1: '1 Main St', city: 'Springfield', region: 'IL', postalCode: '62701', country: 'US' }, name)).toEqual([
    '1 Main St',
    'Springfield, IL 62701',
    'US',
  ]);
  expect(addressLines({ line1: '1-1', region: '東京都', city: '千代田区', postalCode: '100-0001', country: 'JP' }, name)).toEqual([
    '100-0001',
    '東京都 千代田区',
    '1-1',
    'JP',
  ]);
});

test('every part is asked for once where the country has states, and the country always comes last', () => {
  for (const country of ['US', 'DE', 'TH', 'JP', 'GB', '', null]) {
    const order = addressOrder(country);
    expect(new Set(order).size).toBe(order.length);
    expect(order.at(-1)).toBe('country');
  }
});
