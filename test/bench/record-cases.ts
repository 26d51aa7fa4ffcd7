/** What `records.ts` measures: the same request for Relata, for the bare handler, and as a statement alone. */
import type { LoadRequest } from './load.ts';
import { accountId, dealId } from './records-data.ts';

/** One line of the table. */
export interface Case {
  readonly name: string;
  readonly ours: readonly LoadRequest[];
  readonly bare: readonly LoadRequest[];
  /** Name and values of the statement alone, for the n-th time. */
  readonly raw: (n: number) => readonly [string, unknown[]];
  /** Measured with one connection only: a call works for seconds. */
  readonly single?: boolean;
}

/** How many different requests a case sends in turn. */
export const samples = 200;
const select = 'name,account,stage,amount,closeDate,owner';
const twenty = (n: number): string[] => Array.from({ length: 20 }, (_, index) => accountId(1 + (n % 9000) + index));

/** The cases by the names that the table gives them. */
export function cases(deals: number, admin: string): Case[] {
  const numbers = Array.from({ length: samples }, (_, index) => 1 + ((index * 7919) % deals));
  const get = (paths: readonly string[]): LoadRequest[] => paths.map((each) => ({ method: 'GET', path: each }));
  const filter = encodeURIComponent(JSON.stringify({ stage: 'engaging', amount: { gte: 5000 } }));
  const list = (limit: number): string =>
    `/api/records/crm.deal?filter=${filter}&select=${select}&sort=-closeDate&limit=${limit}&count=exact`;
  const term = (n: number): string => ((n * 2654435761) >>> 0).toString(16).padStart(8, '0').slice(0, 4);
  const expand = encodeURIComponent(
    JSON.stringify({
      deals: {
        select: ['name', 'amount'],
        filter: { amount: { gte: 100 } },
        sort: ['-closeDate'],
        limit: 5,
        expand: { owner: { select: ['name', 'team'] } },
      },
    }),
  );
  const values = (n: number): object => ({
    name: `Deal number ${n}`,
    account: accountId(1 + (n % 10_000)),
    stage: 'prospecting',
    amount: 1000 + n,
    closeDate: '2026-12-31',
  });
  const posts = (url: string, method: 'POST' | 'PATCH', bodies: readonly object[]): LoadRequest[] =>
    bodies.map((body) => ({ method, path: url, body: JSON.stringify(body) }));
  const operations = { operations: Array.from({ length: 10_000 }, (_, n) => ({ action: 'create', values: values(n) })) };
  const fresh = (n: number): string =>
    `${n.toString(16).padStart(8, '0')}-${(Date.now() & 0xffff).toString(16).padStart(4, '0')}-7000-8000-${Math.floor(
      Math.random() * 2 ** 47,
    )
      .toString(16)
      .padStart(12, '0')}`;
  const json = JSON.stringify(values(1));
  return [
    {
      name: 'record by id',
      ours: get(numbers.map((n) => `/api/records/crm.deal/${dealId(n)}?select=${select}`)),
      bare: get(numbers.map((n) => `/record/${dealId(n)}`)),
      raw: (n) => ['record', [dealId(1 + ((n * 7919) % deals))]],
    },
    { name: 'page of 50', ours: get([list(50)]), bare: get(['/page/50']), raw: () => ['page', ['engaging', 5000, 50]] },
    { name: 'page 1000', ours: get([list(1000)]), bare: get(['/page/1000']), raw: () => ['page', ['engaging', 5000, 1000]] },
    {
      name: 'search',
      ours: get(numbers.map((n) => `/api/records/crm.deal?q=${term(n)}&select=${select}`)),
      bare: get(numbers.map((n) => `/search/${term(n)}`)),
      raw: (n) => ['search', [`%${term(n)}%`, 50]],
    },
    {
      name: 'sum by status',
      ours: posts('/api/records/crm.deal/aggregate', 'POST', [
        { groups: [{ field: 'stage' }], measures: [{ count: true }, { sum: 'amount' }] },
      ]),
      bare: get(['/sum']),
      raw: () => ['sum', []],
    },
    {
      name: 'create',
      ours: posts('/api/records/crm.deal', 'POST', numbers.map(values)),
      bare: posts('/create', 'POST', numbers.map(values)),
      raw: (n) => ['create', [fresh(n), admin, json, `Deal number ${n}`, accountId(1), 'prospecting', 1000, '2026-12-31']],
    },
    {
      name: 'patch',
      ours: numbers.map((n, index) => ({
        method: 'PATCH',
        path: `/api/records/crm.deal/${dealId(n)}`,
        body: JSON.stringify({ nextStep: `Call ${index} ${Math.random()}` }),
      })),
      bare: numbers.map((n, index) => ({
        method: 'PATCH',
        path: `/patch/${dealId(n)}`,
        body: JSON.stringify({ nextStep: `Call ${index}` }),
      })),
      raw: (n) => ['patch', [dealId(1 + ((n * 7919) % deals)), admin, json, `Call ${n}`]],
    },
    {
      name: 'bulk 10000',
      ours: posts('/api/records/crm.deal/bulk', 'POST', [operations]),
      bare: posts('/bulk', 'POST', [operations]),
      raw: () => ['bulk', [admin, JSON.stringify(operations.operations.map((operation, n) => ({ ...operation.values, id: fresh(n) })))]],
      single: true,
    },
    {
      name: 'deep expand',
      ours: get(
        numbers.map(
          (n) =>
            `/api/records/crm.account?select=name&limit=20&filter=${encodeURIComponent(JSON.stringify({ id: { in: twenty(n) } }))}&expand=${expand}`,
        ),
      ),
      bare: get(numbers.map((n) => `/expand/${n % 9000}`)),
      raw: (n) => ['expand', [twenty(n), 20]],
    },
  ];
}
