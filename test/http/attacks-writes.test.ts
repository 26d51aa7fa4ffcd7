/** What can be sent to the write path that should not be: each is refused with words that help, changes nothing and says nothing of what is hidden. */
import { describe, expect, test } from 'vitest';
import { createSalesWorkspace } from '../support/sales-pack.ts';
import { startTestApp, type Answer } from '../support/test-app.ts';

const workspace = await createSalesWorkspace();
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const own = await app.signIn(['test.own']);
const { body: record } = await admin.call('POST', '/api/records/customer', { name: 'Target', email: 'target@example.com', secret: 'hush' });
const where = `/api/records/customer/${record.id as string}`;

async function digest(): Promise<unknown> {
  const tables = ['test_customer', 'test_order', 'relata_history', 'relata_outbox', 'relata_done'];
  const parts = tables.map(
    (table) => `(select md5(coalesce(string_agg(t::text, ',' order by t::text), '')) from "${workspace.database.schema}".${table} t)`,
  );
  return (await workspace.database.query({ text: `select ${parts.join(', ')}`, values: [] })).rows[0];
}

type Case = [what: string, method: string, path: string, body: unknown, status: number, headers?: Record<string, string>];
const upsert = (values: unknown, match = 'email'): [string, string, unknown] => ['PUT', `/api/records/customer?match=${match}`, values];
const bulk = (...operations: readonly unknown[]): [string, string, unknown] => ['POST', '/api/records/customer/bulk', { operations }];
const value = { email: 'new@example.com', name: 'New' };
const uuid = '01890000-0000-7000-8000-000000000000';

