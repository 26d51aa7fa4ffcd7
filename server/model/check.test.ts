/** Bad documents: each mistake is found, where it is, with the nearest right name; all at once; and one mistake is told once. */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkDocuments, inspectDocuments } from './check.ts';
import { loadPackFolders } from './load.ts';
import type { DocumentError, DocumentSet, SourceDocument } from './types.ts';

type Json = Record<string, unknown>;

const root = path.join(import.meta.dirname, '../..');
const system = loadPackFolders([]);

/** A small business of which each part can be spoilt. */
const good: Readonly<Record<string, Json>> = {
  'shop/pack.json': {
    id: 'shop',
    version: '1.2.0',
    title: 'Shop',
    requires: { system: '^1.0.0' },
    navigation: [{ title: 'All', items: ['shop.order', { view: 'shop.orders' }, { report: 'shop.totals' }] }],
  },
  'shop/entities/customer.json': {
    id: 'shop.customer',
    title: 'Customer',
    display: 'name',
    properties: {
      name: { field: 'text', maxLength: 100 },
      mail: { field: 'email' },
      spent: { field: 'rollup', of: 'shop.order.customer', sum: 'amount' },
      double: { field: 'formula', formula: 'spent * 2' },
    },
    required: ['name'],
    search: ['name'],
  },
  'shop/entities/order.json': {
    id: 'shop.order',
    title: 'Order',
    display: 'number',
    properties: {
      number: { field: 'autoNumber', prefix: 'O-' },
      customer: { field: 'link', to: 'shop.customer', inverse: 'orders' },
      stage: { field: 'status', pipelines: ['shop.sale'] },
      amount: { field: 'money', minimum: 0, rateDate: 'day' },
      day: { field: 'date' },
      kind: { field: 'select', options: [{ value: 'web' }, { value: 'counter' }] },
      extra: { field: 'json' },
      parts: { field: 'links', to: 'shop.customer', inverse: 'partOf' },
      score: { field: 'formula', formula: 'amount / 2' },
    },
    required: ['stage'],
    rules: [{ id: 'reason', when: { 'stage.kind': 'won' }, require: ['day'] }],
    restrictions: [
      { id: 'final', actions: ['update', 'read'], where: { stage: 'won' }, fields: ['amount'], message: 'What was won is final.' },
      { id: 'kept', actions: ['delete'], where: { 'customer.name': { startsWith: 'K' } } },
    ],
  },
  'shop/pipelines/sale.json': {
    id: 'shop.sale',
    title: 'Sale',
    initial: 'open',
    statuses: [
      { code: 'open', title: 'Open', kind: 'open' },
      { code: 'won', title: 'Won', kind: 'won' },
    ],
    transitions: [{ id: 'win', from: ['open'], to: ['won'], require: ['day'], roles: ['shop.clerk'], when: { amount: { gt: 0 } } }],
  },
  'shop/views/orders.json': {
    id: 'shop.orders',
    title: 'Orders',
    entity: 'shop.order',
    type: 'table',
    columns: ['number', 'customer.name', { field: 'amount', width: 100 }],
    filter: { stage: 'open', customer: { empty: false } },
    sort: ['-day'],
    filters: ['kind'],
    roles: ['shop.clerk'],
  },
  'shop/views/board.json': {
    id: 'shop.board',
    title: 'Board',
    entity: 'shop.order',
    type: 'board',
    group: 'stage',
    sum: 'amount',
    card: ['day'],
  },
  'shop/views/days.json': { id: 'shop.days', title: 'Days', entity: 'shop.order', type: 'calendar', date: 'day' },
  'shop/forms/order.json': {
    id: 'shop.order',
    title: 'Order',
    entity: 'shop.order',
    sections: [{ fields: ['customer', { field: 'amount', span: 2 }] }],
  },
  'shop/reports/totals.json': {
    id: 'shop.totals',
    title: 'Totals',
    entity: 'shop.order',
    groups: [{ field: 'stage' }, { field: 'day', by: 'month' }],
    measures: [{ count: true }, { sum: 'amount' }],
    sort: ['-1'],
  },
  'shop/automations/thanks.json': {
    id: 'shop.thanks',
    title: 'Thanks',
    entity: 'shop.order',
    trigger: { on: 'transition', field: 'stage', to: ['won'] },
    when: { amount: { gt: 10 } },
    actions: [
      { type: 'email', template: 'shop.thanks', to: [{ $record: 'customer.mail' }] },
      { type: 'create', entity: 'shop.customer', values: { name: { $template: 'After {{record.number}}' } } },
      { type: 'update', values: { day: { $now: 'P1D' }, kind: 'web' } },
    ],
  },
  'shop/templates/thanks.json': {
    id: 'shop.thanks',
    title: 'Thanks',
    subject: 'Order {{record.number}}',
    body: '<p>{{date record.day}} {{link record}}</p>',
  },
  'shop/roles/clerk.json': {
    id: 'shop.clerk',
    title: 'Clerk',
    entities: {
      '*': { read: 'all' },
      'shop.order': {
        read: { customer: { empty: false } },
        update: 'own',
        fields: { amount: 'read' },
        statuses: { 'stage.won': { update: false, delete: { kind: 'web' }, fields: { kind: 'read' } } },
      },
    },
  },
  'shop/audits/check-up.json': {
    id: 'shop.check-up',
    title: 'Check-up',
    version: '1.0.0',
    params: { age: { type: 'duration', default: 'P30D' }, least: { type: 'decimal', default: 1 } },
    areas: [{ id: 'data', title: 'Data' }],
    steps: [{ id: 'one', title: 'One', area: 'data', checks: ['filled', 'never'] }],
    checks: [
      {
        id: 'filled',
        kind: 'completeness',
        title: 'Filled',
        entity: 'shop.order',
        fields: ['day', 'customer.name'],
        where: { amount: { gt: { $param: 'least' } } },
      },
      { id: 'never', kind: 'crossField', title: 'Never', entity: 'shop.order', never: { stage: 'won', day: { empty: true } } },
    ],
  },
  'shop/locales/th.json': { id: 'shop.th', language: 'th', texts: { 'shop.order': { title: 'คำสั่งซื้อ' } } },
};

