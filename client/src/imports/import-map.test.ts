import { expect, test } from 'vitest';
import { choicesOf, extrasOf, mapOf } from './import-map.ts';
import type { ImportMap, ImportPreview } from '../api/imports.ts';

const preview: ImportPreview = {
  columns: [
    { header: 'Nr', samples: ['1'] },
    { header: 'Product', samples: ['GTXPro'], distinct: ['GTXPro'] },
    { header: 'Rest', samples: [] },
  ],
  delimiter: ',',
  encoding: 'utf-8',
  rows: 1,
  map: { columns: {} },
};
const map: ImportMap = {
  match: 'number',
  columns: { Nr: 'number', Product: { field: 'product', by: 'name', create: true, values: { GTXPro: 'GTX Pro' } } },
  const: { kind: 'new' },
  template: { name: '{{Product}} {{Nr}}' },
};

test('a map that is loaded into the form and read back is the same map', () => {
  expect(mapOf(choicesOf(preview, map), extrasOf(map), 'number')).toEqual(map);
});

test('a column without a field and an empty replacement leave no trace in the map', () => {
  const choices = choicesOf(preview, map);
  choices[1]?.values.push({ from: '', to: 'x' });
  const made = mapOf(choices, [{ field: '', text: 'x' }], '');
  expect(made.columns).not.toHaveProperty('Rest');
  expect(made).not.toHaveProperty('match');
  expect(made).not.toHaveProperty('const');
  expect(made.columns['Product']).toEqual(map.columns['Product']);
});
