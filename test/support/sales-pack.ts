/** A small pack with every kind of link, for tests of what writes do beyond the record itself. */
import type { Workspace } from '../../server/access/workspace.ts';
import { createWorkspaceOf, testPack } from './test-workspace.ts';

type Content = Readonly<Record<string, unknown>>;

const entity = (id: string, plural: string, properties: Content, rest: Content = {}): { kind: 'entity'; content: Content } => ({
  kind: 'entity',
  content: {
    id: `test.${id}`,
    title: id[0]?.toUpperCase() + id.slice(1),
    plural,
    display: 'name',
    properties,
    required: ['name'],
    search: ['name'],
    ...rest,
  },
});
const name = { field: 'text', minLength: 1, maxLength: 100 };
const all = { read: 'all', create: true, update: 'all', delete: 'all', transition: 'all' };

const documents = [
  entity('customer', 'Customers', {
    name,
    email: { field: 'email', unique: true },
    code: { field: 'text', maxLength: 40 },
    secret: { field: 'text' },
    secretCode: { field: 'text', unique: true },
    parent: { field: 'link', to: 'test.customer', onDelete: 'cascade', inverse: 'branches' },
    friends: { field: 'links', to: 'test.customer', onDelete: 'detach' },
    born: { field: 'date' },
    worth: { field: 'money' },
  }),
  entity(
    'order',
    'Orders',
    {
      name,
      customer: { field: 'link', to: 'test.customer', onDelete: 'cascade', inverse: 'orders' },
      number: { field: 'autoNumber', prefix: 'O-', digits: 4 },
      reference: { field: 'text', unique: true },
      stage: { field: 'status', pipelines: ['test.flow'] },
      kind: { field: 'select', options: [{ value: 'small' }, { value: 'large' }] },
    },
    {
      required: ['name', 'customer'],
      rules: [{ id: 'large-needs-reference', when: { kind: 'large' }, require: ['reference'] }],
    },
  ),
  entity(
    'line',
    'Lines',
    {
      name,
      order: { field: 'link', to: 'test.order', onDelete: 'cascade', inverse: 'lines' },
      product: { field: 'link', to: 'test.product', onDelete: 'restrict', inverse: 'soldIn' },
      quantity: { field: 'integer', minimum: 1, maximum: 100 },
    },
    {
      required: ['name', 'order', 'quantity'],
      rules: [
        {
          id: 'few-in-small',
          when: { 'order.kind': 'small', quantity: { gt: 10 } },
          invalid: 'quantity',
          message: 'A small order has small lines.',
        },
      ],
    },
  ),
  entity('note', 'Notes', {
    name,
    about: { field: 'linkAny', to: ['test.customer', 'test.order'], onDelete: 'cascade', inverse: 'notes' },
    line: { field: 'link', to: 'test.line', onDelete: 'detach', inverse: 'notes' },
  }),
  entity('product', 'Products', { name, tags: { field: 'links', to: 'test.tag', onDelete: 'restrict', inverse: 'products' } }),
  entity('tag', 'Tags', { name, group: { field: 'links', to: 'test.tag', onDelete: 'cascade', inverse: 'members' } }),
  {
    kind: 'pipeline' as const,
    content: {
      id: 'test.flow',
      title: 'Flow',
      initial: 'new',
      statuses: [
        { code: 'new', title: 'New', kind: 'open' },
        { code: 'sent', title: 'Sent', kind: 'waiting' },
        { code: 'paid', title: 'Paid', kind: 'won' },
      ],
    },
  },
  { kind: 'role' as const, content: { id: 'test.clerk', title: 'Clerk', entities: { '*': all } } },
  {
    kind: 'role' as const,
    content: {
      id: 'test.own',
      title: 'Own',
      entities: {
        '*': { read: 'own', create: true, update: 'own', delete: 'own', transition: 'own' },
        'test.customer': {
          read: 'own',
          create: true,
          update: 'own',
          delete: 'own',
          fields: { secret: 'hidden', secretCode: 'hidden', code: 'read' },
        },
      },
    },
  },
  {
    kind: 'role' as const,
    content: {
      id: 'test.customers-only',
      title: 'Customers only',
      entities: { 'test.customer': all, 'test.order': { read: 'all' } },
    },
  },
];

/** A workspace of customers with orders and their lines, notes about both, products with tags. */
export function createSalesWorkspace(): Promise<Workspace> {
  return createWorkspaceOf(testPack(documents));
}
