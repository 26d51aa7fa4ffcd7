/** Records outside of somebody's scope tell nothing of what they hold: not by what links to them, history, sums, events or guessed ids. */
import { describe, expect, test } from 'vitest';
import { expectProblem } from '../support/problems.ts';
import { startTestApp, type Answer } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const reader = await app.signIn(['crm.read-only']);
const sales = await app.signIn(['crm.sales']);
const nobody = await app.signIn([]);
const none = '00000000-0000-7000-8000-000000000001';

const create = async (entity: string, values: object): Promise<string> => {
  const answer = await admin.call('POST', `/api/records/${entity}`, values);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.id as string;
};
const account = await create('account', { name: 'Shared' });
const deal = await create('deal', { name: 'Zebra takeover', amount: 987_654, account, closeDate: '2031-05-06' });
const quote = await create('quote', { name: 'Shared quote', deal });
const regarding = { entity: 'crm.deal', id: deal };
const task = await create('activity', { type: 'task', subject: 'Shared task', dueAt: '2030-01-01T08:00:00Z', regarding });
const other = await create('deal', { name: 'Yak takeover' });
await admin.call('PATCH', `/api/records/quote/${quote}`, { deal: other });
await admin.call('PATCH', `/api/records/quote/${quote}`, { deal });

const said = /zebra|yak|987.?654|2031-05-06/i;
const secret = new RegExp(`${said.source}|${deal}|${other}`, 'i');
const ask = (entity: string, body: object): Promise<Answer> => sales.call('POST', `/api/records/${entity}/query`, body);

