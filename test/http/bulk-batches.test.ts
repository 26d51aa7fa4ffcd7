/** A call of many operations is written in batches, of which one is prepared while another is written: nobody can tell by the results. */
import { expect, test } from 'vitest';
import { createSalesWorkspace } from '../support/sales-pack.ts';
import { startTestApp } from '../support/test-app.ts';

const workspace = await createSalesWorkspace();
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const create = (values: object): object => ({ action: 'create', values });
const bulk = (operations: readonly object[], headers: Record<string, string> = {}): ReturnType<typeof admin.call> =>
  admin.call('POST', '/api/records/customer/bulk', { operations }, headers);

interface Result {
  readonly status: number;
  readonly id: string;
}

test('results come in order, and of two records with one unique value the first is written', async () => {
  const operations = Array.from({ length: 1700 }, (_, n) => create({ name: `Customer ${n}`, email: `c${n}@example.com` }));
  // The same value within a batch, in the next one, and two batches on; and one that is not valid.
  operations[40] = create({ name: 'Twin in the batch', email: 'c7@example.com' });
  operations[600] = create({ name: 'Twin in the next', email: 'C499@example.com' });
  operations[1500] = create({ name: 'Twin far away', email: 'c3@example.com' });
  operations[1650] = create({ name: '' });
  const { status, body } = await bulk(operations);
  expect(status).toBe(200);
  const results = body.results as Result[];
  const refused = results.flatMap((result, index) => (result.status === 201 ? [] : [[index, result.status]]));
  expect(refused).toEqual([
    [40, 409],
    [600, 409],
    [1500, 409],
    [1650, 422],
  ]);
  const { body: found } = await admin.call('POST', '/api/records/customer/query', {
    filter: { email: { in: ['c0@example.com', 'c499@example.com', 'c1699@example.com'] } },
    select: ['name'],
    sort: ['name'],
  });
  expect(found.data).toMatchObject([
    { id: results[0]?.id, name: 'Customer 0' },
    { id: results[1699]?.id, name: 'Customer 1699' },
    { id: results[499]?.id, name: 'Customer 499' },
  ]);
  const { body: counted } = await admin.call('POST', '/api/records/customer/query', { count: 'exact', limit: 1 });
  expect(counted.page.count).toBe(1696);
  const { body: undone } = await admin.call('POST', `/api/operations/${String(body.operation)}/undo`);
  expect(undone).toMatchObject({ undone: 1696, refused: 0 });
});

test('a call that is sent twice at once is done once', async () => {
  const operations = Array.from({ length: 1200 }, (_, n) => create({ name: `Twice ${n}` }));
  const key = { 'Idempotency-Key': 'twice-at-once' };
  const answers = await Promise.all([bulk(operations, key), bulk(operations, key)]);
  const [one, other] = answers.map(({ body }) => (body.results as Result[]).map(({ id }) => id));
  expect(one).toEqual(other);
  const { body } = await admin.call('POST', '/api/records/customer/query', { filter: { name: { startsWith: 'Twice' } }, count: 'exact' });
  expect(body.page.count).toBe(1200);
});
