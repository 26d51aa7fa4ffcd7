import { expect, test } from 'vitest';
import type { ClientEntity, ClientField } from '../../../metadata/client-model.ts';
import { layOut } from './layout.ts';

const field = (name: string, members: Partial<ClientField> = {}): ClientField => ({
  name,
  title: name,
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
const entity = {
  id: 'x.y',
  name: 'y',
  title: 'Y',
  plural: 'Ys',
  display: 'a',
  backlinks: [],
  rules: [],
  searchable: false,
  can: { create: true, update: true, delete: true, transition: true, import: true, export: true },
  fields: [
    field('a'),
    field('note', { kind: 'longText' }),
    field('sum', { computed: true, access: 'read' }),
    field('id', { system: true }),
    field('inner', { hidden: true }),
  ],
} satisfies ClientEntity;
const names = (sections: ReturnType<typeof layOut>): readonly (readonly string[])[] =>
  sections.map((section) => section.fields.map((placed) => placed.field.name));

test('without a document all fields stand in one section, long ones over its width', () => {
  const sections = layOut(entity, undefined, false);
  expect(names(sections)).toEqual([['a', 'note', 'sum']]);
  expect(sections[0]?.fields.map((placed) => placed.span)).toEqual([1, 2, 1]);
});

test('fields that the user may not see leave no hole, and no empty section', () => {
  expect(
    names(
      layOut(
        entity,
        {
          sections: [
            { title: 'One', columns: 2, fields: ['gone', { field: 'a', span: 9 }] },
            { title: 'Two', fields: ['gone'] },
          ],
        },
        false,
      ),
    ),
  ).toEqual([['a'], ['note', 'sum']]);
});

test('a new record does not show what only the server gives', () => {
  expect(names(layOut(entity, undefined, true))).toEqual([['a', 'note']]);
});

test('fields that the document does not name follow in a last section, so that a new field needs no new form', () => {
  const sections = layOut(entity, { sections: [{ title: 'One', fields: ['note'] }] }, false);
  expect(names(sections)).toEqual([['note'], ['a', 'sum']]);
  expect(sections.map((section) => section.rest)).toEqual([false, true]);
});
