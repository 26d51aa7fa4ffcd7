/**
 * One table of conditions and what they mean, for every place that answers them: memory here, SQL in test/db. Three things, their
 * owners and parts; each case names the things for which it holds.
 */

/** What the cases are asked with. Amounts in USD count half in the base currency, EUR. */
export const caseEnvironment = {
  now: '2026-11-23T09:30:00.000Z',
  timeZone: 'Asia/Bangkok',
  weekStart: 1,
  fiscalYearStart: '04-01',
  calendar: 'gregory',
  baseCurrency: 'EUR',
  rates: { USD: '0.5' },
  me: {
    id: '01900000-0000-7000-8000-0000000000a1',
    team: '01900000-0000-7000-8000-0000000000a2',
    teams: ['01900000-0000-7000-8000-0000000000a2', '01900000-0000-7000-8000-0000000000a1'],
  },
  params: { least: 10, colours: ['red', 'blue'] },
} as const;

/** The entities, in the language of documents. */
// prettier-ignore
export const caseEntities = [
  {
    id: 'test.owner', title: 'Owner', display: 'name',
    properties: { name: { field: 'text' }, address: { field: 'address' }, since: { field: 'date' } },
  },
  {
    id: 'test.thing', title: 'Thing', display: 'name',
    properties: {
      name: { field: 'text' }, note: { field: 'longText' }, count: { field: 'integer' }, size: { field: 'decimal', scale: 4 }, share: { field: 'percent' }, price: { field: 'money' },
      cost: { field: 'money' }, ready: { field: 'boolean' }, due: { field: 'date' }, made: { field: 'date' }, seenAt: { field: 'dateTime' }, span: { field: 'duration' },
      colour: { field: 'select', options: [{ value: 'red', title: 'Red' }, { value: 'green', title: 'Green' }, { value: 'blue', title: 'Blue' }] },
      labels: { field: 'multiSelect', options: [{ value: 'old', title: 'Old' }, { value: 'rare', title: 'Rare' }, { value: 'big', title: 'Big' }] },
      keeper: { field: 'link', to: 'test.owner', inverse: 'things' },
    },
  },
  {
    id: 'test.part', title: 'Part', display: 'name',
    properties: { name: { field: 'text' }, weight: { field: 'integer' }, thing: { field: 'link', to: 'test.thing', inverse: 'parts', onDelete: 'cascade' } },
  },
] as const;

const [ada, bo] = ['01900000-0000-7000-8000-0000000000a1', '01900000-0000-7000-8000-0000000000b1'];

/** The records, by entity; links as ids. */
// prettier-ignore
export const caseRecords = {
  'test.owner': [
    { id: ada, name: 'Ada', address: { city: 'Bangkok', country: 'TH' }, since: '2020-02-29' },
    { id: bo, name: 'بهار كتاب', address: null, since: null },
  ],
  'test.thing': [
    {
      id: '01900000-0000-7000-8000-000000000001', name: 'Café Ⅻ', note: '100% wool_blend', count: 10, size: '12.5000', share: '50', price: { amount: '100.00', currency: 'EUR' },
      cost: { amount: '150.00', currency: 'USD' }, ready: true, due: '2026-11-23', made: '2026-01-31', seenAt: '2026-11-22T17:00:00.000Z', span: 'PT90M', colour: 'red', labels: ['old', 'rare'], keeper: ada,
    },
    {
      id: '01900000-0000-7000-8000-000000000002', name: 'كتاب ۱۲', note: null, count: 0, size: '-3', share: '0', price: { amount: '150.00', currency: 'USD' },
      cost: { amount: '80.00', currency: 'EUR' }, ready: false, due: '2026-11-01', made: '2026-11-30', seenAt: '2026-11-22T16:59:59.999Z', span: 'P1D', colour: 'blue', labels: ['big'], keeper: bo,
    },
    {
      id: '01900000-0000-7000-8000-000000000003', name: null, note: null, count: null, size: null, share: null, price: null, cost: null, ready: null, due: null, made: null, seenAt: null,
      span: null, colour: null, labels: [], keeper: null,
    },
  ],
  'test.part': [
    { id: '01900000-0000-7000-8000-000000000011', name: 'Lid', weight: 1, thing: '01900000-0000-7000-8000-000000000001' },
    { id: '01900000-0000-7000-8000-000000000012', name: 'Base', weight: 5, thing: '01900000-0000-7000-8000-000000000001' },
    { id: '01900000-0000-7000-8000-000000000013', name: 'Wheel', weight: null, thing: '01900000-0000-7000-8000-000000000002' },
  ],
} as const;