const cases: Case[] = [
  ['an upsert without a match', 'PUT', '/api/records/customer', value, 400],
  ['an upsert with an empty match', ...upsert(value, ''), 400],
  ['two matches', ...upsert(value, 'email&match=name'), 400],
  ['a match by a field that is not there', ...upsert(value, 'nothing'), 400],
  ['a match by a prototype', ...upsert(value, '__proto__'), 400],
  ['a match by a constructor', ...upsert({ ...value, constructor: 'x' }, 'constructor'), 400],
  ['SQL in a match', ...upsert(value, encodeURIComponent('email"; drop table x; --')), 400],
  ['a path as a match', ...upsert(value, 'parent.name'), 400],
  ['a match by the id', ...upsert({ id: uuid, name: 'x' }, 'id'), 400],
  ['a match by the version', ...upsert({ version: 1, name: 'x' }, 'version'), 400],
  ['a match by who made it', ...upsert({ createdBy: admin.id, name: 'x' }, 'createdBy'), 400],
  ['a match by an amount', ...upsert({ worth: 1, name: 'x' }, 'worth'), 400],
  ['a match by links', ...upsert({ friends: [record.id], name: 'x' }, 'friends'), 400],
  ['a match by children', ...upsert({ orders: [], name: 'x' }, 'orders'), 400],
  ['a match by a number that the server gives', 'PUT', '/api/records/order?match=number', { number: 'O-0001', name: 'x' }, 400],
  ['an upsert without the value', ...upsert({ name: 'x' }), 422],
  ['an upsert with null for it', ...upsert({ email: null, name: 'x' }), 422],
  ['an upsert with blanks for it', ...upsert({ email: '   ', name: 'x' }), 422],
  ['an upsert with an object for it', ...upsert({ email: { ne: 'x' }, name: 'x' }), 422],
  ['an upsert with a condition for it', ...upsert({ code: { $me: 'id' }, name: 'x' }, 'code'), 422],
  ['an upsert with NUL in it', ...upsert({ code: 'a\u0000b', name: 'x' }, 'code'), 422],
  ['an upsert with half a character in it', ...upsert('{"code":"\\ud800","name":"x"}', 'code'), 422],
  ['an upsert of a list', ...upsert([value]), 400],
  ['an upsert of a text', ...upsert('"x"'), 400],
  ['an upsert with an unknown parameter', ...upsert(value, 'email&force=true'), 400],
  ['an upsert that sets what the system keeps', ...upsert({ ...value, version: 7, createdBy: admin.id }), 422],
  ['If-None-Match with a tag on an upsert', ...upsert(value), 400, { 'If-None-Match': '"1"' }],
  ['both conditions on an upsert', ...upsert(value), 400, { 'If-None-Match': '*', 'If-Match': '"1"' }],
  ['an If-Match that is no tag', 'PATCH', where, { name: 'x' }, 400, { 'If-Match': '1' }],
  ['an If-Match with SQL', 'PATCH', where, { name: 'x' }, 400, { 'If-Match': '"1\' or 1=1"' }],
  ['an If-Match of a tag that is none among others', 'PATCH', where, { name: 'x' }, 400, { 'If-Match': '"1", x' }],
  ['an If-Match of a hundred tags', 'PATCH', where, { name: 'x' }, 400, { 'If-Match': Array(100).fill('"9"').join(', ') }],
  ['an If-Match of a later version', 'PATCH', where, { name: 'x' }, 412, { 'If-Match': '"999999999"' }],
  ['an If-Match of version 0', 'PATCH', where, { name: 'x' }, 412, { 'If-Match': '"0"' }],
  ['an If-Match of several others', 'PATCH', where, { name: 'x' }, 412, { 'If-Match': '"7", W/"8"' }],
  ['If-Match: * on a record that is not there', 'PATCH', `/api/records/customer/${uuid}`, { name: 'x' }, 412, { 'If-Match': '*' }],
  ['If-Match: * on deleting what is not there', 'DELETE', `/api/records/customer/${uuid}`, undefined, 412, { 'If-Match': '*' }],
  ['a patch of what is not there', 'PATCH', `/api/records/customer/${uuid}`, { name: 'x' }, 404],
  ['a patch of the id', 'PATCH', where, { id: uuid }, 422],
  ['a patch of the version', 'PATCH', where, { version: 9 }, 422],
  ['a patch out of the trash', 'PATCH', where, { deletedAt: null }, 422],
  ['a patch with children', 'PATCH', where, { orders: [{ name: 'x' }] }, 422],
  ['a patch with a list for a value', 'PATCH', where, { name: ['x'] }, 422],
  ['a bulk call without operations', 'POST', '/api/records/customer/bulk', {}, 400],
  ['a bulk call with an object', 'POST', '/api/records/customer/bulk', { operations: { 0: {} } }, 400],
  ['a bulk call of more than 10,000', ...bulk(...Array<unknown>(10_001).fill({ action: 'delete', id: uuid })), 400],
  ['a bulk call with another member', 'POST', '/api/records/customer/bulk', { operations: [], force: true }, 400],
  ['a bulk call with atomic as a text', 'POST', '/api/records/customer/bulk', { operations: [], atomic: 'yes' }, 400],
  ['an unknown action', ...bulk({ action: 'purge', id: uuid }), 400],
  ['an action from the prototype', ...bulk({ action: 'toString', id: uuid }), 400],
  ['null as an operation', ...bulk(null), 400],
  ['an upsert operation without a match', ...bulk({ action: 'upsert', values: value }), 400],
  ['an upsert operation with an object as a match', ...bulk({ action: 'upsert', match: { name: 1 }, values: value }), 400],
  ['an upsert operation with an id', ...bulk({ action: 'upsert', match: 'email', id: uuid, values: value }), 400],
  ['an update operation with a match', ...bulk({ action: 'update', match: 'email', id: uuid, values: value }), 400],
  ['a create operation with a version', ...bulk({ action: 'create', version: 1, values: value }), 400],
  ['a create operation with an id', ...bulk({ action: 'create', id: uuid, values: value }), 400],
  ['a version that is a text', ...bulk({ action: 'delete', id: uuid, version: '1' }), 400],
  ['a version that is a fraction', ...bulk({ action: 'delete', id: uuid, version: 1.5 }), 400],
  ['a version that is a list', ...bulk({ action: 'delete', id: uuid, version: [1] }), 400],
  ['values for a restore', ...bulk({ action: 'restore', id: record.id, values: { name: 'x' } }), 400],
  [
    'an operation that says how it found the record',
    ...bulk({ action: 'update', id: record.id, values: {}, found: { field: 'secret', key: 'x' } }),
    400,
  ],
  ['a restore of what is not in the trash', 'POST', `${where}/restore`, {}, 409],
  ['a restore of an id that is none', 'POST', '/api/records/customer/x/restore', {}, 404],
  ['stages of an id that is none', 'GET', '/api/records/customer/x/stages', undefined, 404],
];