const kinds: Readonly<Record<string, SourceDocument['kind']>> = {
  'pack.json': 'pack',
  entities: 'entity',
  pipelines: 'pipeline',
  views: 'view',
  forms: 'form',
  reports: 'report',
  automations: 'automation',
  templates: 'template',
  roles: 'role',
  audits: 'audit',
  locales: 'locale',
};

function setOf(files: Readonly<Record<string, Json>>): DocumentSet {
  const own = Object.entries(files).map(([file, content]): SourceDocument => {
    const kind = kinds[file.split('/')[1] ?? ''];
    if (!kind) throw new Error(`No kind for ${file}.`);
    return { kind, pack: 'shop', file, content };
  });
  return [...system, ...own];
}

/** Sets (or with undefined removes) what stands at a pointer of a copy of the business. */
function spoil(file: string, pointer: string, value: unknown): Record<string, Json> {
  const files = structuredClone(good) as Record<string, Json>;
  const names = pointer.split('/').slice(1);
  const last = names.pop() ?? '';
  let holder: unknown = files[file];
  for (const name of names) holder = (holder as Json)[name];
  if (value === undefined) Reflect.deleteProperty(holder as Json, last);
  else (holder as Json)[last] = value;
  return files;
}

const check = (files: Readonly<Record<string, Json>>): DocumentError[] => checkDocuments(setOf(files));

test('the business as it stands is right, and so are the packs that are shipped', () => {
  expect(check(good)).toEqual([]);
  expect(checkDocuments(loadPackFolders([path.join(root, 'metadata/crm'), path.join(root, 'plugins')]))).toEqual([]);
});

const customer = 'shop/entities/customer.json';
const order = 'shop/entities/order.json';
const sale = 'shop/pipelines/sale.json';
const orders = 'shop/views/orders.json';
const thanks = 'shop/automations/thanks.json';
const audit = 'shop/audits/check-up.json';

/** File, what is set where; then where the error stands (the same place when left out), and words of its message and hint. */
type Case = readonly [what: string, file: string, pointer: string, value: unknown, words: RegExp, at?: string];

