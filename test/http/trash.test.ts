/** What a delete takes along, what stands against it, and what a restore brings back. */
import { describe, expect, test } from 'vitest';
import { createSalesWorkspace } from '../support/sales-pack.ts';
import { startTestApp, type Answer } from '../support/test-app.ts';

const workspace = await createSalesWorkspace();
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const own = await app.signIn(['test.own']);

async function make(entity: string, values: object, { call } = admin): Promise<string> {
  const answer = await call('POST', `/api/records/${entity}`, { name: entity, ...values });
  expect([answer.status, answer.body.errors]).toEqual([201, undefined]);
  return answer.body.id as string;
}
const remove = (entity: string, id: string, { call } = admin): Promise<Answer> => call('DELETE', `/api/records/${entity}/${id}`);
const restore = (entity: string, id: string, { call } = admin): Promise<Answer> => call('POST', `/api/records/${entity}/${id}/restore`);
async function living(entity: string, ...ids: string[]): Promise<string[]> {
  const { body } = await admin.call('POST', `/api/records/${entity}/query`, { filter: { id: { in: ids } }, select: ['id'] });
  const found = new Set((body.data as { id: string }[]).map(({ id }) => id));
  return ids.filter((id) => found.has(id));
}
async function actions(entity: string, id: string): Promise<string[]> {
  const { body } = await admin.call('GET', `/api/records/${entity}/${id}/history`);
  return (body.data as { action: string }[]).map(({ action }) => action);
}