describe('refused without a trace', () => {
  test.each(cases)('%s', async (_what, method, path, body, status, headers) => {
    const before = await digest();
    const answer = await admin.call(method, path, body, headers);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ status, code: expect.any(String) as string, title: expect.any(String) as string });
    expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\.ts:|select |relata_|"stack"/);
    expect(await digest()).toEqual(before);
  });
});

describe('a change that comes too late', () => {
  test('hears which fields have changed since, from what to what, and nothing of those that it may not see', async () => {
    const owned = await own.call('POST', '/api/records/customer', { name: 'Mine', email: 'mine@example.com' });
    const at = `/api/records/customer/${owned.body.id as string}`;
    const { body: parent } = await own.call('POST', '/api/records/customer', { name: 'Parent' });
    for (const change of [{ name: 'Ours', secret: 'one' }, { name: 'Theirs', secretCode: 'two' }, { parent: parent.id }])
      await admin.call('PATCH', at, change);
    const refused = await own.call('PATCH', at, { name: 'x' }, { 'If-Match': '"1"' });
    expect(refused).toMatchObject({ status: 412, body: { code: 'stale-version', currentVersion: 4 } });
    expect(refused.body.changes).toEqual([
      { field: 'parent', title: 'Parent', before: null, after: { id: parent.id, label: 'Parent' } },
      { field: 'name', title: 'Name', before: 'Mine', after: 'Theirs' },
    ]);
    expect((await own.call('PATCH', at, { name: 'x' }, { 'If-Match': '"3"' })).body.changes).toHaveLength(1);
    expect((await own.call('PATCH', at, { name: 'x' }, { 'If-Match': '"3", "4"' })).status).toBe(200);
    const { body } = await admin.call('POST', '/api/records/customer/bulk', {
      operations: [{ action: 'update', id: owned.body.id, version: 1, values: { name: 'y' } }],
    });
    expect(body.results[0].problem).toMatchObject({ status: 412, currentVersion: 5 });
    expect(body.results[0].problem.changes.map(({ field }: { field: string }) => field).sort()).toEqual([
      'name',
      'parent',
      'secret',
      'secretCode',
    ]);
  });

  test('a weak tag, as a proxy makes it, counts like ours, and without a tag the last writer of each field stays', async () => {
    const { body } = await admin.call('POST', '/api/records/customer', { name: 'Two fields' });
    const at = `/api/records/customer/${body.id as string}`;
    expect((await admin.call('PATCH', at, { code: 'a' }, { 'If-Match': 'W/"1"' })).status).toBe(200);
    await Promise.all([admin.call('PATCH', at, { code: 'b' }), admin.call('PATCH', at, { born: '2000-01-01' })]);
    expect((await admin.call('GET', at)).body).toMatchObject({ code: 'b', born: '2000-01-01', name: 'Two fields', version: 4 });
  });
});

