/** Records that are found by one of their fields, or created: alone, in bulk, at once, and by those who do not see everything. */
import { describe, expect, test } from 'vitest';
import type { Statement, Transaction } from '../../server/database/types.ts';
import { writeRecords } from '../../server/records/write.ts';
import { createSalesWorkspace } from '../support/sales-pack.ts';
import { startTestApp } from '../support/test-app.ts';
import { createTestWorkspace, systemOf } from '../support/test-workspace.ts';

const workspace = await createSalesWorkspace();
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const own = await app.signIn(['test.own']);

const put = (match: string, values: object, headers: Record<string, string> = {}, { call } = admin): ReturnType<typeof call> =>
  call('PUT', `/api/records/customer?match=${match}`, values, headers);
const bulk = (operations: readonly object[], more: object = {}): ReturnType<typeof admin.call> =>
  admin.call('POST', '/api/records/customer/bulk', { operations, ...more });
async function count(filter: object): Promise<number> {
  const { body } = await admin.call('POST', '/api/records/customer/query', { filter, count: 'exact', limit: 1 });
  return body.page.count as number;
}

describe('one upsert', () => {
  test('creates what is not there with 201 and a Location, and changes it afterwards with 200', async () => {
    const made = await put('email', { email: 'Ann@Example.com', name: 'Ann' });
    expect([made.status, made.headers.get('location')]).toEqual([201, `/api/records/customer/${made.body.id as string}`]);
    const again = await put('email', { email: 'ann@EXAMPLE.com', name: 'Ann B' });
    expect([again.status, again.body.id, again.body.version, again.body.name]).toEqual([200, made.body.id, 2, 'Ann B']);
    expect(again.headers.get('etag')).toBe('"2"');
    expect(again.headers.get('location')).toBeNull();
    const { body } = await admin.call('GET', `/api/records/customer/${made.body.id as string}/history`);
    expect(body.data.map((entry: { action: string }) => entry.action)).toEqual(['update', 'create']);
  });

  test('compares text folded, in any script', async () => {
    const { body } = await put('code', { code: 'ＡＢ-ك۱', name: 'Wide' });
    expect((await put('code', { code: 'ab-ک1', name: 'Narrow' })).body.id).toBe(body.id);
  });

  test('finds by dates and links, too', async () => {
    const { body: parent } = await admin.call('POST', '/api/records/customer', { name: 'Head' });
    const { body: child } = await put('parent', { parent: parent.id, name: 'Branch' });
    expect((await put('parent', { parent: { id: parent.id }, name: 'Same branch' })).body.id).toBe(child.id);
    const { body: born } = await put('born', { born: '1815-12-10', name: 'Ada' });
    expect((await put('born', { born: '1815-12-10', name: 'Ada L' })).body.id).toBe(born.id);
  });

  test('of a value that two records have is 409, names the field alone, and changes nothing', async () => {
    for (const name of ['Twin 1', 'Twin 2']) await admin.call('POST', '/api/records/customer', { name, code: 'twin' });
    const answer = await put('code', { code: 'Twin', name: 'Which' });
    expect([answer.status, answer.body.code, answer.body.errors[0].pointer]).toEqual([409, 'ambiguous', '/code']);
    expect(JSON.stringify(answer.body)).not.toMatch(/Twin 1|[0-9a-f]{8}-/);
    expect(await count({ name: 'Which' })).toBe(0);
  });

  test('looks again when what it found has another value by the time that it may write', async () => {
    const { database } = workspace;
    const table = `"${database.schema}".test_customer`;
    const { body: found } = await put('code', { code: 'moving', name: 'Before' });
    const waiting = `select count(*)::int as n from pg_locks l join pg_locks h on h.relation = '${table}'::regclass and h.pid = l.pid and h.granted where not l.granted`;
    const between = await database.tx(async (tx) => {
      await tx.query({ text: `update ${table} set code = 'moved', version = version + 1 where id = $1::uuid`, values: [found.id] });
      const answer = put('code', { code: 'moving', name: 'After' });
      for (let tries = 0, n = 0; n === 0 && tries < 1500; tries++) {
        n = (await database.query<{ n: number }>({ text: waiting, values: [] })).rows[0]?.n ?? 0;
        if (n === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return { answer };
    });
    const answer = await between.answer;
    expect([answer.status, answer.body.id === found.id, answer.body.name]).toEqual([201, false, 'After']);
    expect((await admin.call('GET', `/api/records/customer/${found.id as string}`)).body).toMatchObject({ code: 'moved', name: 'Before' });
  });

  test('does not find what is in the trash', async () => {
    const { body } = await put('code', { code: 'binned', name: 'Binned' });
    await admin.call('DELETE', `/api/records/customer/${body.id as string}`);
    const answer = await put('code', { code: 'binned', name: 'Anew' });
    expect([answer.status, answer.body.id === body.id]).toEqual([201, false]);
  });

  test('If-None-Match: * only creates, If-Match only changes', async () => {
    expect((await put('code', { code: 'once', name: 'Once' }, { 'If-None-Match': '*' })).status).toBe(201);
    expect((await put('code', { code: 'once', name: 'Twice' }, { 'If-None-Match': '*' })).status).toBe(412);
    expect((await put('code', { code: 'once', name: 'Second' }, { 'If-Match': '"1"' })).status).toBe(200);
    expect(await put('code', { code: 'once', name: 'Third' }, { 'If-Match': '"1"' })).toMatchObject({
      status: 412,
      body: { currentVersion: 2 },
    });
    for (const tag of ['*', '"1"']) expect((await put('code', { code: 'never', name: 'Never' }, { 'If-Match': tag })).status).toBe(412);
    expect(await count({ code: 'never' })).toBe(0);
  });

  test('is done once under one Idempotency-Key', async () => {
    const key = { 'Idempotency-Key': 'upsert-1' };
    const one = await put('code', { code: 'keyed', name: 'Keyed' }, key);
    const two = await put('code', { code: 'keyed', name: 'Keyed' }, key);
    expect([one.status, two.status, two.body.id, two.body.version]).toEqual([201, 201, one.body.id, 1]);
    expect((await put('email', { code: 'keyed', name: 'Keyed' }, key)).status).toBe(422);
  });
});

describe('upserts in bulk', () => {
  test('find, create and refuse row by row, and a value that comes again finds what the row before it wrote', async () => {
    await put('code', { code: 'b1', name: 'Before' });
    const { body } = await bulk([
      { action: 'upsert', match: 'code', values: { code: 'B1', name: 'After' } },
      { action: 'upsert', match: 'code', values: { code: 'b2', name: 'New' } },
      { action: 'upsert', match: 'code', values: { code: 'b2', name: 'New again' } },
      { action: 'upsert', match: 'code', values: { name: 'No code' } },
      { action: 'upsert', match: 'code', values: { code: 'b3', name: '', born: 'never' } },
      { action: 'upsert', match: 'worth', values: { worth: 1 } },
      { action: 'create', values: { name: 'Plain' } },
    ]);
    expect(body.results.map((result: { status: number }) => result.status)).toEqual([200, 201, 200, 422, 422, 400, 201]);
    expect(body.results[2]).toMatchObject({ id: body.results[1].id, version: 2 });
    expect(body.results[3].problem.errors[0].pointer).toBe('/code');
    expect(body.results[4].problem.errors.map((item: { pointer: string }) => item.pointer).sort()).toEqual(['/born', '/name']);
  });

  test('look again when what they did not find is there by the time that values in use are looked for', async () => {
    const context = systemOf(workspace);
    const { database } = workspace;
    const others: Promise<unknown>[] = [];
    const between = (tx: Transaction): Transaction => ({
      ...tx,
      query: async <Row>(statement: Statement) => {
        // Values in use are looked for after the records themselves were.
        if (others.length === 0 && statement.text.includes('as w(v0')) {
          others.push(
            writeRecords(context, 'test.customer', [{ action: 'create', values: { name: 'Theirs', email: 'between@example.com' } }]),
          );
          await Promise.all(others);
        }
        return tx.query<Row>(statement);
      },
    });
    const tx: typeof database.tx = (work) => database.tx((inner) => work(between(inner)));
    const upserts = ['between', 'beside'].map((name) => ({
      action: 'upsert' as const,
      match: 'email',
      values: { name, email: `${name}@example.com` },
    }));
    const interrupted = { ...context, database: Object.assign(Object.create(database) as typeof database, { tx }) };
    const results = await writeRecords(interrupted, 'test.customer', upserts);
    expect(others).toHaveLength(1);
    expect(results.map((result) => result.ok && result.version)).toEqual([2, 1]);
  });

  test('all or nothing undoes them all, and says which row was at fault', async () => {
    const rows = ['zz1', 'zz2'].map((code) => ({ action: 'upsert', match: 'code', values: { code, name: code } }));
    const answer = await bulk([...rows, { action: 'upsert', match: 'code', values: { code: 'zz3', name: '' } }], { atomic: true });
    expect(answer).toMatchObject({ status: 422, body: { operation: 2 } });
    expect(await count({ code: { startsWith: 'zz' } })).toBe(0);
  });

  test('four hundred take as many statements as two', async () => {
    const statements = async (rows: number): Promise<number> => {
      const operations = Array.from({ length: rows }, (_, index) => ({
        action: 'upsert' as const,
        match: 'email',
        values: { email: `many${rows}-${index}@example.com`, name: 'Many' },
      }));
      let counted = 0;
      const { database } = workspace;
      const begin = database.tx.bind(database);
      database.tx = (work) =>
        begin((tx) =>
          work({
            ...tx,
            query: (statement) => (counted++, tx.query(statement)),
            finish: (statement, after) => (counted++, tx.finish(statement, after)),
          }),
        );
      await bulk(operations);
      database.tx = begin;
      return counted;
    };
    expect(await statements(400)).toBe(await statements(2));
  });
});

describe('at once', () => {
  test.each(['email', 'code'])('twenty upserts of one new %s make one record', async (match) => {
    const values = { [match]: `race-${match}@example.com` };
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => put(match, { ...values, name: `Racer ${index}` })));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(19).fill(200), 201]);
    expect(new Set(answers.map(({ body }) => body.id as string)).size).toBe(1);
    expect(await count(values)).toBe(1);
  });
});

