/** Records that are created with their children: all or none, each with its own rights, rules and history. */
import { describe, expect, test } from 'vitest';
import { createSalesWorkspace } from '../support/sales-pack.ts';
import { startTestApp, type Answer } from '../support/test-app.ts';

const workspace = await createSalesWorkspace();
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const own = await app.signIn(['test.own']);
const { body: customer } = await admin.call('POST', '/api/records/customer', { name: 'Acme' });
const { body: hammer } = await admin.call('POST', '/api/records/product', { name: 'Hammer' });

const pointers = ({ body }: Answer): string[] => (body.errors as { pointer: string }[]).map(({ pointer }) => pointer).sort();
async function total(entity: string): Promise<number> {
  return (await admin.call('POST', `/api/records/${entity}/query`, { count: 'exact', limit: 1 })).body.page.count as number;
}
async function totals(): Promise<number[]> {
  return Promise.all(['customer', 'order', 'line', 'note'].map(total));
}

describe('the API description', () => {
  const schemasOf = async (user: typeof admin): Promise<Record<string, { properties: Record<string, { items?: { $ref: string } }> }>> =>
    (await user.call('GET', '/api/openapi.json')).body.components.schemas as never;

  test('names the lists of children that a new record may bring along, and theirs, but not those of a change', async () => {
    const schemas = await schemasOf(admin);
    const itemsOf = (schema: string, name: string): string | undefined => schemas[schema]?.properties[name]?.items?.$ref.split('/').at(-1);
    expect(itemsOf('test.customer-new', 'orders')).toBe('test.order-new');
    expect(itemsOf('test.customer-new', 'branches')).toBe('test.customer-new');
    expect(itemsOf('test.order-new', 'lines')).toBe('test.line-new');
    expect(schemas['test.customer-input']?.properties).not.toHaveProperty('orders');
    const { paths } = (await admin.call('GET', '/api/openapi.json')).body as { paths: Record<string, Record<string, object>> };
    expect(JSON.stringify(paths['/records/test.customer']?.['post'])).toContain('test.customer-new');
    expect(JSON.stringify(paths['/records/test.customer/{id}']?.['patch'])).toContain('test.customer-input');
  });

  test('names none that the caller may not create', async () => {
    const schemas = await schemasOf(await app.signIn(['test.customers-only']));
    expect(schemas['test.customer-new']?.properties).toHaveProperty('branches');
    expect(schemas['test.customer-new']?.properties).not.toHaveProperty('orders');
  });
});