// prettier-ignore
const cases: readonly Case[] = [
  // Form
  ['a member that does not exist', order, '/titel', 'Order', /no member "titel".*"title"/],
  ['a missing member', order, '/title', undefined, /"title" is missing/, ''],
  ['a wrong type', order, '/title', 5, /a number; a text stands here/],
  ['an unknown field kind', order, '/properties/day/field', 'dat', /no field "dat".*"date"/],
  ['a property without a kind', order, '/properties/day', {}, /"field" is missing/],
  ['a member of another kind', order, '/properties/day/prefix', 'x', /no member "prefix"/],
  ['a field name that cannot be one', order, '/properties/Due date', { field: 'date' }, /"Due date" cannot be a name/],
  ['an unknown type of view', orders, '/type', 'tabel', /no type "tabel".*"table"/],
  ['an unknown action', thanks, '/actions/0/type', 'mail', /no type "mail".*"email"/],
  ['an unknown check', audit, '/checks/1/kind', 'crossFields', /no kind "crossFields".*"crossField"/],
  ['a colour in words', sale, '/statuses/0/colour', 'red', /"red" is not of the right form.*#rrggbb/],
  ['a kind of status that is none', sale, '/statuses/0/kind', 'opened', /"opened" is not one of.*"open"/],
  ['a column without a field', orders, '/columns/2', { width: 100 }, /"field" is missing/],
  ['a measure that is none', 'shop/reports/totals.json', '/measures/1', { summ: 'amount' }, /no member "summ".*"sum"/, '/measures/1/summ'],
  ['a scope that is none', 'shop/roles/clerk.json', '/entities/*/read', 'everything', /"everything" is not one of/],
  ['an id without a pack', order, '/id', 'order', /"order" is not of the right form/],
  ['an id of another pack', order, '/id', 'other.order', /does not belong to the pack "shop".*"shop.order"/],
  // Entities
  ['an unknown target of a link', order, '/properties/customer/to', 'shop.custmer', /no entity "shop.custmer".*"shop.customer"/],
  ['an unknown pipeline', order, '/properties/stage/pipelines/0', 'shop.sales', /no pipeline "shop.sales".*"shop.sale"/],
  ['an unknown display field', order, '/display', 'nmber', /no field "nmber".*"number"/],
  ['a display field that shows nothing', order, '/display', 'extra', /json cannot name a record/],
  ['an unknown required field', order, '/required/0', 'stagee', /no field "stagee".*"stage"/],
  ['a computed field that is required', order, '/required/0', 'score', /computed and cannot be required/],
  ['an unknown search path', customer, '/search/0', 'nam', /no field "nam".*"name"/],
  ['a search path without text', order, '/search', ['amount'], /no text to search in/, '/search/0'],
  ['an unknown unique field', order, '/unique', [['day', 'kindd']], /no field "kindd".*"kind"/, '/unique/0/1'],
  ['a system field that is declared', order, '/properties/owner', { field: 'user' }, /every record has/],
  ['a reserved name', order, '/properties/and', { field: 'text' }, /reserved/],
  ['an alias that is in use', order, '/properties/day/aliases', ['amount'], /in use by the field "amount"/, '/properties/day/aliases/0'],
  ['two fields with one id', order, '/properties/day/id', 'kind', /belongs to the field "kind"/],
  ['two options with one code', order, '/properties/kind/options/1/value', 'web', /option "web" stands here twice/],
  ['bounds the wrong way round', order, '/properties/amount/maximum', -5, /minimum 0 is above the maximum -5/, '/properties/amount/minimum'],
  ['a pattern that cannot be read', customer, '/properties/name/pattern', '(a', /pattern cannot be read/],
  ['a pattern with look-ahead', customer, '/properties/name/pattern', '(?=a)b', /pattern cannot be read.*RE2/],
  ['a default that does not fit', order, '/properties/kind/default', 'wbe', /.*"web"/],
  ['a default of a setting that there is not', order, '/properties/kind/default', { $setting: 'baseCurency' }, /no setting "baseCurency".*"baseCurrency"/, '/properties/kind/default/$setting'],
  ['a default of a number', order, '/properties/number/default', 'O-1', /no member "default"|given by the server/],
  ['a date that is no date as default', order, '/properties/day/default', 'soon', /.+/],
  ['an unknown currency', order, '/properties/amount/currency', 'XTS', /no currency "XTS"/],
  ['a rate date that is no date', order, '/properties/amount/rateDate', 'kind', /no date/],
  ['an inverse that is a field of the target', order, '/properties/customer/inverse', 'mail', /field "mail" of its own/],
  ['an inverse that another link has', order, '/properties/parts/inverse', 'orders', /has "orders" already/],
  ['a condition of a link on an unknown field', order, '/properties/customer/where', { nme: 'x' }, /no field "nme".*"name"/, '/properties/customer/where/nme'],
  ['what is unique but computed', order, '/properties/score/unique', true, /cannot be unique/],
  // Formulas and rollups
  ['a formula with a syntax error', order, '/properties/score/formula', 'amount +', /At character/],
  ['a formula on an unknown field', order, '/properties/score/formula', 'amont / 2', /no field "amont".*"amount"/],
  ['a formula of types that do not fit', order, '/properties/score/formula', 'kind * 2', /a number is needed/],
  ['a formula with another result than it says', order, '/properties/score/result', 'date', /gives number, not date/],
  ['a formula over many records', customer, '/properties/double/formula', 'orders * 2', /many records/],
  ['a formula that depends on itself', order, '/properties/score/formula', 'score + 1', /depends on itself: shop.order.score → shop.order.score/, '/properties/score'],
  ['a rollup of an unknown entity', customer, '/properties/spent/of', 'shop.oder.customer', /no entity "shop.oder".*"shop.order"/],
  ['a rollup of an unknown link', customer, '/properties/spent/of', 'shop.order.client', /no field "client"/],
  ['a rollup of a link that leads elsewhere', customer, '/properties/spent/of', 'shop.order.day', /does not point at Customer.*shop.order.customer/],
  ['a sum of what is no number', customer, '/properties/spent/sum', 'day', /"day" \(date\) cannot be measured by sum/],
  ['a rollup with two measures', customer, '/properties/spent/count', true, /exactly one of count, sum/, '/properties/spent'],
  // Rules
  ['a rule on an unknown field', order, '/rules/0/when', { stag: 'won' }, /no field "stag".*"stage"/, '/rules/0/when/stag'],
  ['a rule that requires an unknown field', order, '/rules/0/require/0', 'dy', /no field "dy"/],
  ['a rule that does nothing', order, '/rules/0/require', undefined, /does nothing/, '/rules/0'],
  ['a rule with options that the field lacks', order, '/rules/0/options', { kind: ['shop'] }, /no option "shop"/, '/rules/0/options/kind/0'],
  ['a rule that sets what does not fit', order, '/rules/0/set', { day: 'soon' }, /.+/, '/rules/0/set/day'],
  ['a refusing rule without words', order, '/rules/0/invalid', 'day', /needs a "message"/, '/rules/0'],
  // Conditions
  ['an operator that does not exist', orders, '/filter/stage', { equals: 'open' }, /no operator "equals"/, '/filter/stage/equals'],
  ['an operator that does not fit', orders, '/filter/stage', { gt: 'open' }, /"gt" does not fit "stage" \(status\).*eq/, '/filter/stage/gt'],
  ['a status that does not exist', orders, '/filter/stage', 'opn', /.*"open"/],
  ['a status among several', orders, '/filter/stage', { in: ['open', 'wn'] }, /.*"won"/, '/filter/stage/in'],
  ['a kind of status that does not exist', orders, '/filter', { 'stage.kind': 'closed' }, /no kind of status "closed".*lost/, '/filter/stage.kind'],
  ['a period that does not exist', orders, '/filter', { day: { within: 'thisMoth' } }, /no period "thisMoth".*"thisMonth"/, '/filter/day/within'],
  ['a date that is none', orders, '/filter', { day: { gt: 'tomorrow' } }, /.+/, '/filter/day/gt'],
  ['a number that is none', orders, '/filter', { amount: { gt: 'much' } }, /.+/, '/filter/amount/gt'],
  ['many records compared', orders, '/filter', { parts: 'x' }, /many records.*some/, '/filter/parts'],
  ['one record quantified', orders, '/filter', { customer: { some: {} } }, /leads to one record/, '/filter/customer/some'],
  ['a path within some', orders, '/filter', { parts: { some: { nam: 'x' } } }, /Customer has no field "nam".*"name"/, '/filter/parts/some/nam'],
  ['fields that do not compare', orders, '/filter', { day: { $field: 'kind' } }, /do not compare/, '/filter/day'],
  ['a parameter outside of an audit', orders, '/filter', { day: { gt: { $param: 'age' } } }, /in audits only/, '/filter/day/gt'],
  // Pipelines
  ['an initial status that does not exist', sale, '/initial', 'opn', /no status "opn".*"open"/],
  ['two statuses with one code', sale, '/statuses/1/code', 'open', /status "open" stands here twice/],
  ['a move from an unknown status', sale, '/transitions/0/from/0', 'opn', /no status "opn".*"open"/],
  ['a move to an unknown status', sale, '/transitions/0/to/0', 'one', /no status "one"/],
  ['a move that demands an unknown field', sale, '/transitions/0/require/0', 'reason', /Order has no field "reason"/],
  ['a move of an unknown role', sale, '/transitions/0/roles/0', 'shop.clark', /no role "shop.clark".*"shop.clerk"/],
  ['a move with a bad condition', sale, '/transitions/0/when', { amunt: 1 }, /no field "amunt".*"amount"/, '/transitions/0/when/amunt'],
  // Screens
  ['an unknown entity of a view', orders, '/entity', 'shop.oder', /no entity "shop.oder".*"shop.order"/],
  ['an unknown column', orders, '/columns/0', 'nummer', /no field "nummer".*"number"/],
  ['an unknown column across a link', orders, '/columns/1', 'customer.nam', /no field "nam".*"name"/],
  ['a column with a width', orders, '/columns/2/field', 'amout', /no field "amout".*"amount"/],
  ['a column that stands twice', orders, '/columns/1', 'number', /column "number" stands here twice/],
  ['an unknown sort field', orders, '/sort/0', '-dai', /no field "dai".*"day"/],
  ['an unknown ready filter', orders, '/filters/0', 'knd', /no field "knd".*"kind"/],
  ['an unknown role of a view', orders, '/roles/0', 'shop.boss', /no role "shop.boss"/],
  ['a board of what has no columns', 'shop/views/board.json', '/group', 'day', /makes no columns of a board/],
  ['a board that adds up texts', 'shop/views/board.json', '/sum', 'kind', /cannot be added up/],
  ['a calendar of what is no date', 'shop/views/days.json', '/date', 'amount', /cannot be put into a calendar/],
  ['an unknown form field', 'shop/forms/order.json', '/sections/0/fields/0', 'custmer', /no field "custmer".*"customer"/],
  ['a form field that stands twice', 'shop/forms/order.json', '/sections/0/fields/0', 'amount', /"amount" stands in this form twice/, '/sections/0/fields/1'],
  ['a form field that is too wide', 'shop/forms/order.json', '/sections/0/fields/1/span', 3, /2 columns only/],
  ['a group by an unknown field', 'shop/reports/totals.json', '/groups/0/field', 'stge', /no field "stge".*"stage"/],
  ['months of what is no date', 'shop/reports/totals.json', '/groups/1/field', 'kind', /no date, so it has no month/, '/groups/1/by'],
  ['a sum of texts in a report', 'shop/reports/totals.json', '/measures/1/sum', 'kind', /cannot be measured by sum/],
  ['an order by what is not there', 'shop/reports/totals.json', '/sort/0', '-7', /neither a group nor the position/],
  // Automations and templates
  ['a move of an unknown field', thanks, '/trigger/field', 'stge', /no field "stge".*"stage"/],
  ['a move to a status that is not there', thanks, '/trigger/to/0', 'wn', /no status "wn".*"won"/],
  ['a bad condition of an automation', thanks, '/when', { amount: { contains: '1' } }, /"contains" does not fit "amount" \(money\)/, '/when/amount/contains'],
  ['an unknown template', thanks, '/actions/0/template', 'shop.thank', /no template "shop.thank".*"shop.thanks"/],
  ['a recipient that is no address', thanks, '/actions/0/to/0', { $record: 'customer.name.x' }, /no part/, '/actions/0/to/0/$record'],
  ['a recipient without an at sign', thanks, '/actions/0/to/0', 'everybody', /no e-mail address/],
  ['an unknown entity to create', thanks, '/actions/1/entity', 'shop.guest', /no entity "shop.guest"/],
  ['an unknown field to create', thanks, '/actions/1/values/nam', 'x', /no field "nam".*"name"/],
  ['a required field that nobody gives', thanks, '/actions/1/values', {}, /requires "name"/],
  ['a value that does not fit', thanks, '/actions/2/values/kind', 'wbe', /.*"web"/],
  ['a computed field to set', thanks, '/actions/2/values/score', '5', /computed/],
  ['a time that is no duration', thanks, '/actions/2/values/day/$now', 'two days', /no ISO 8601 duration/],
  ['a reference that does not exist', thanks, '/actions/2/values/day', { $later: 'P1D' }, /no reference "\$later"/, '/actions/2/values/day/$later'],
  ['a template with a syntax error', 'shop/templates/thanks.json', '/body', '<p>{{#if record.day}}</p>', /template cannot be read/],
  ['a template with an unknown helper', 'shop/templates/thanks.json', '/body', '<p>{{shout record.day}}</p>', /template cannot be read.*shout/],
  ['a template on an unknown field', 'shop/templates/thanks.json', '/subject', '{{record.nmber}}', /no field "nmber".*"number"/],
  // Roles and packs
  ['a role on an unknown entity', 'shop/roles/clerk.json', '/entities/shop.oder', { read: 'all' }, /no entity "shop.oder".*"shop.order"/],
  ['a role on an unknown field', 'shop/roles/clerk.json', '/entities/shop.order/fields', { amont: 'hidden' }, /no field "amont".*"amount"/, '/entities/shop.order/fields/amont'],
  ['a scope with a bad condition', 'shop/roles/clerk.json', '/entities/shop.order/read', { custom: 1 }, /no field "custom"/, '/entities/shop.order/read/custom'],
  ['a condition on all entities', 'shop/roles/clerk.json', '/entities/*/read', { owner: { $me: 'id' } }, /"\*" is all of them/],
  ['a role on an unknown status', 'shop/roles/clerk.json', '/entities/shop.order/statuses', { 'stage.wn': { update: false } }, /no status "wn".*"won"/, '/entities/shop.order/statuses/stage.wn'],
  ['a role on the status of a field that is none', 'shop/roles/clerk.json', '/entities/shop.order/statuses', { 'kind.web': { update: false } }, /"kind" \(select\) is no status/, '/entities/shop.order/statuses/kind.web'],
  ['a role on an unknown status field', 'shop/roles/clerk.json', '/entities/shop.order/statuses', { 'stge.won': { update: false } }, /no field "stge".*"stage"/, '/entities/shop.order/statuses/stge.won'],
  ['a role on an unknown field in a status', 'shop/roles/clerk.json', '/entities/shop.order/statuses/stage.won/fields', { amont: 'read' }, /no field "amont".*"amount"/, '/entities/shop.order/statuses/stage.won/fields/amont'],
  ['a role that hides in a status', 'shop/roles/clerk.json', '/entities/shop.order/statuses/stage.won/fields/kind', 'hidden', /"hidden" is not one of/],
  ['statuses of all entities', 'shop/roles/clerk.json', '/entities/*', { read: 'all', statuses: { 'stage.won': { update: false } } }, /"\*" is all of them/, '/entities/*/statuses'],
  ['a restriction of an unknown field', order, '/restrictions/0/fields', ['amont'], /no field "amont".*"amount"/, '/restrictions/0/fields/0'],
  ['a restriction with a bad condition', order, '/restrictions/0/where', { stage: 'wn' }, /"won"/, '/restrictions/0/where/stage'],
  ['a restriction of an unknown action', order, '/restrictions/0/actions', ['updat'], /"updat" is not one of/, '/restrictions/0/actions/0'],
  ['a restriction that stands twice', order, '/restrictions/1/id', 'final', /"final" stands here twice/],
  ['deleting of some fields', order, '/restrictions/0/actions', ['delete'], /about the whole record/, '/restrictions/0/actions/0'],
  ['a restriction of the id', order, '/restrictions/0/fields', ['id'], /what a record is known by/, '/restrictions/0/fields/0'],
  ['navigation to an unknown entity', 'shop/pack.json', '/navigation/0/items/0', 'shop.oder', /no entity "shop.oder".*"shop.order"/],
  ['navigation to an unknown view', 'shop/pack.json', '/navigation/0/items/1/view', 'shop.oders', /no view "shop.oders".*"shop.orders"/],
  ['navigation to an unknown report', 'shop/pack.json', '/navigation/0/items/2/report', 'shop.total', /no report "shop.total".*"shop.totals"/],
  ['a pack that is not there', 'shop/pack.json', '/requires', { sytem: '^1.0.0' }, /pack "sytem" is not there.*"system"/, '/requires/sytem'],
  ['a pack that is too old', 'shop/pack.json', '/requires/system', '^9.0.0', /which is not \^9\.0\.0/],
  // Audits
  ['a check on an unknown entity', audit, '/checks/0/entity', 'shop.oder', /no entity "shop.oder"/],
  ['a check on an unknown field', audit, '/checks/0/fields/0', 'dya', /no field "dya".*"day"/],
  ['a check with a bad condition', audit, '/checks/1/never', { stage: 'wn' }, /.*"won"/, '/checks/1/never/stage'],
  ['an unknown parameter', audit, '/checks/0/where/amount/gt/$param', 'last', /no parameter "last".*"least"/, '/checks/0/where/amount/gt'],
  ['a step with an unknown check', audit, '/steps/0/checks', ['filled', 'never', 'nver'], /no check "nver".*"never"/, '/steps/0/checks/2'],
  ['a step of an unknown area', audit, '/steps/0/area', 'date', /no area "date".*"data"/],
  ['a check of no step', audit, '/steps/0/checks', ['filled'], /"never" belongs to no step/, '/checks/1'],
];

describe('a bad document', () => {
  for (const [what, file, pointer, value, words, at = pointer] of cases) {
    test(`${what} is refused, once, with its place`, () => {
      const matching = check(spoil(file, pointer, value)).filter((error) => words.test(`${error.message} ${error.hint ?? ''}`));
      expect(matching.map((error) => error.file + error.pointer)).toEqual([file + at]);
    });
  }

  test('names no second error for what follows from the first', () => {
    expect(check(spoil(order, '/properties/day/field', 'dat')).map(({ pointer }) => pointer)).toEqual(['/properties/day/field']);
    expect(check(spoil(order, '/title', undefined)).map(({ message }) => message)).toEqual(['"title" is missing.']);
    expect(check(spoil(sale, '/statuses/0/kind', 'opened')).map(({ file, pointer }) => file + pointer)).toEqual([
      `${sale}/statuses/0/kind`,
    ]);
  });
});

test('all errors of all documents come at once, in the order of the files', () => {
  const files = structuredClone(good) as Record<string, Record<string, unknown>>;
  Object.assign((files[order] as { properties: Json }).properties, {
    day: { field: 'dat' },
    customer: { field: 'link', to: 'shop.client' },
  });
  Object.assign(files[orders] as Json, { columns: ['nummer'], roles: ['shop.boss'] });
  Object.assign(files['shop/roles/clerk.json'] as Json, { colour: 'red' });
  const places = check(files).map((error) => `${error.file}#${error.pointer}`);
  expect(places).toEqual([
    'shop/entities/order.json#/properties/day/field',
    'shop/entities/order.json#/properties/customer/to',
    'shop/views/orders.json#/roles/0',
    'shop/views/orders.json#/columns/0',
    'shop/roles/clerk.json#/colour',
  ]);
});

test('two documents of one kind with one id are refused; two kinds may share an id', () => {
  const twice = { ...good, 'shop/entities/order-copy.json': good[order] as Json };
  expect(check(twice)).toEqual([
    expect.objectContaining({
      file: 'shop/entities/order-copy.json',
      pointer: '/id',
      message: 'The entity "shop.order" is also in shop/entities/order.json.',
    }),
  ]);
  expect(check(good)).toEqual([]);
});

test('a circle of computed fields through a rollup and a link is refused', () => {
  const files = structuredClone(good) as Record<string, Json>;
  Object.assign((files[customer] as { properties: Record<string, Json> }).properties['spent'] ?? {}, { sum: 'score' });
  Object.assign((files[order] as { properties: Record<string, Json> }).properties['score'] ?? {}, { formula: 'customer.double' });
  expect(check(files).map((error) => error.message)).toEqual([
    'This field depends on itself: shop.customer.spent → shop.order.score → shop.customer.double → shop.customer.spent.',
  ]);
});

test('a status that two pipelines of one field have is refused', () => {
  const files = structuredClone(good) as Record<string, Json>;
  files['shop/pipelines/return.json'] = { ...(files[sale] as Json), id: 'shop.return', transitions: [] };
  Object.assign((files[order] as { properties: Record<string, Json> }).properties['stage'] ?? {}, {
    pipelines: ['shop.sale', 'shop.return'],
  });
  expect(check(files).map(({ pointer, message }) => [pointer, message])).toEqual([
    ['/properties/stage/pipelines/1', 'The status "open" of "shop.return" is one of "shop.sale", too.'],
    ['/properties/stage/pipelines/1', 'The status "won" of "shop.return" is one of "shop.sale", too.'],
  ]);
});

test('fields whose columns would meet are refused', () => {
  const files = structuredClone(good) as Record<string, Json>;
  (files[order] as { properties: Json }).properties['dueDate'] = { field: 'date' };
  (files[order] as { properties: Json }).properties['duedate'] = { field: 'date', id: 'due_date' };
  expect(check(files).length).toBeGreaterThan(0);
  (files[order] as { properties: Json }).properties['duedate'] = { field: 'date', id: 'dueDate' };
  expect(check(files).map((error) => error.message)).toContain('The id "dueDate" belongs to the field "dueDate", too.');
});

test('a pack whose tables would be those of the server is refused', () => {
  const documents: SourceDocument[] = [
    {
      kind: 'pack',
      pack: 'relata',
      file: 'relata/pack.json',
      content: { id: 'relata', version: '1.0.0', title: 'R', requires: { system: '^1.0.0' } },
    },
    {
      kind: 'entity',
      pack: 'relata',
      file: 'relata/entities/history.json',
      content: { id: 'relata.history', title: 'History', properties: { action: { field: 'text' } } },
    },
  ];
  expect(checkDocuments([...system, ...documents])).toMatchObject([
    { file: 'relata/entities/history.json', pointer: '/id', message: expect.stringContaining("the server's own") as string },
  ]);
});

test('what depends on what is told by the same look: a field, a status, a role and a template know their users', () => {
  const { uses } = inspectDocuments(setOf(good));
  const usersOf = (target: string): string[] => uses.filter((use) => use.target === target).map((use) => use.document.file + use.pointer);
  expect(usersOf('code shop.order.stage won')).toEqual([
    `${order}/restrictions/0/where/stage`,
    `${thanks}/trigger/to/0`,
    'shop/roles/clerk.json/entities/shop.order/statuses/stage.won',
    `${audit}/checks/1/never/stage`,
  ]);
  expect(usersOf('role shop.clerk')).toEqual([`${sale}/transitions/0/roles/0`, `${orders}/roles/0`]);
  expect(usersOf('template shop.thanks')).toEqual([`${thanks}/actions/0/template`]);
  expect(usersOf('field shop.customer.name')).toEqual(
    expect.arrayContaining([`${customer}/display`, `${orders}/columns/1`, `${thanks}/actions/1/values/name`, `${audit}/checks/0/fields/1`]),
  );
  expect(usersOf('field shop.order.customer')).toEqual(
    expect.arrayContaining([`${customer}/properties/spent/of`, `${orders}/columns/1`, `${thanks}/actions/0/to/0/$record`]),
  );
});