test('an atomic call of many parts is undone whole by its last row, names it, and is done once under its key', async () => {
  const operations = Array.from({ length: 2100 }, (_, index) => ({
    action: 'upsert',
    match: 'code',
    values: { code: `part ${index}`, name: 'Part' },
  }));
  const call = (rows: readonly object[], headers = {}): Promise<Answer> =>
    admin.call('POST', '/api/records/customer/bulk', { operations: rows, atomic: true }, headers);
  const before = await digest();
  const refused = await call([...operations, { action: 'create', values: { name: '' } }]);
  expect([refused.status, refused.body.operation]).toEqual([422, 2100]);
  expect(await digest()).toEqual(before);
  const [once, twice] = [await call(operations, { 'Idempotency-Key': 'parts' }), await call(operations, { 'Idempotency-Key': 'parts' })];
  expect(once.body.results).toHaveLength(2100);
  expect([twice.headers.get('idempotent-replayed'), twice.body]).toEqual(['true', once.body]);
});

describe('bulk calls', () => {
  const statuses = ({ body }: Answer): number[] => (body.results as { status: number }[]).map(({ status }) => status);
  const run = (operations: readonly object[], more: object = {}, { call } = admin): Promise<Answer> =>
    call('POST', '/api/records/customer/bulk', { operations, ...more });

  test('one forbidden row does not keep the others, and all or nothing keeps them all', async () => {
    const { body: mine } = await own.call('POST', '/api/records/customer', { name: 'Mine' });
    const operations = [
      { action: 'update', id: mine.id, values: { name: 'Still mine' } },
      { action: 'update', id: record.id, values: { name: 'Not mine' } },
      { action: 'update', id: mine.id, values: { name: 'Twice' } },
      { action: 'create', values: { name: 'Gift', owner: admin.id } },
      { action: 'create', values: { name: 'Secretive', secret: 'x' } },
      { action: 'delete', id: 'x' },
    ];
    const before = await digest();
    const refused = await run(operations, { atomic: true }, own);
    expect([refused.status, refused.body.operation]).toEqual([404, 1]);
    expect(await digest()).toEqual(before);
    const done = await run(operations, {}, own);
    expect(statuses(done).slice(0, 3)).toEqual([200, 404, 409]);
    expect(statuses(done).slice(3)).toEqual([expect.toSatisfy((status: number) => [403, 422].includes(status)), 422, 404]);
    expect((await admin.call('GET', where)).body.name).toBe('Target');
  });

  test('thousands of unique conflicts are told one by one, without a transaction broken off for each', async () => {
    const rows = Array.from({ length: 2000 }, (_, index) => ({
      action: 'create',
      values: { name: `Row ${index}`, email: `row${index - (index % 2)}@example.com` },
    }));
    let begun = 0;
    const { database } = workspace;
    const begin = database.tx.bind(database);
    database.tx = (work) => (begun++, begin(work));
    const answer = await run(rows);
    database.tx = begin;
    expect(statuses(answer).filter((status) => status === 201)).toHaveLength(1000);
    expect(answer.body.results[1].problem).toMatchObject({ code: 'duplicate', errors: [{ pointer: '/email' }] });
    expect(begun).toBeLessThan(10);
  });

  test('a unique conflict with what the caller does not see names no more than the field, and a hidden field not even that', async () => {
    await admin.call('PATCH', where, { secretCode: 'classified' });
    const create = (email: string): object => ({ action: 'create', values: { name: 'x', email } });
    const answer = await run([create('target@example.com'), create('free@example.com')], {}, own);
    expect(statuses(answer)).toEqual([409, 201]);
    expect(JSON.stringify(answer.body.results[0])).not.toMatch(/Target|[0-9a-f]{8}-/);
    const { body: mine } = await own.call('POST', '/api/records/customer', { name: 'Mine' });
    await admin.call('PATCH', `/api/records/customer/${mine.id as string}`, { secretCode: 'borrowed' });
    await own.call('DELETE', `/api/records/customer/${mine.id as string}`);
    await admin.call('PATCH', where, { secretCode: 'borrowed' });
    const restored = await own.call('POST', `/api/records/customer/${mine.id as string}/restore`);
    expect([restored.status, restored.body.errors]).toEqual([409, undefined]);
    expect(JSON.stringify(restored.body)).not.toMatch(/secret/i);
  });
});