describe('a record with children', () => {
  test('is created with them, two levels deep and by links of every kind, and the answer shows them', async () => {
    const answer = await admin.call('POST', '/api/records/customer', {
      name: 'Family',
      orders: [
        {
          name: 'First',
          lines: [
            { name: 'A', quantity: 1, product: hammer.id, notes: [{ name: 'On a line' }] },
            { name: 'B', quantity: 2 },
          ],
        },
        { name: 'Second' },
      ],
      notes: [{ name: 'On the customer' }],
      branches: [{ name: 'Branch' }],
    });
    expect(answer.status).toBe(201);
    expect(answer.body.orders.map(({ name }: { name: string }) => name).sort()).toEqual(['First', 'Second']);
    const { body } = await admin.call(
      'GET',
      `/api/records/customer/${answer.body.id as string}?expand=${encodeURIComponent(
        JSON.stringify({
          orders: { sort: ['name'], expand: { lines: { sort: ['name'], expand: { notes: true } } } },
          notes: true,
          branches: true,
        }),
      )}`,
    );
    expect(body).toMatchObject({
      orders: [
        { name: 'First', lines: [{ name: 'A', quantity: 1, product: { label: 'Hammer' }, notes: [{ name: 'On a line' }] }, { name: 'B' }] },
        { name: 'Second', lines: [] },
      ],
      notes: [{ name: 'On the customer', about: { entity: 'test.customer', id: body.id as string } }],
      branches: [{ name: 'Branch', parent: { id: body.id as string } }],
    });
    expect(new Set(body.orders.map(({ number }: { number: string }) => number)).size).toBe(2);
  });

  test('is one operation in history, with an entry for each record', async () => {
    const { body } = await admin.call('POST', '/api/records/order', {
      name: 'Told',
      customer: customer.id,
      lines: [{ name: 'One', quantity: 1 }],
    });
    const { rows } = await workspace.database.query<{ entity: string; operation: string | null }>({
      text: `select entity, operation from "${workspace.database.schema}".relata_history where record_id::text = $1 or record_id in (select id from "${workspace.database.schema}".test_line where "order"::text = $1) order by entity`,
      values: [body.id],
    });
    expect(rows.map(({ entity }) => entity)).toEqual(['test.line', 'test.order']);
    expect(rows[0]?.operation).toMatch(/^[0-9a-f-]{36}$/);
    expect(rows[1]?.operation).toBe(rows[0]?.operation);
  });

  test('tells every mistake at once with a pointer to it, and creates nothing', async () => {
    const before = await totals();
    const answer = await admin.call('POST', '/api/records/order', {
      name: '',
      customer: customer.id,
      lines: [
        { name: 'Fine', quantity: 1 },
        { name: 'Too many', quantity: 101, qantity: 3 },
        { quantity: 1, notes: [{ name: { a: 1 }, line: hammer.id }] },
        { name: 'Elsewhere', quantity: 1, order: hammer.id, product: customer.id },
      ],
    });
    expect(answer.status).toBe(422);
    expect(pointers(answer)).toEqual([
      '/lines/1/qantity',
      '/lines/1/quantity',
      '/lines/2/name',
      '/lines/2/notes/0/line',
      '/lines/2/notes/0/name',
      '/lines/3/order',
      '/lines/3/product',
      '/name',
    ]);
    expect(await totals()).toEqual(before);
  });

  test('is bound by rules that look at the parent in the making', async () => {
    const order = (kind: string, quantity: number): Promise<Answer> =>
      admin.call('POST', '/api/records/order', {
        name: 'Ruled',
        customer: customer.id,
        kind,
        reference: `r-${kind}-${quantity}`,
        lines: [{ name: 'x', quantity }],
      });
    expect((await order('large', 50)).status).toBe(201);
    const small = await order('small', 50);
    expect([small.status, pointers(small)]).toEqual([422, ['/lines/0/quantity']]);
    const large = await admin.call('POST', '/api/records/customer', { name: 'Deep', orders: [{ name: 'No reference', kind: 'large' }] });
    expect(pointers(large)).toEqual(['/orders/0/reference']);
  });

  test('with a unique conflict in a child is 409 and creates nothing', async () => {
    const orders = [
      { name: 'One', reference: 'same' },
      { name: 'Two', reference: 'SAME' },
    ];
    const before = await totals();
    const answer = await admin.call('POST', '/api/records/customer', { name: 'Twice', orders });
    expect([answer.status, answer.body.code]).toEqual([409, 'duplicate']);
    expect(await totals()).toEqual(before);
  });
});