describe('a deal that sales may not see', () => {
  test.each<[string, string, object]>([
    ['the link of a quote', 'quote', {}],
    ['its expansion', 'quote', { expand: { deal: { select: ['name', 'amount'] } } }],
    ['a path of a select', 'quote', { select: ['name', 'deal', 'deal.id', 'deal.name', 'deal.amount', 'deal.stage'] }],
    ['the deals of an account', 'account', { expand: { deals: true } }],
    ['the link of a task', 'activity', { expand: { regarding: true } }],
    ['a search', 'deal', { q: 'zebra' }],
    ['its id', 'deal', { filter: { id: deal } }],
    ['its id among others', 'deal', { filter: { id: { in: [deal, none] } }, trash: true }],
  ])('is not shown by %s', async (_name, entity, body) => {
    const answer = await ask(entity, body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    expect(JSON.stringify(answer.body)).not.toMatch(secret);
  });

  test.each<[string, string, object, object]>([
    ['its name', 'quote', { 'deal.name': { startsWith: 'Zebra' } }, { 'deal.name': { startsWith: 'Lion' } }],
    ['its amount', 'quote', { 'deal.amount': { gt: 900_000 } }, { 'deal.amount': { gt: 990_000 } }],
    ['its id behind the link', 'quote', { 'deal.id': deal }, { 'deal.id': none }],
    ['the task', 'activity', { regarding }, { regarding: { entity: 'crm.deal', id: none } }],
    ['some of the deals', 'account', { deals: { some: { name: 'Zebra takeover' } } }, { deals: { some: { name: 'x' } } }],
    ['every deal', 'account', { deals: { every: { name: { startsWith: 'Q' } } } }, { deals: { every: { name: { ne: '' } } } }],
  ])('is not found out by a filter for %s', async (_name, entity, right, wrong) => {
    const answers = [await ask(entity, { filter: right }), await ask(entity, { filter: wrong })];
    expect(answers[0]!.status).toBe(answers[1]!.status);
    expect(answers[0]!.body.data?.length, JSON.stringify(answers[0]!.body)).toBe(answers[1]!.body.data?.length);
  });

  test('is not found out by an order, a group or a measure', async () => {
    for (const [entity, body] of [
      ['quote', { groups: [{ field: 'deal' }], measures: [{ count: true }] }],
      ['quote', { groups: [{ field: 'deal.name' }], measures: [{ count: true }] }],
      ['quote', { groups: [{ field: 'deal.closeDate', by: 'month' }], measures: [{ maximum: 'deal.amount' }] }],
      ['deal', { measures: [{ maximum: 'amount' }, { count: true }] }],
    ] as const) {
      const answer = await sales.call('POST', `/api/records/${entity}/aggregate`, body);
      expect(JSON.stringify(answer.body), JSON.stringify(body)).not.toMatch(secret);
    }
    await create('quote', { name: 'Without' });
    const { body } = await ask('quote', { sort: ['deal.name', 'name'], select: ['name'] });
    const down = await ask('quote', { sort: ['-deal.name', 'name'], select: ['name'] });
    expect(body.data).toHaveLength(2);
    expect(down.body.data).toEqual(body.data);
  });

  test('says nothing of itself in history and exports, and is behind no guessed id', async () => {
    for (const [entity, id] of [
      ['quote', quote],
      ['activity', task],
      ['account', account],
    ] as const) {
      const history = await sales.call('GET', `/api/records/${entity}/${id}/history`);
      expect(history.status).toBe(200);
      expect(JSON.stringify(history.body), entity).not.toMatch(said);
      const exported = await sales.call('POST', '/api/exports', { entity, format: 'jsonl' });
      expect(JSON.stringify(exported.body), entity).not.toMatch(secret);
    }
    const csv = await sales.call('POST', '/api/exports', { entity: 'quote', select: ['name', 'deal', 'deal.name', 'deal.amount'] });
    expect(JSON.stringify(csv.body)).not.toMatch(secret);
    for (const path of [`deal/${deal}`, `deal/${deal}/history`]) expectProblem(await sales.call('GET', `/api/records/${path}`), 404);
    for (const field of ['contract', 'name']) expectProblem(await sales.call('GET', `/api/files/deal/${deal}/${field}`), 404);
    const unknown = await sales.call('DELETE', `/api/records/deal/${none}`);
    expect((await sales.call('DELETE', `/api/records/deal/${deal}`)).body).toEqual(unknown.body);
    const missing = await sales.call('POST', '/api/records/quote', { name: 'Probe', deal: none });
    for (const hidden of [deal, other]) {
      const linked = await sales.call('POST', '/api/records/quote', { name: 'Probe', deal: hidden });
      expect(linked.status).toBe(missing.status);
      expect(linked.body.errors).toEqual(missing.body.errors);
    }
  });

  test('is not heard of in a stream of events, though others change it', async () => {
    const { body } = await fetch(`${app.url}/api/events`, { headers: { Cookie: sales.cookie } });
    const stream = body!.getReader();
    await stream.read();
    await admin.call('PATCH', `/api/records/deal/${deal}`, { description: 'Moved' });
    await admin.call('PATCH', `/api/records/account/${account}`, { description: 'Moved' });
    let heard = '';
    while (!heard.includes(account)) heard += new TextDecoder().decode((await stream.read()).value);
    expect(heard).not.toContain(deal);
    await stream.cancel();
  });
});

describe('roles that write nothing', () => {
  test.each<[string, string, unknown]>([
    ['PUT', `/api/metadata/drafts/${none}/replacements`, {}],
    ['POST', `/api/metadata/trash/${none}/restore`, undefined],
    ['POST', `/api/metadata/trash/${none}/purge`, { confirm: 'x', early: true }],
    ['GET', `/api/metadata/drafts/${none}/unconverted`, undefined],
  ])('%s %s tells them nothing of what there is', async (method, path, body) => {
    for (const caller of [reader, nobody]) expectProblem(await caller.call(method, path, body), 403);
  });

  test('cannot fill the disk with files that they could put nowhere', async () => {
    const form = new FormData();
    form.set('file', new Blob(['x'.repeat(1000)]), 'x.txt');
    for (const caller of [reader, nobody]) expectProblem(await caller.call('POST', '/api/files', form), 403);
    expect((await sales.call('POST', '/api/files', form)).status).toBe(201);
  });

  test('a batch of one kind cannot touch records of another', async () => {
    const before = (await admin.call('GET', `/api/records/deal/${deal}`)).body as unknown;
    for (const entity of ['lead', 'account']) {
      const operations = [{ action: 'update', id: deal, values: { name: 'Taken' } }];
      expectProblem(await sales.call('POST', `/api/records/${entity}/bulk`, { operations, atomic: true }), 404, 403);
    }
    expect((await admin.call('GET', `/api/records/deal/${deal}`)).body).toEqual(before);
  });
});
