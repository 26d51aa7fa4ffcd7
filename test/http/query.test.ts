/** What lists, groups and pivots look like from outside, and what is said of requests that cannot be read. */
import { beforeAll, describe, expect, test } from 'vitest';
import { startTestApp } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);

beforeAll(async () => {
  const { body } = await admin.call('POST', '/api/records/account', { name: 'Zo Blue' });
  for (const [name, stage, closeDate] of [
    ['Small', 'prospecting', '2026-01-10'],
    ['Large', 'prospecting', '2026-02-10'],
    ['Other', 'engaging', '2026-02-11'],
  ])
    expect(
      (await admin.call('POST', '/api/records/deal', { name, stage, closeDate, account: body.id as string, amount: 100, owner: admin.id }))
        .body,
    ).toMatchObject({ name });
});

test('a list says how sure its count is, and which words it looked for at the starts of words only', async () => {
  const { body } = await admin.call('GET', '/api/records/account?q=zo%20blue&count=estimate&select=name');
  expect(body.data).toMatchObject([{ name: 'Zo Blue' }]);
  expect(body.page).toEqual({ next: null, count: 1, countIs: 'exact', search: { prefixOnly: ['zo'] } });
});

test('a list says which words of the search it did not look for', async () => {
  const words = ['zo', 'blue', 'blue', 'one', 'two', 'three', 'four', 'five', 'six', 'Seven', 'eight'];
  const { body } = await admin.call('GET', `/api/records/account?q=${words.join('%20')}&select=name`);
  expect(body.page.search).toEqual({ prefixOnly: ['zo'], ignored: ['seven', 'eight'] });
});

test('a page begins at a cursor or at an offset, and not at both', async () => {
  const { body } = await admin.call('GET', '/api/records/deal?limit=1&sort=name');
  const after = encodeURIComponent(body.page.next as string);
  for (const offset of [0, 1]) {
    const refused = [
      await admin.call('GET', `/api/records/deal?limit=1&sort=name&after=${after}&offset=${offset}`),
      await admin.call('POST', '/api/records/deal/query', { limit: 1, sort: ['name'], after: body.page.next as string, offset }),
    ];
    for (const answer of refused) expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: '/offset' }] } });
  }
  for (const place of [`after=${after}`, 'offset=1'])
    expect((await admin.call('GET', `/api/records/deal?limit=1&sort=name&${place}`)).body.data).toMatchObject([{ name: 'Other' }]);
});

test('groups stand by a measure and say that there are more', async () => {
  const { body } = await admin.call('POST', '/api/records/deal/aggregate', {
    groups: [{ field: 'closeDate', by: 'month' }],
    measures: [{ count: true }, { sum: 'amount' }],
    sort: { measure: 0, descending: true },
    limit: 1,
  });
  expect(body).toEqual({
    groups: [{ keys: ['2026-02-01'], labels: ['February 2026'], values: [2, '200'] }],
    totals: [3, '300'],
    more: true,
  });
});

test('a pivot is a table', async () => {
  const { status, body } = await admin.call('POST', '/api/records/deal/aggregate', {
    groups: [{ field: 'stage' }],
    pivot: [{ field: 'closeDate', by: 'monthOfYear' }],
    measures: [{ count: true }],
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    rows: [
      { keys: ['prospecting'], totals: [2] },
      { keys: ['engaging'], totals: [1] },
    ],
    columns: [
      { keys: [1], labels: ['January'], totals: [1] },
      { keys: [2], labels: ['February'], totals: [2] },
    ],
    cells: [
      [[1], [1]],
      [null, [1]],
    ],
    totals: [3],
  });
});

describe('a request that cannot be read is refused with its place', () => {
  const count = { measures: [{ count: true }] };
  test.each<readonly [object, string]>([
    [{ ...count, sort: '-0' }, '/sort'],
    [{ ...count, sort: { measure: -1 } }, '/sort'],
    [{ ...count, sort: { measure: 1 }, groups: [{ field: 'stage' }] }, '/sort/measure'],
    [{ ...count, groups: [{ field: 'closeDate', by: "month'; drop table x" }] }, '/groups/0'],
    [{ ...count, groups: [{ field: 'closeDate', by: 'hourOfDay' }] }, '/groups/0/by'],
    [{ ...count, pivot: [{ field: 'stage' }] }, '/groups'],
    [{ ...count, groups: [{ field: 'stage' }], pivot: [] }, '/pivot'],
    [{ ...count, groups: [{ field: 'stage' }], pivot: [{ field: 'nothing' }] }, '/pivot/0/field'],
    [{ ...count, groups: [{ field: 'stage' }], pivot: [{ field: 'owner' }], limit: 3 }, '/limit'],
    [{ ...count, groups: [{ field: 'stage' }], pivot: 'owner' }, '/pivot'],
    [{ ...count, groups: [{ field: 'stage', by: 'month' }] }, '/groups/0/by'],
  ])('%j', async (request, pointer) => {
    const { status, body } = await admin.call('POST', '/api/records/deal/aggregate', request);
    expect([status, body.errors?.[0]?.pointer]).toEqual([400, pointer]);
  });

  test.each([
    ['{"deals":{"limit":201}}', '/expand/deals/limit'],
    ['{"deals":{"limit":0}}', '/expand/deals/limit'],
    ['{"owner":{"sort":["name"]}}', '/expand/owner/sort'],
    ['nothing', '/expand/nothing'],
  ])('expand %s', async (expand, pointer) => {
    const { status, body } = await admin.call('GET', `/api/records/account?expand=${encodeURIComponent(expand)}`);
    expect([status, body.errors?.[0]?.pointer]).toEqual([400, pointer]);
  });
});

test('a relation that has more than is sent says so', async () => {
  const expand = encodeURIComponent(JSON.stringify({ deals: { select: ['name'], sort: ['-name'], limit: 1 } }));
  const { body } = await admin.call('GET', `/api/records/account?select=name&expand=${expand}`);
  expect(body.data).toMatchObject([{ name: 'Zo Blue', deals: [{ name: 'Small' }], _more: { deals: true } }]);
});
