/** A pack with a field of every kind, links in all directions, and a role for each way in which something can be kept from somebody. */
import type { DocumentSet } from '../../../server/model/types.ts';
import { testPack } from '../test-workspace.ts';

const options = [{ value: 'red' }, { value: 'green' }, { value: 'blue' }];

const properties: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  name: { field: 'text' },
  longText: { field: 'longText' },
  richText: { field: 'richText' },
  integer: { field: 'integer' },
  decimal: { field: 'decimal' },
  percent: { field: 'percent' },
  money: { field: 'money' },
  boolean: { field: 'boolean' },
  date: { field: 'date' },
  dateTime: { field: 'dateTime' },
  duration: { field: 'duration' },
  email: { field: 'email' },
  phone: { field: 'phone' },
  url: { field: 'url' },
  select: { field: 'select', options },
  multiSelect: { field: 'multiSelect', options },
  tags: { field: 'tags' },
  stage: { field: 'status', pipelines: ['test.flow'] },
  parent: { field: 'link', to: 'test.parent', inverse: 'items' },
  friends: { field: 'links', to: 'test.parent', inverse: 'friendsOf' },
  about: { field: 'linkAny', to: ['test.parent', 'test.part'], inverse: 'aboutItems' },
  user: { field: 'user' },
  number: { field: 'autoNumber', prefix: 'I-' },
  address: { field: 'address' },
  person: { field: 'personName' },
  rating: { field: 'rating' },
  colour: { field: 'colour' },
  json: { field: 'json' },
  double: { field: 'formula', formula: 'decimal * 2' },
  worth: { field: 'formula', formula: 'coalesce(parent.revenue, 0) + money' },
  partCount: { field: 'rollup', of: 'test.part.item', count: true },
  partSum: { field: 'rollup', of: 'test.part.item', sum: 'price' },
  secretSum: { field: 'rollup', of: 'test.part.item', maximum: 'secret' },
};

const entities = [
  {
    id: 'test.parent',
    title: 'Parent',
    display: 'name',
    properties: {
      name: { field: 'text' },
      revenue: { field: 'decimal' },
      code: { field: 'select', options },
      itemCount: { field: 'rollup', of: 'test.item.parent', count: true },
      itemSum: { field: 'rollup', of: 'test.item.parent', sum: 'decimal' },
    },
    search: ['name'],
  },
  { id: 'test.item', title: 'Item', display: 'name', properties, search: ['name', 'longText', 'email', 'parent.name'] },
  {
    id: 'test.part',
    title: 'Part',
    display: 'name',
    properties: {
      name: { field: 'text' },
      item: { field: 'link', to: 'test.item', inverse: 'parts' },
      price: { field: 'decimal' },
      secret: { field: 'decimal' },
    },
    search: ['name', 'item.name'],
  },
];

const pipeline = {
  id: 'test.flow',
  title: 'Flow',
  initial: 'open',
  statuses: [
    { code: 'open', title: 'Open', kind: 'open' },
    { code: 'won', title: 'Won', kind: 'won' },
    { code: 'lost', title: 'Lost', kind: 'lost' },
  ],
};

const people = { 'system.user': { read: true }, 'system.team': { read: true } };
const rest = { ...people, 'test.parent': { read: 'all', export: true }, 'test.part': { read: 'all', export: true } };
const item = { read: 'all', export: true, create: true, update: 'all' };

interface Role {
  readonly id: string;
  readonly title: string;
  readonly entities: Readonly<Record<string, unknown>>;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The roles: scopes first, then each field hidden, and each masked. */
export function everythingRoles(): Role[] {
  const role = (name: string, given: object): Role => ({
    id: `test.${name}`,
    title: name,
    entities: { ...rest, 'test.item': item, ...given },
  });
  const fields = [...Object.keys(properties), 'owner', 'createdBy', 'updatedAt'];
  return [
    role('own', { 'test.item': { read: 'own', update: 'own', export: true } }),
    role('team', { 'test.item': { read: 'team', export: 'own' } }),
    role('condition', { 'test.item': { read: { select: { in: ['red', 'green'] } }, export: true } }),
    role('linked-condition', { 'test.item': { read: { 'parent.code': 'red' }, export: true }, 'test.parent': { read: { code: 'red' } } }),
    role('no-parents', { 'test.parent': {} }),
    role('own-parents', { 'test.parent': { read: 'own' } }),
    role('own-parts', { 'test.part': { read: 'own', export: true } }),
    role('no-parts', { 'test.part': {} }),
    role('hidden-secret', { 'test.part': { read: 'all', export: true, fields: { secret: 'hidden', item: 'hidden' } } }),
    role('nobody', { 'system.user': {}, 'system.team': {} }),
    role('by-status', {
      'test.item': {
        ...item,
        statuses: {
          'stage.open': {
            fields: { decimal: 'masked', name: 'masked', parent: 'masked', friends: 'masked', about: 'masked', address: 'masked' },
          },
        },
      },
    }),
    ...fields.map((name) => role(`hide-${kebab(name)}`, { 'test.item': { ...item, fields: { [name]: 'hidden' } } })),
    ...fields.map((name) => role(`mask-${kebab(name)}`, { 'test.item': { ...item, fields: { [name]: 'masked' } } })),
  ];
}

/** The documents. */
export function everythingPack(): DocumentSet {
  return testPack([
    { kind: 'pipeline', content: pipeline },
    ...entities.map((content) => ({ kind: 'entity' as const, content })),
    ...everythingRoles().map((content) => ({ kind: 'role' as const, content: { ...content } })),
  ]);
}
