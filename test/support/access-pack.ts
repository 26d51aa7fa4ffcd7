/** A pack with rights of every kind: by status, restrictions that bind admins, scopes of each sort. */
import type { DocumentSet } from '../../server/model/types.ts';
import { testPack } from './test-workspace.ts';

const statuses = [
  { code: 'draft', title: 'Draft', kind: 'open' },
  { code: 'offered', title: 'Offered', kind: 'open' },
  { code: 'won', title: 'Won', kind: 'won' },
  { code: 'lost', title: 'Lost', kind: 'lost' },
];

const deal = {
  id: 'test.deal',
  title: 'Deal',
  plural: 'Deals',
  display: 'name',
  properties: {
    name: { field: 'text', title: 'Name' },
    amount: { field: 'decimal', title: 'Amount' },
    bonus: { field: 'decimal', title: 'Bonus' },
    discount: { field: 'decimal', title: 'Discount', aliases: ['rebate'] },
    net: { field: 'formula', title: 'Net', formula: 'amount - bonus' },
    stage: { field: 'status', title: 'Stage', pipelines: ['test.flow'] },
    account: { field: 'link', title: 'Account', to: 'test.account', inverse: 'deals' },
    frozen: { field: 'boolean', title: 'Frozen' },
    note: { field: 'text', title: 'Note' },
  },
  required: ['name'],
  search: ['name', 'note', 'account.name'],
  restrictions: [
    {
      id: 'frozen',
      title: 'Freeze',
      actions: ['update', 'delete'],
      where: { frozen: true },
      message: 'The deal is frozen by the auditors.',
    },
    {
      id: 'closed-books',
      actions: ['delete', 'transition'],
      where: { 'account.closed': true },
      message: 'The books of this account are closed.',
    },
    {
      id: 'final-amount',
      actions: ['update'],
      where: { stage: 'won' },
      fields: ['amount'],
      message: 'The amount of what was won is final.',
    },
    { id: 'no-new-for-closed', actions: ['create'], where: { 'account.closed': true }, message: 'No new deals with a closed account.' },
    { id: 'legal-hold', actions: ['read'], where: { note: 'LEGAL HOLD' }, message: 'This record is under legal hold.' },
    { id: 'bonus-of-lost', actions: ['read'], where: { stage: 'lost' }, fields: ['bonus'] },
  ],
};

const account = {
  id: 'test.account',
  title: 'Account',
  plural: 'Accounts',
  display: 'name',
  properties: {
    name: { field: 'text', title: 'Name' },
    closed: { field: 'boolean', title: 'Closed' },
    revenue: { field: 'decimal', title: 'Revenue' },
    dealSum: { field: 'rollup', title: 'Sum of deals', of: 'test.deal.account', sum: 'amount' },
    bonusSum: { field: 'rollup', title: 'Sum of bonuses', of: 'test.deal.account', sum: 'bonus' },
  },
  search: ['name'],
};

const line = {
  id: 'test.line',
  title: 'Line',
  plural: 'Lines',
  display: 'name',
  properties: {
    name: { field: 'text', title: 'Name' },
    price: { field: 'decimal', title: 'Price' },
    deal: { field: 'link', title: 'Deal', to: 'test.deal', onDelete: 'cascade', inverse: 'lines' },
  },
};

const everyone = { 'system.user': { read: true }, 'system.team': { read: true } };
const roles = [
  {
    id: 'test.seller',
    title: 'Seller',
    entities: {
      ...everyone,
      'test.account': { read: 'all', create: true },
      'test.deal': {
        create: true,
        read: 'own',
        update: 'own',
        delete: 'own',
        export: true,
        fields: { bonus: 'read' },
        statuses: {
          'stage.won': { update: false, delete: false, transition: false },
          'stage.offered': { delete: false, fields: { amount: 'read', rebate: 'masked' } },
          'stage.draft': { fields: { bonus: 'write' } },
        },
      },
    },
  },
  {
    id: 'test.team-reader',
    title: 'Team reader',
    entities: { ...everyone, 'test.account': { read: 'all' }, 'test.deal': { read: 'team', export: 'own' } },
  },
  { id: 'test.reopener', title: 'Reopener', entities: { 'test.deal': { transition: 'own', read: 'own' } } },
  {
    id: 'test.hermit',
    title: 'Hermit',
    entities: { 'system.user': { read: 'own' }, 'test.deal': { create: true, read: 'own', update: 'own' } },
  },
  { id: 'test.outsider', title: 'Outsider', entities: { ...everyone, 'test.account': { read: 'all' } } },
  {
    id: 'test.importer',
    title: 'Importer',
    entities: {
      ...everyone,
      'test.account': { read: 'all' },
      'test.deal': { create: true, read: 'own', update: 'own', import: true, fields: { bonus: 'read' } },
      'test.line': { create: true, read: 'all', fields: { price: 'read' } },
    },
  },
  {
    id: 'test.clerk',
    title: 'Clerk',
    entities: {
      ...everyone,
      'test.account': { read: 'all', create: true, update: 'all' },
      'test.deal': { read: 'all', update: 'all', transition: 'none' },
    },
  },
];

/** The documents. */
export function accessPack(): DocumentSet {
  return testPack([
    { kind: 'pipeline', content: { id: 'test.flow', title: 'Flow', initial: 'draft', statuses } },
    { kind: 'entity', content: account },
    { kind: 'entity', content: deal },
    { kind: 'entity', content: line },
    ...roles.map((content) => ({ kind: 'role' as const, content })),
  ]);
}
