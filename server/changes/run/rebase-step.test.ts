import { expect, test } from 'vitest';
import { deriveRates } from './rebase-step.ts';

const usd = [
  { currency: 'EUR', date: '2026-01-01', rate: '1.10' },
  { currency: 'EUR', date: '2026-06-01', rate: '1.25' },
  { currency: 'THB', date: '2026-03-01', rate: '0.03' },
];

test('a rate in the new base is what a currency was worth in the old one, by what the new base was worth that day', () => {
  expect(deriveRates(usd, [], { from: 'USD', to: 'EUR' })).toEqual([
    { currency: 'USD', date: '2026-01-01', rate: '0.9090909091' },
    { currency: 'USD', date: '2026-06-01', rate: '0.8' },
    { currency: 'THB', date: '2026-01-01', rate: '0.0272727273' },
    { currency: 'THB', date: '2026-03-01', rate: '0.0272727273' },
    { currency: 'THB', date: '2026-06-01', rate: '0.024' },
  ]);
});

test('what is stated in the new base already stays as it is', () => {
  const stated = [{ currency: 'USD', date: '2026-06-01', rate: '0.79' }];
  expect(deriveRates(usd, stated, { from: 'USD', to: 'EUR' }).filter(({ currency }) => currency === 'USD')).toEqual([
    { currency: 'USD', date: '2026-01-01', rate: '0.9090909091' },
  ]);
});

test('without a rate of the new base nothing follows, nor from one of nothing', () => {
  expect(deriveRates(usd, [], { from: 'USD', to: 'GBP' })).toEqual([]);
  expect(deriveRates([{ currency: 'GBP', date: '2026-01-01', rate: '0' }], [], { from: 'USD', to: 'GBP' })).toEqual([]);
});