describe('a delete', () => {
  test('takes along what cascades, through several entities and kinds of links, each with its history', async () => {
    const customer = await make('customer', {});
    const order = await make('order', { customer });
    const line = await make('line', { order, quantity: 1 });
    const note = await make('note', { about: { entity: 'test.customer', id: customer }, line });
    const other = await make('note', { line });
    expect((await remove('customer', customer)).status).toBe(204);
    expect(await living('order', order)).toEqual([]);
    expect(await living('line', line)).toEqual([]);
    expect(await living('note', note, other)).toEqual([other]);
    expect(await actions('line', line)).toEqual(['delete', 'create']);
    expect((await admin.call('GET', `/api/records/note/${other}`)).body.line).toBeNull();
    expect((await restore('customer', customer)).status).toBe(200);
    expect([...(await living('order', order)), ...(await living('line', line)), ...(await living('note', note))]).toEqual([
      order,
      line,
      note,
    ]);
    expect(await actions('line', line)).toEqual(['restore', 'delete', 'create']);
    expect((await admin.call('GET', `/api/records/note/${other}`)).body.line).toMatchObject({ id: line });
  });

  test('of records in a ring, of one that points at itself, and of a deep chain ends', async () => {
    const [a, b] = [await make('customer', {}), await make('customer', {})];
    await admin.call('PATCH', `/api/records/customer/${a}`, { parent: b });
    await admin.call('PATCH', `/api/records/customer/${b}`, { parent: a });
    const self = await make('customer', {});
    await admin.call('PATCH', `/api/records/customer/${self}`, { parent: self });
    const chain = [await make('customer', {})];
    for (let step = 0; step < 30; step++) chain.push(await make('customer', { parent: chain.at(-1) }));
    for (const id of [a, self, chain[0] ?? '']) expect((await remove('customer', id)).status).toBe(204);
    expect(await living('customer', a, b, self, ...chain)).toEqual([]);
    for (const id of [a, self, chain[0] ?? '']) expect((await restore('customer', id)).status).toBe(200);
    expect(await living('customer', a, b, self, ...chain)).toEqual([a, b, self, ...chain]);
  });

  test('takes along by join tables, too', async () => {
    const group = await make('tag', {});
    const tag = await make('tag', { group: [group] });
    await remove('tag', group);
    expect(await living('tag', tag)).toEqual([]);
    await restore('tag', group);
    expect((await admin.call('GET', `/api/records/tag/${tag}`)).body.group).toMatchObject([{ id: group }]);
  });

  test('is refused while something restricts it, by a link or a join table, and then takes nothing along', async () => {
    const [product, tag] = [await make('product', {}), await make('tag', {})];
    await admin.call('PATCH', `/api/records/product/${product}`, { tags: [tag] });
    const order = await make('order', { customer: await make('customer', {}) });
    const line = await make('line', { order, quantity: 1, product });
    for (const [entity, id] of [
      ['product', product],
      ['tag', tag],
    ] as const) {
      const answer = await remove(entity, id);
      expect([answer.status, answer.body.code]).toEqual([409, 'restricted']);
      expect(JSON.stringify(answer.body)).not.toMatch(/[0-9a-f]{8}-/);
    }
    await remove('line', line);
    expect((await remove('product', product)).status).toBe(204);
    expect((await remove('tag', tag)).status).toBe(204);
  });

  test('is not restricted by what goes along with it', async () => {
    const product = await make('product', {});
    const order = await make('order', { customer: await make('customer', {}) });
    await make('line', { order, quantity: 1, product });
    const { body } = await admin.call('POST', '/api/records/product/bulk', { operations: [{ action: 'delete', id: product }] });
    expect(body.results[0].status).toBe(409);
    expect((await remove('order', order)).status).toBe(204);
    expect((await remove('product', product)).status).toBe(204);
  });

  test('in bulk is refused only for those that are restricted', async () => {
    const products = await Promise.all([1, 2, 3, 4].map(() => make('product', {})));
    const order = await make('order', { customer: await make('customer', {}) });
    for (const product of products.slice(1, 3)) await make('line', { order, quantity: 1, product });
    const operations = products.map((id) => ({ action: 'delete', id }));
    const { body } = await admin.call('POST', '/api/records/product/bulk', { operations });
    expect(body.results.map(({ status }: { status: number }) => status)).toEqual([200, 409, 409, 200]);
  });

  test('is refused by a record that the caller does not see, without a word of what it is', async () => {
    const product = await make('product', {}, own);
    const order = await make('order', { customer: await make('customer', {}) });
    await make('line', { order, quantity: 1, product, name: 'Concealed' });
    const answer = await remove('product', product, own);
    expect(answer.status).toBe(409);
    expect(JSON.stringify(answer.body)).not.toMatch(/Concealed|[0-9a-f]{8}-/);
  });

  test('goes through what the caller may neither see nor delete: cascade is the word of the model', async () => {
    const seller = await app.signIn(['test.customers-only']);
    const customer = await make('customer', {});
    const order = await make('order', { customer });
    const line = await make('line', { order, quantity: 1 });
    expect((await remove('order', order, seller)).status).toBe(403);
    expect((await remove('customer', customer, seller)).status).toBe(204);
    expect([...(await living('order', order)), ...(await living('line', line))]).toEqual([]);
    expect((await restore('customer', customer, seller)).status).toBe(200);
    expect([...(await living('order', order)), ...(await living('line', line))]).toEqual([order, line]);
  });
});