describe('rights', () => {
  test('what the caller does not see is not found: a unique value is refused in the words of today, another one is created', async () => {
    await put('email', { email: 'hidden@example.com', name: 'Hidden', code: 'hidden' });
    const refused = await put('email', { email: 'hidden@example.com', name: 'Mine' }, {}, own);
    expect([refused.status, refused.body.code]).toEqual([409, 'duplicate']);
    const created = await own.call('POST', '/api/records/customer', { email: 'hidden@example.com', name: 'Mine' });
    expect(refused.body).toEqual(created.body);
    expect((await put('name', { name: 'Hidden' }, {}, own)).status).toBe(201);
  });

  test('a hidden field cannot be matched by, in the words for one that is not there; nor can one that is only read', async () => {
    const [hidden, missing] = [
      await put('secret', { secret: 'x', name: 'x' }, {}, own),
      await put('sekret', { sekret: 'x', name: 'x' }, {}, own),
    ];
    expect([hidden.status, missing.status]).toEqual([400, 400]);
    expect(hidden.body.errors[0].code).toBe(missing.body.errors[0].code);
    expect((await put('code', { code: 'x', name: 'x' }, {}, own)).status).toBe(400);
  });

  test('what may be read but not changed is refused with 403', async () => {
    const reader = await app.signIn(['test.customers-only']);
    expect((await reader.call('PUT', '/api/records/order?match=name', { name: 'x' })).status).toBe(403);
  });
});

test('a name of several parts is found by the whole of it', async () => {
  const crm = await startTestApp(await createTestWorkspace());
  const { call } = await crm.signIn(['system.admin']);
  const one = await call('PUT', '/api/records/contact?match=name', { name: { given: 'Ada', family: 'Lovelace' } });
  const two = await call('PUT', '/api/records/contact?match=name', { name: 'ADA Lovelace', email: 'ada@example.com' });
  expect([one.status, two.status, two.body.id]).toEqual([201, 200, one.body.id]);
});
