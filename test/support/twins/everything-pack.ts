/** A pack with a field of every kind, links in all directions, and a role for each way in which something can be kept from somebody. */
import type { DocumentSet } from '../../../server/model/types.ts';
import { testPack } from '../test-workspace.ts';

const options = [{ value: 'red' }, { value: 'green' }, { value: 'blue' }];

const properties: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  name: { field: 'text' },
  sku: { field: 'text', unique: true },
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
  file: { field: 'file' },
  image: { field: 'image' },
  double: { field: 'formula', formula: 'decimal * 2' },
  worth: { field: 'formula', formula: 'coalesce(parent.revenue, 0) + money' },
  partCount: { field: 'rollup', of: 'test.part.item', count: true, index: true },
  partSum: { field: 'rollup', of: 'test.part.item', sum: 'price', index: true },
  secretSum: { field: 'rollup', of: 'test.part.item', maximum: 'secret', index: true },
  ssn: { field: 'text', encrypted: true, blindIndex: true },
  diagnosis: { field: 'longText', encrypted: true },
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
      itemSum: { field: 'rollup', of: 'test.item.parent', sum: 'decimal', index: true },
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
      locked: { field: 'boolean' },
    },
    search: ['name', 'item.name'],
    restrictions: [
      { id: 'locked', title: 'Locked', actions: ['read'], fields: ['price'], where: { locked: true }, message: 'The price is locked.' },
    ],
  },
  // What keeps a record from being deleted, and what goes with it.
  {
    id: 'test.note',
    title: 'Note',
    display: 'name',
    properties: {
      name: { field: 'text' },
      serial: { field: 'text', unique: true },
      item: { field: 'link', to: 'test.item', inverse: 'notes', onDelete: 'restrict' },
      parent: { field: 'link', to: 'test.parent', inverse: 'notes', onDelete: 'cascade' },
    },
    unique: [['name', 'item']],
    restrictions: [{ id: 'held', title: 'Held', actions: ['read'], where: { 'parent.code': 'blue' }, message: 'The note is held.' }],
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

/** An audit with a check of every sort that reads records. */
const audit = {
  id: 'test.all',
  title: 'All',
  version: '1.0.0',
  steps: [{ id: 'all', title: 'All', area: 'data', checks: [] as string[] }],
  checks: [
    {
      kind: 'completeness',
      entity: 'test.item',
      fields: Object.keys(properties).filter((name) => !/Count|Sum|double|worth|ssn|diagnosis/.test(name)),
    },
    { kind: 'distribution', entity: 'test.item', field: 'select' },
    { kind: 'duplicate', entity: 'test.item', match: [[{ field: 'name', as: 'folded' }], [{ field: 'email', as: 'email' }]] },
    { kind: 'orphan', entity: 'test.item', without: { entity: 'test.part', link: 'item' } },
    { kind: 'overdue', entity: 'test.item', due: 'date' },
    { kind: 'coverage', entity: 'test.item', covered: { 'parent.revenue': { gt: 1 } } },
    { kind: 'freshness', entity: 'test.item', by: ['dateTime'], olderThan: 'P30D' },
    { kind: 'crossField', entity: 'test.item', never: { decimal: { gt: { $field: 'partSum' } } } },
    { kind: 'validity', entity: 'test.item', field: 'email', rule: 'email' },
    { kind: 'funnel', entity: 'test.item', status: 'stage', amount: 'money', over: { field: 'date', by: 'year' } },
    { kind: 'ratio', numerator: { entity: 'test.item', sum: 'money' }, denominator: { entity: 'test.part' } },
    { kind: 'rate', entity: 'system.user', events: { entity: 'test.item', by: 'owner' }, atLeast: 1 },
  ].map((check) => ({ id: check.kind.toLowerCase(), title: check.kind, thresholds: { warn: 0.1, fail: 0.5 }, ...check })),
};
audit.steps[0]?.checks.push(...audit.checks.map((check) => check.id));

const people = { 'system.user': { read: true }, 'system.team': { read: true } };
const looked = { read: 'all', export: true };
const rest = { ...people, 'test.parent': { ...looked, delete: 'all' }, 'test.part': looked, 'test.note': looked };
const item = { ...looked, create: true, update: 'all', delete: 'all', import: true };
const own = { read: 'own', export: true, create: true, update: 'own', delete: 'own', import: true };

interface Role {
  readonly id: string;
  readonly title: string;
  readonly audits: 'run';
  readonly entities: Readonly<Record<string, unknown>>;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Fields that have to do with one another: no role hides two of them. */
const together = [
  ['decimal', 'double'],
  ['decimal', 'parent'],
  ['money', 'worth', 'parent'],
  ['name', 'longText', 'email', 'sku'],
  ['partCount', 'partSum', 'secretSum'],
  ['parent', 'friends', 'about'],
  ['owner', 'createdBy', 'user'],
  ['file', 'image'],
];
const groupsAtLeast = 7;

/** Fields in as few groups as keep apart what has to do with one another. */
function apart(fields: readonly string[]): string[][] {
  const groups: string[][] = Array.from({ length: groupsAtLeast }, () => []);
  for (const name of fields) {
    const free = groups.filter((group) => !together.some((names) => names.includes(name) && names.some((other) => group.includes(other))));
    const [smallest] = free.sort((one, other) => one.length - other.length);
    if (smallest) smallest.push(name);
    else groups.push([name]);
  }
  return groups;
}

/** Fields that one role masks on open items. */
export const closedWhenOpen = ['decimal', 'name', 'parent', 'friends', 'about', 'address', 'ssn', 'diagnosis', 'stage'];

/** The roles: scopes first, then each field hidden, and each masked. */
export function everythingRoles(): Role[] {
  const role = (name: string, given: object): Role => ({
    id: `test.${name}`,
    title: name,
    audits: 'run',
    entities: { ...rest, 'test.item': item, ...given },
  });
  const groups = apart([...Object.keys(properties), 'owner', 'createdBy', 'updatedAt']);
  return [
    role('own', { 'test.item': own }),
    role('team', { 'test.item': { read: 'team', export: 'own' } }),
    role('condition', { 'test.item': { read: { select: { in: ['red', 'green'] } }, export: true } }),
    role('linked-condition', { 'test.item': { read: { 'parent.code': 'red' }, export: true }, 'test.parent': { read: { code: 'red' } } }),
    role('no-parents', { 'test.parent': {} }),
    role('own-parents', { 'test.parent': { read: 'own' } }),
    role('own-parts', { 'test.part': own }),
    role('no-parts', { 'test.part': {} }),
    role('own-notes', { 'test.note': own }),
    role('no-notes', { 'test.note': {} }),
    role('no-secret', { 'test.part': { read: 'all', export: true, fields: { secret: 'hidden', item: 'hidden' } } }),
    role('nobody', { 'system.user': {}, 'system.team': {} }),
    role('by-status', {
      'test.item': {
        ...item,
        statuses: {
          'stage.open': {
            fields: Object.fromEntries(closedWhenOpen.map((name) => [name, 'masked'])),
          },
        },
      },
    }),
    ...groups.flatMap((names) =>
      (['hidden', 'masked'] as const).map((access) =>
        role(`${access}-${kebab(names[0] ?? '')}`, {
          'test.item': { ...item, fields: Object.fromEntries(names.map((name) => [name, access])) },
        }),
      ),
    ),
  ];
}

/** What users hold: each role alone, and some that differ in what they show of which records. */
export function everythingHoldings(): string[][] {
  return [
    ...everythingRoles().map((role) => [role.id]),
    ['test.own', 'test.hidden-name'],
    ['test.condition', 'test.masked-decimal'],
    ['test.team', 'test.by-status'],
    ['test.own-parents', 'test.no-parts'],
  ];
}

/** The documents. */
export function everythingPack(): DocumentSet {
  return testPack([
    { kind: 'pipeline', content: pipeline },
    { kind: 'audit', content: audit },
    ...entities.map((content) => ({ kind: 'entity' as const, content })),
    ...everythingRoles().map((content) => ({ kind: 'role' as const, content: { ...content } })),
  ]);
}