describe('bounds', () => {
  const line = { name: 'x', quantity: 1 };
  test.each<[string, object, string]>([
    ['more than 500 children', { lines: Array<object>(501).fill(line) }, ''],
    ['children on four levels', { lines: [{ ...line, notes: [{ name: 'x' }] }] }, '/orders/0/lines/0/notes'],
    ['an object where a list belongs', { lines: line }, '/lines'],
    ['a text where a child belongs', { lines: ['x'] }, '/lines'],
    ['null where a child belongs', { lines: [null] }, '/lines'],
    ['null for the list', { lines: null }, '/lines'],
    ['a list for a child', { lines: [[]] }, '/lines'],
  ])('%s: refused', async (what, children, pointer) => {
    const deep = what.includes('four levels');
    const order = { name: 'Bound', customer: customer.id, ...children };
    const { customer: _, ...inner } = order;
    const answer = deep
      ? await admin.call('POST', '/api/records/customer', { name: 'Top', branches: [{ name: 'Below', orders: [inner] }] })
      : await admin.call('POST', '/api/records/order', order);
    expect(answer.status).toBe(422);
    expect(pointers(answer)).toEqual([deep ? `/branches/0${pointer}` : pointer]);
  });

  test('500 children are created at once', async () => {
    const answer = await admin.call('POST', '/api/records/order', {
      name: 'Long',
      customer: customer.id,
      lines: Array<object>(500).fill(line),
    });
    expect(answer.status).toBe(201);
  });

  test('children cannot be given with a change', async () => {
    const { body } = await admin.call('POST', '/api/records/order', { name: 'Changed', customer: customer.id });
    const answer = await admin.call('PATCH', `/api/records/order/${body.id as string}`, { lines: [line] });
    expect([answer.status, answer.body.errors[0].code, answer.body.errors[0].pointer]).toEqual([422, 'children', '/lines']);
  });
});

describe('in bulk', () => {
  test('one bad child takes its own family down and no other', async () => {
    const operations = [1, 500, 3].map((quantity) => ({
      action: 'create',
      values: {
        name: `Bulk ${quantity}`,
        customer: customer.id,
        lines: [
          { name: 'x', quantity },
          { name: 'y', quantity: 1 },
        ],
      },
    }));
    const before = await totals();
    const { body } = await admin.call('POST', '/api/records/order/bulk', { operations });
    expect(body.results.map(({ status }: { status: number }) => status)).toEqual([201, 422, 201]);
    expect(body.results[1].problem.errors[0].pointer).toBe('/lines/0/quantity');
    expect(await totals()).toEqual([before[0], (before[1] ?? 0) + 2, (before[2] ?? 0) + 4, before[3]]);
    expect((await admin.call('POST', '/api/records/order/bulk', { operations, atomic: true })).status).toBe(422);
    expect(await total('order')).toBe((before[1] ?? 0) + 2);
  });

  test('a unique conflict of one family is found among many', async () => {
    const operations = ['u1', 'u2', 'u2', 'u3'].map((reference) => ({
      action: 'upsert',
      match: 'name',
      values: { name: `Family ${reference} ${Math.random()}`, orders: [{ name: 'x', reference }] },
    }));
    const { body } = await admin.call('POST', '/api/records/customer/bulk', { operations });
    expect(body.results.map(({ status }: { status: number }) => status)).toEqual([201, 201, 409, 201]);
  });
});

describe('rights', () => {
  test('of each entity hold: a child that one may not create is refused with 403, and nothing is created', async () => {
    const seller = await app.signIn(['test.customers-only']);
    const before = await totals();
    const answer = await seller.call('POST', '/api/records/customer', { name: 'Seller', orders: [{ name: 'x' }] });
    expect([answer.status, pointers(answer)]).toEqual([403, ['/orders']]);
    expect(await totals()).toEqual(before);
  });

  test('an entity that one knows nothing of is refused like a name that is not there', async () => {
    const seller = await app.signIn(['test.customers-only']);
    const [hidden, missing] = [
      await seller.call('POST', '/api/records/customer', { name: 'x', notes: [{ name: 'x' }] }),
      await seller.call('POST', '/api/records/customer', { name: 'x', nokes: [{ name: 'x' }] }),
    ];
    expect(hidden.body.errors[0].code).toBe('unknown-field');
    expect(hidden.body).toEqual(JSON.parse(JSON.stringify(missing.body).replaceAll('nokes', 'notes')));
  });

  test('a child cannot be given away by its owner who may only see their own', async () => {
    const before = await totals();
    const given = await own.call('POST', '/api/records/customer', { name: 'Mine', orders: [{ name: 'Not mine', owner: admin.id }] });
    expect([403, 422]).toContain(given.status);
    expect(await totals()).toEqual(before);
    expect((await own.call('POST', '/api/records/customer', { name: 'Mine', orders: [{ name: 'Mine, too' }] })).status).toBe(201);
  });
});
