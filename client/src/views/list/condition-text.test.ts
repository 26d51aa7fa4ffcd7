import { expect, test } from 'vitest';
import type { ClientField } from '../../../../metadata/client-model.ts';
import { conditionText, recordIdsIn } from './condition-text.ts';

const [one, two] = ['01a20905-0c71-74b1-b24a-bab7125a80c8', '01a20905-0c71-74b1-b24a-bab7125a80c9'];
const names = { status: (code: string) => code, record: (id: string) => (id === one ? 'Ann' : 'Bo') };
const field = (valueType: ClientField['valueType']): ClientField => ({
  name: 'people',
  title: 'People',
  kind: 'link',
  valueType,
  operators: [],
  access: 'write',
  required: false,
  unique: false,
  system: false,
  hidden: false,
  computed: false,
  sortable: false,
  limits: {},
});

test('a condition on a link to many says the names of its records, as one on a link to one does', () => {
  expect(conditionText(field('record'), { in: [one, two] }, names)).toBe('Ann, Bo');
  expect(conditionText(field('records'), { some: { id: { in: [one, two] } } }, names)).toBe('Ann, Bo');
  expect(conditionText(field('records'), { some: { id: one } }, names)).toBe('Ann');
  expect(conditionText(field('records'), { none: { id: { in: [two] } } }, names)).toBe('≠ Bo');
});

test('the ids in a condition are found however deep they stand', () => {
  expect(recordIdsIn({ some: { id: { in: [one] } }, eq: { $me: 'id' }, ne: two })).toEqual([one, two]);
});
