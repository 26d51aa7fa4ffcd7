import { expect, test } from 'vitest';
import type { ClientField } from '../../../metadata/client-model.ts';
import { best, computedField, masked, ofKind, ofValueType } from './ranking.ts';

const field = (members: Partial<ClientField>): ClientField => ({
  name: 'x',
  title: 'X',
  kind: 'text',
  valueType: 'text',
  operators: [],
  access: 'write',
  required: false,
  unique: false,
  system: false,
  hidden: false,
  computed: false,
  sortable: true,
  limits: {},
  ...members,
});
const offers = [
  ofValueType('by value', 'text'),
  ofKind('by kind', 'email'),
  ofKind('amount', 'money'),
  computedField('given'),
  masked('veiled'),
];

test('the closest offer serves a field', () => {
  expect(best(offers, field({}))).toBe('by value');
  expect(best(offers, field({ kind: 'email' }))).toBe('by kind');
  expect(best(offers, field({ kind: 'email', computed: true }))).toBe('given');
  expect(best(offers, field({ kind: 'email', access: 'masked' }))).toBe('veiled');
});

test('a computed value is served as the kind of its result', () => {
  expect(best(offers.slice(0, 3), field({ kind: 'formula', valueType: 'money', computed: true }))).toBe('amount');
  expect(best(offers.slice(0, 3), field({ kind: 'rollup', valueType: 'number', result: 'money', computed: true }))).toBe('amount');
});

test('nothing serves a kind that nobody knows', () => {
  expect(best(offers, field({ kind: 'hologram', valueType: 'none' }))).toBeUndefined();
});
