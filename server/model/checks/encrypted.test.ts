/** What an encrypted field cannot be used for is refused where it stands. */
import { expect, test } from 'vitest';
import { checkDocuments } from '../check.ts';
import { loadPackFolders } from '../load.ts';
import type { SourceDocument } from '../types.ts';

type Json = Readonly<Record<string, unknown>>;

const system = loadPackFolders([]);
const secret = { field: 'text', encrypted: true };
const found = { field: 'text', encrypted: true, blindIndex: true };

/** What is wrong with an entity of these properties, and with documents about it. */
function pointersOf(properties: Json, members: Json = {}, documents: readonly (readonly [SourceDocument['kind'], Json])[] = []): string[] {
  const of = (kind: SourceDocument['kind'], content: Json): SourceDocument => ({ kind, pack: 'shop', file: kind, content });
  const errors = checkDocuments([
    ...system,
    of('pack', { id: 'shop', version: '1.0.0', title: 'Shop', requires: { system: '^1.0.0' } }),
    of('entity', {
      id: 'shop.person',
      title: 'Person',
      display: 'name',
      properties: { name: { field: 'text' }, ...properties },
      ...members,
    }),
    ...documents.map(([kind, content]) => of(kind, content)),
  ]);
  return errors.map(({ file, pointer, message }) => {
    expect(message).not.toContain('undefined');
    return `${file}${pointer}`;
  });
}

test('encrypted fields of every kind that can be, with what can be beside them, are fine', () => {
  const kinds = [
    'text',
    'longText',
    'richText',
    'email',
    'phone',
    'url',
    'integer',
    'decimal',
    'percent',
    'date',
    'dateTime',
    'address',
    'personName',
    'json',
  ];
  expect(pointersOf(Object.fromEntries(kinds.map((field, index) => [`f${index}`, { field, encrypted: true }])))).toEqual([]);
  expect(pointersOf({ secret: { ...found, unique: true, index: true } }, { unique: [['name', 'secret']], required: ['secret'] })).toEqual(
    [],
  );
});

test.each<[string, Json, Json, readonly (readonly [SourceDocument['kind'], Json])[], string]>([
  ['of a kind that cannot be', { secret: { field: 'boolean', encrypted: true } }, {}, [], 'entity/properties/secret/encrypted'],
  ['that is computed', { secret: { field: 'formula', formula: '1', encrypted: true } }, {}, [], 'entity/properties/secret/encrypted'],
  ['with a blind index and no encryption', { secret: { field: 'text', blindIndex: true } }, {}, [], 'entity/properties/secret/blindIndex'],
  ['with a blind index over a long text', { secret: { ...found, field: 'longText' } }, {}, [], 'entity/properties/secret/blindIndex'],
  ['unique without a blind index', { secret: { ...secret, unique: true } }, {}, [], 'entity/properties/secret/unique'],
  ['indexed without a blind index', { secret: { ...secret, index: true } }, {}, [], 'entity/properties/secret/index'],
  ['unique together', { secret }, { unique: [['name', 'secret']] }, [], 'entity/unique/0/1'],
  ['as the name of a record', { secret }, { display: 'secret' }, [], 'entity/display'],
  ['in the search', { secret: found }, { search: ['name', 'secret'] }, [], 'entity/search/1'],
  ['in a formula', { secret, f: { field: 'formula', formula: 'length(secret)' } }, {}, [], 'entity/properties/f/formula'],
  [
    'in a rollup',
    {
      secret: { field: 'decimal', encrypted: true },
      up: { field: 'link', to: 'shop.person' },
      r: { field: 'rollup', of: 'shop.person.up', sum: 'secret' },
    },
    {},
    [],
    'entity/properties/r/sum',
  ],
  [
    'as the day of a rate',
    { secret: { field: 'date', encrypted: true }, m: { field: 'money', rateDate: 'secret' } },
    {},
    [],
    'entity/properties/m/rateDate',
  ],
  [
    'in a condition of another kind',
    { secret: found },
    { rules: [{ id: 'r', when: { secret: { contains: 'x' } }, require: ['name'] }] },
    [],
    'entity/rules/0/when/secret/contains',
  ],
  [
    'compared with a field',
    { secret: found },
    { rules: [{ id: 'r', when: { secret: { eq: { $field: 'name' } } }, require: ['name'] }] },
    [],
    'entity/rules/0/when/secret/eq',
  ],
  [
    'as the sort of a view',
    { secret: found },
    {},
    [['view', { id: 'shop.v', title: 'V', entity: 'shop.person', type: 'table', columns: ['secret'], sort: ['secret'] }]],
    'view/sort/0',
  ],
  [
    'as a filter of a view',
    { secret: found },
    {},
    [['view', { id: 'shop.v', title: 'V', entity: 'shop.person', type: 'table', columns: ['secret'], filters: ['secret'] }]],
    'view/filters/0',
  ],
  [
    'as a group of a report',
    { secret: found },
    {},
    [['report', { id: 'shop.r', title: 'R', entity: 'shop.person', groups: [{ field: 'secret' }], measures: [{ count: true }] }]],
    'report/groups/0/field',
  ],
  [
    'as a measure of a report',
    { secret: found },
    {},
    [['report', { id: 'shop.r', title: 'R', entity: 'shop.person', measures: [{ countDistinct: 'secret' }] }]],
    'report/measures/0/countDistinct',
  ],
  [
    'in a template',
    { secret },
    {},
    [['template', { id: 'shop.t', title: 'T', entity: 'shop.person', subject: 'S', body: '{{record.secret}}' }]],
    'template/body',
  ],
  [
    'copied into the clear',
    { secret },
    {},
    [
      [
        'automation',
        {
          id: 'shop.a',
          title: 'A',
          entity: 'shop.person',
          trigger: { on: 'create' },
          actions: [{ type: 'update', values: { name: { $record: 'secret' } } }],
        },
      ],
    ],
    'automation/actions/0/values/name/$record',
  ],
])('an encrypted field %s is refused', (_what, properties, members, documents, pointer) => {
  expect(pointersOf(properties, members, documents)).toEqual([pointer]);
});