describe('a restore', () => {
  test('brings back what went along with the same delete, and not what was deleted before', async () => {
    const customer = await make('customer', {});
    const [first, second, third] = [
      await make('order', { customer }),
      await make('order', { customer }),
      await make('order', { customer }),
    ];
    await remove('order', first);
    await admin.call('POST', '/api/records/order/bulk', { operations: [{ action: 'delete', id: second }] });
    await remove('customer', customer);
    await restore('customer', customer);
    expect(await living('order', first, second, third)).toEqual([third]);
    await remove('order', third);
    await remove('customer', customer);
    await restore('customer', customer);
    expect(await living('order', third)).toEqual([]);
  });

  test('of several at once brings back each with its own', async () => {
    const customers = [await make('customer', {}), await make('customer', {})];
    const orders = [await make('order', { customer: customers[0] }), await make('order', { customer: customers[1] })];
    const bulk = (action: string, ids: readonly string[]): Promise<Answer> =>
      admin.call('POST', '/api/records/customer/bulk', { operations: ids.map((id) => ({ action, id })) });
    await bulk('delete', customers);
    await bulk('restore', customers.slice(1));
    expect(await living('order', ...orders)).toEqual(orders.slice(1));
    await bulk('restore', customers.slice(0, 1));
    expect(await living('order', ...orders)).toEqual(orders);
  });

  test('of a child whose parent is in the trash is refused with 409 that says what to restore first', async () => {
    const customer = await make('customer', {});
    const order = await make('order', { customer });
    await remove('order', order);
    await remove('customer', customer);
    const answer = await restore('order', order);
    expect([answer.status, answer.body.code, answer.body.errors[0].pointer]).toEqual([409, 'parent-deleted', '/customer']);
    const { body } = await admin.call('POST', '/api/records/order/bulk', { operations: [{ action: 'restore', id: order }] });
    expect(body.results[0].problem.code).toBe('parent-deleted');
    await restore('customer', customer);
    expect((await restore('order', order)).status).toBe(200);
  });

  test('onto a unique value that is taken by now is 409 and leaves all in the trash, also what would have come along', async () => {
    const customer = await make('customer', { email: 'taken@example.com' });
    const order = await make('order', { customer });
    await remove('customer', customer);
    const usurper = await make('customer', { email: 'Taken@example.com' });
    expect(await restore('customer', customer)).toMatchObject({
      status: 409,
      body: { code: 'duplicate', errors: [{ pointer: '/email' }] },
    });
    expect(await living('order', order)).toEqual([]);
    await admin.call('PATCH', `/api/records/customer/${usurper}`, { email: null });
    expect((await restore('customer', customer)).status).toBe(200);
    const second = await make('order', { customer, reference: 'taken' });
    await remove('customer', customer);
    await make('order', { customer: usurper, reference: 'TAKEN' });
    expect(await restore('customer', customer)).toMatchObject({
      status: 409,
      body: { code: 'duplicate', errors: [{ pointer: '/reference' }] },
    });
    expect(await living('customer', customer)).toEqual([]);
    expect(await living('order', second)).toEqual([]);
  });

  test('needs the right to delete, and what is not in the trash cannot be restored', async () => {
    const customer = await make('customer', {});
    expect((await restore('customer', customer)).status).toBe(409);
    await remove('customer', customer);
    expect((await restore('customer', customer, own)).status).toBe(404);
    const order = await make('order', { customer: await make('customer', {}) });
    await remove('order', order);
    expect((await restore('order', order, await app.signIn(['test.customers-only']))).status).toBe(403);
  });
});

describe('the trash', () => {
  const list = (query: string, { call } = admin): Promise<Answer> => call('GET', `/api/records/customer?trash=true&select=name&${query}`);

  test('lists what is deleted and what the caller may see, newest first, with filter, search and count', async () => {
    const ids = [await make('customer', { name: 'Binned A' }), await make('customer', { name: 'Binned B' }, own)];
    for (const id of ids) await remove('customer', id);
    await make('customer', { name: 'Binned not' });
    const { body } = await list('q=binned&sort=-deletedAt&count=exact');
    expect(body.data.map(({ name }: { name: string }) => name)).toEqual(['Binned B', 'Binned A']);
    expect(body.page.count).toBe(2);
    expect((await list('q=binned', own)).body.data).toHaveLength(1);
    const { body: gone } = await admin.call('GET', '/api/records/customer?q=binned&count=exact');
    expect(gone.data.map(({ name }: { name: string }) => name)).toEqual(['Binned not']);
    expect((await admin.call('GET', '/api/records/customer?trash=maybe')).status).toBe(400);
  });

  test('takes no changes: what is in it has to be restored first, and is deleted once', async () => {
    const id = await make('customer', {});
    await remove('customer', id);
    expect((await admin.call('PATCH', `/api/records/customer/${id}`, { name: 'x' })).status).toBe(409);
    expect((await remove('customer', id)).status).toBe(409);
    expect((await admin.call('POST', '/api/records/order', { name: 'x', customer: id })).status).toBe(422);
  });
});

test('a child written while its parent is deleted is never left behind', async () => {
  for (let round = 0; round < 10; round++) {
    const customer = await make('customer', {});
    const [created] = await Promise.all([
      admin.call('POST', '/api/records/order', { name: 'Racing', customer }),
      remove('customer', customer),
    ]);
    expect([201, 409, 422]).toContain(created.status);
    if (created.status === 201) expect(await living('order', created.body.id as string)).toEqual([]);
  }
});