/** A condition on things, with the numbers (1, 2, 3) of those for which it holds. */
export interface ConditionCase {
  readonly holds: readonly (1 | 2 | 3)[];
  readonly condition: unknown;
}

/** The cases. */
// prettier-ignore
export const conditionCases: readonly ConditionCase[] = [
  // Logic
  { condition: {}, holds: [1, 2, 3] },
  { condition: { and: [] }, holds: [1, 2, 3] },
  { condition: { or: [] }, holds: [] },
  { condition: { not: {} }, holds: [] },
  { condition: { or: [{ colour: 'red' }, { count: 0 }] }, holds: [1, 2] },
  { condition: { colour: 'red', count: 10 }, holds: [1] },
  { condition: { not: { colour: 'red' } }, holds: [2, 3] },
  { condition: { not: { not: { count: { gt: 1 } } } }, holds: [1] },
  { condition: { not: { count: { gt: 1 } } }, holds: [2, 3] },
  // What is empty
  { condition: { name: null }, holds: [3] },
  { condition: { name: { eq: null } }, holds: [3] },
  { condition: { name: { ne: null } }, holds: [1, 2] },
  { condition: { labels: { empty: true } }, holds: [3] },
  { condition: { labels: null }, holds: [3] },
  { condition: { price: { empty: false } }, holds: [1, 2] },
  { condition: { keeper: null }, holds: [3] },
  { condition: { 'keeper.address': { empty: true } }, holds: [2, 3] },
  { condition: { colour: { ne: 'red' } }, holds: [2, 3] },
  { condition: { colour: { nin: ['red'] } }, holds: [2, 3] },
  { condition: { colour: { nin: ['red', null] } }, holds: [2] },
  { condition: { colour: { in: [null, 'blue'] } }, holds: [2, 3] },
  { condition: { colour: { in: [] } }, holds: [] },
  { condition: { colour: { nin: [] } }, holds: [1, 2, 3] },
  { condition: { count: { lt: 1 } }, holds: [2] },
  { condition: { count: { gte: 0 } }, holds: [1, 2] },
  // Text, folded
  { condition: { name: 'CAFE XII' }, holds: [1] },
  { condition: { name: 'کتاب 12' }, holds: [2] },
  { condition: { name: { contains: 'XI' } }, holds: [1] },
  { condition: { name: { contains: '٢' } }, holds: [2] },
  { condition: { name: { startsWith: 'ｃａ' } }, holds: [1] },
  { condition: { name: { startsWith: 'xii' } }, holds: [] },
  { condition: { name: { in: ['cafe xii', 'nothing'] } }, holds: [1] },
  { condition: { name: { ne: 'cafe xii' } }, holds: [2, 3] },
  { condition: { note: { contains: '%' } }, holds: [1] },
  { condition: { note: { contains: '0_ w' } }, holds: [] },
  { condition: { note: { contains: 'l_b' } }, holds: [1] },
  { condition: { note: { contains: '\\' } }, holds: [] },
  { condition: { 'keeper.name': { contains: 'کتاب' } }, holds: [2] },
  { condition: { name: { lt: 'd' } }, holds: [1] },
  // Numbers
  { condition: { size: '12.5' }, holds: [1] },
  { condition: { size: 12.5 }, holds: [1] },
  { condition: { size: { lt: 0 } }, holds: [2] },
  { condition: { size: { between: [-3, '12.4999'] } }, holds: [2] },
  { condition: { size: { between: [-3, 12.5] } }, holds: [1, 2] },
  { condition: { share: { gte: 50 } }, holds: [1] },
  { condition: { count: { in: [10, 11] } }, holds: [1] },
  // Money, in the base currency
  { condition: { price: 75 }, holds: [2] },
  { condition: { price: { gt: '75' } }, holds: [1] },
  { condition: { price: { eq: { amount: '150', currency: 'USD' } } }, holds: [2] },
  { condition: { price: { between: [75, 100] } }, holds: [1, 2] },
  { condition: { price: { gt: { $field: 'cost' } } }, holds: [1] },
  { condition: { price: { lt: { $field: 'cost' } } }, holds: [2] },
  { condition: { 'price.currency': 'USD' }, holds: [2] },
  { condition: { 'price.amount': { gte: 150 } }, holds: [2] },
  // True, false and neither
  { condition: { ready: true }, holds: [1] },
  { condition: { ready: false }, holds: [2] },
  { condition: { ready: { ne: true } }, holds: [2, 3] },
  { condition: { ready: { empty: true } }, holds: [3] },
  // Dates and moments: it is the 23rd of November, 16:30, a Monday, in Bangkok
  { condition: { due: '2026-11-23' }, holds: [1] },
  { condition: { due: { within: 'today' } }, holds: [1] },
  { condition: { due: { within: 'thisMonth' } }, holds: [1, 2] },
  { condition: { due: { within: 'overdue' } }, holds: [2] },
  { condition: { made: { within: 'future' } }, holds: [2] },
  { condition: { due: { within: 'future' } }, holds: [] },
  { condition: { made: { within: 'thisQuarter' } }, holds: [2] },
  { condition: { made: { within: 'thisYear' } }, holds: [1, 2] },
  { condition: { made: { within: 'lastFiscalYear' } }, holds: [1] },
  { condition: { made: { within: 'next7Days' } }, holds: [] },
  { condition: { made: { within: 'next8Days' } }, holds: [2] },
  { condition: { due: { within: 'last23Days' } }, holds: [1, 2] },
  { condition: { due: { within: 'last22Days' } }, holds: [1] },
  { condition: { seenAt: { within: 'today' } }, holds: [1] },
  { condition: { seenAt: { within: 'yesterday' } }, holds: [2] },
  { condition: { seenAt: { within: 'thisWeek' } }, holds: [1] },
  { condition: { seenAt: { within: 'overdue' } }, holds: [1, 2] },
  { condition: { not: { due: { within: 'today' } } }, holds: [2, 3] },
  { condition: { due: { lt: { $now: 'P0D' } } }, holds: [2] },
  { condition: { due: { gte: { $now: '-P30D' } } }, holds: [1, 2] },
  { condition: { seenAt: { gt: { $now: '-PT17H' } } }, holds: [1, 2] },
  { condition: { seenAt: { gte: { $now: '-PT16H30M' } } }, holds: [1] },
  { condition: { seenAt: { gte: '2026-11-22T17:00:00Z' } }, holds: [1] },
  { condition: { seenAt: '2026-11-23T00:00:00+07:00' }, holds: [1] },
  { condition: { due: { lt: { $field: 'made' } } }, holds: [2] },
  { condition: { due: { ne: { $field: 'made' } } }, holds: [1, 2, 3] },
  { condition: { 'keeper.since': { lt: '2020-03-01' } }, holds: [1] },
  // Durations
  { condition: { span: 'PT1H30M' }, holds: [1] },
  { condition: { span: { gt: 'PT23H' } }, holds: [2] },
  // Codes and lists of codes
  { condition: { colour: 'green' }, holds: [] },
  { condition: { labels: 'old' }, holds: [1] },
  { condition: { labels: { in: ['big', 'rare'] } }, holds: [1, 2] },
  { condition: { labels: { ne: 'old' } }, holds: [2, 3] },
  { condition: { labels: { nin: ['big', 'rare'] } }, holds: [3] },
  // Links
  { condition: { keeper: ada }, holds: [1] },
  { condition: { keeper: { in: [ada, bo] } }, holds: [1, 2] },
  { condition: { keeper: { $me: 'id' } }, holds: [1] },
  { condition: { keeper: { in: { $me: 'teams' } } }, holds: [1] },
  { condition: { keeper: { ne: { $me: 'id' } } }, holds: [2, 3] },
  { condition: { 'keeper.name': 'ada' }, holds: [1] },
  { condition: { 'keeper.name': null }, holds: [3] },
  { condition: { 'keeper.name': { ne: 'ada' } }, holds: [2, 3] },
  { condition: { 'keeper.address.country': 'TH' }, holds: [1] },
  { condition: { 'keeper.address.country': { ne: 'TH' } }, holds: [2, 3] },
  // Parameters
  { condition: { count: { gte: { $param: 'least' } } }, holds: [1] },
  { condition: { colour: { in: { $param: 'colours' } } }, holds: [1, 2] },
  // To-many paths
  { condition: { parts: { some: { weight: { gt: 3 } } } }, holds: [1] },
  { condition: { parts: { some: {} } }, holds: [1, 2] },
  { condition: { parts: { none: {} } }, holds: [3] },
  { condition: { parts: { none: { weight: { gt: 3 } } } }, holds: [2, 3] },
  { condition: { parts: { every: { weight: { gt: 0 } } } }, holds: [1, 3] },
  { condition: { parts: { every: { name: { ne: 'Lid' } } } }, holds: [2, 3] },
  { condition: { parts: { some: { name: 'LID' }, none: { name: 'Wheel' } } }, holds: [1] },
  { condition: { parts: { empty: true } }, holds: [3] },
  { condition: { not: { parts: { some: { name: 'lid' } } } }, holds: [2, 3] },
];
