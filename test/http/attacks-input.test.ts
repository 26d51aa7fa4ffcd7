/** Bad requests by hand: methods, media types, bodies and parameters that no page of ours sends. */
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { expectNoFault, expectProblem } from '../support/problems.ts';
import { startTestApp } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const { port } = new URL(app.url);

const count = async (): Promise<number> =>
  (await admin.call('POST', '/api/records/account/aggregate', { measures: [{ count: true }] })).body.totals[0] as number;

/** Sends bytes as they are. @returns the first line of the answer */
function sendRaw(text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
    socket.on('error', () => resolve(answer));
    socket.on('close', () => resolve(answer));
  });
}

const nested = (levels: number, open: string, close: string, inside = '1'): string => open.repeat(levels) + inside + close.repeat(levels);

describe('methods and addresses', () => {
  const paths = ['session', 'model', 'records/account', 'imports', 'exports', 'audits', 'outbox', 'metadata/plan', 'files', 'openapi.json'];

  test.each(paths)('/api/%s answers a method that it does not take with 405 and names those that it takes', async (path) => {
    for (const method of ['PATCH', 'PROPFIND']) {
      const answer = await admin.call(method, `/api/${path}`);
      expectProblem(answer, 405, 501);
      expect(answer.headers.get('allow')).toMatch(/GET|POST/);
    }
    expect((await admin.call('OPTIONS', `/api/${path}`)).headers.get('access-control-allow-origin')).toBeNull();
  });

  test('an address in other letters does not get around the sign-in', async () => {
    for (const path of ['/API/session', '/Api/records/account', '//api/session', '/api%2Fsession'])
      expect((await admin.call('GET', path)).status).toBe(404);
  });

  test('addresses that cannot be decoded, and ids of every shape, are refused', async () => {
    const ids = ['%', '%00', '%ff', '..%2f..%2fetc', '__proto__', 'constructor', "1'--", 'x'.repeat(8000), '%F0%9F%92%A9', '00000000'];
    for (const id of ids) {
      for (const path of [
        `records/account/${id}`,
        `records/${id}`,
        `records/account/${id}/history`,
        `files/account/${id}/logo`,
        `imports/${id}`,
        `imports/${id}/errors.csv`,
        `audit-runs/${id}`,
        `audit-runs/${id}/report.html`,
        `audits/${id}/runs`,
        `outbox/${id}`,
        `metadata/documents/${id}/x`,
        `metadata/documents/entity/${id}`,
        `metadata/drafts/${id}`,
        `metadata/drafts/${id}/unconverted`,
        `metadata/versions/${id}`,
        `metadata/versions/1/compare/${id}`,
        `metadata/documents?draft=${id}`,
      ])
        expectNoFault(await admin.call('GET', `/api/${path}`), path);
      for (const path of [`records/account/${id}`, `metadata/drafts/${id}`, `metadata/documents/entity/x?draft=${id}`])
        expectProblem(await admin.call('DELETE', `/api/${path}`), 400, 404);
      for (const path of [`records/account/${id}/restore`, `records/deal/${id}/transition`, `audits/${id}/runs`])
        expectProblem(await admin.call('POST', `/api/${path}`, { to: 'won' }), 400, 404, 405);
    }
  });

  test('a request line of 20,000 characters and one that is no HTTP end the connection, not the server', async () => {
    expect(await sendRaw(`GET /api/records/account?q=${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`)).toMatch(/^HTTP\/1.1 4(31|14)/);
    expect(await sendRaw('GET http://[ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 4/);
    expect(await sendRaw('\u0000\u0001\r\n\r\n')).toMatch(/^HTTP\/1.1 400/);
    expect((await admin.call('GET', '/api/session')).status).toBe(200);
  });
});

const before = await count();

describe('bodies', () => {
  test.each([
    ['text', 'text/plain', '{"name":"Hidden in text"}'],
    ['a form', 'application/x-www-form-urlencoded', 'name=Form'],
    ['XML', 'text/xml', '<name>x</name>'],
    ['nothing that says what it is', '', '{"name":"x"}'],
  ])('a body of %s is refused with 415, not taken for an empty one', async (_name, type, body) => {
    expectProblem(await admin.call('POST', '/api/records/account', body, { 'Content-Type': type }), 415, 400);
    expectProblem(await admin.call('POST', '/api/records/account/query', body, { 'Content-Type': type }), 415, 400);
  });

  test.each([
    ['cut off', '{"name":'],
    ['a text', '"x"'],
    ['a list', '[{"name":"x"}]'],
    ['null', 'null'],
    ['with __proto__', '{"__proto__":{"admin":true},"name":"x"}'],
    ['with constructor', '{"constructor":{"prototype":{"x":1}},"name":"x"}'],
    ['100,000 lists deep', `{"name":${nested(100_000, '[', ']')}}`],
    ['100,000 objects deep', `{"name":${nested(100_000, '{"a":', '}')}}`],
    ['with another charset', Buffer.from('{"name":"\u0000"}', 'utf16le').toString('latin1')],
  ])('a body that is %s is refused', async (_name, body) => {
    for (const path of [
      'records/account',
      'records/account/query',
      'records/account/aggregate',
      'records/account/bulk',
      'exports',
      'metadata/plan',
    ])
      expectProblem(await admin.call('POST', `/api/${path}`, body));
    // A draft may hold words that the language does not have: it says so, and waits to be mended.
    if (!body.startsWith('{"constructor"')) expectProblem(await admin.call('PUT', '/api/metadata/documents/entity/crm.account', body));
  });

  test('a body of 21 MB is refused with 413, also when it was packed small, and by a stranger one of 70 KB', async () => {
    const large = JSON.stringify({ name: 'x'.repeat(21 * 1024 * 1024) });
    expectProblem(await admin.call('POST', '/api/records/account', large), 413);
    const packed = await new Promise<number>((resolve) => {
      const request = httpRequest(
        `${app.url}/api/records/account`,
        {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip', 'X-Requested-With': 'relata', Cookie: admin.cookie },
        },
        (response) => resolve(response.resume().statusCode ?? 0),
      );
      request.end(gzipSync(large));
    });
    expect(packed).toBe(413);
    expectProblem(await app.anonymous('POST', '/api/session', { email: 'a@example.com', password: 'x'.repeat(70_000) }), 413);
  });

  test('of two members of one name the last counts, in the rights as in the record', async () => {
    const answer = await admin.call('POST', '/api/records/account', '{"version":7,"version":8,"name":"x"}');
    expectProblem(answer, 422);
  });

  test('none of these bodies made a record', async () => {
    expect(await count()).toBe(before);
  });
});

describe('parameters of lists', () => {
  const query = (body: object) => admin.call('POST', '/api/records/account/query', body);
  const conditions = (levels: number): object => {
    let filter: object = { name: 'x' };
    for (let level = 0; level < levels; level++) filter = { not: filter };
    return filter;
  };

  test.each<[string, object]>([
    ['a filter 50 deep', { filter: conditions(50) }],
    ['a filter of 5,000 parts', { filter: { or: Array.from({ length: 5000 }, () => ({ name: 'x' })) } }],
    ['a filter that is a list', { filter: [] }],
    ['a limit of one and a half', { limit: 1.5 }],
    ['a limit as an object', { limit: {} }],
    ['an offset of a thousand million', { offset: 1e9 }],
    ['a sort by 100 fields', { sort: Array.from({ length: 100 }, () => 'name') }],
    ['a sort with SQL', { sort: ['name" desc; drop table x; --'] }],
    ['a select with SQL', { select: ['name", (select 1) as "x'] }],
    ['a select of prototypes', { select: ['__proto__', 'constructor'] }],
    ['a sort across 50 links', { sort: [Array.from({ length: 50 }, () => 'parent').join('.')] }],
    ['an unknown count', { count: 'all' }],
    ['NUL in the search', { q: 'a\u0000' }],
    ['half a character in the search', { q: '\ud800' }],
    ['an expand that is a number', { expand: { contacts: 7 } }],
    ['an expand with a limit that is SQL', { expand: { contacts: { limit: '1; drop table x' } } }],
    ['an expand with a limit below zero', { expand: { contacts: { limit: -1 } } }],
    ['an expand whose select is a number', { expand: { contacts: { select: 5 } } }],
    ['an expand whose sort is a text', { expand: { contacts: { sort: 'name' } } }],
    ['an expand whose filter is a text', { expand: { contacts: { filter: 'x' } } }],
    ['an expand of null', { expand: { contacts: null } }],
    ['an expand 40 deep', { expand: JSON.parse(nested(40, '{"parent":{"expand":', '}}', '{}')) as object }],
    ['an expand of what is not there', { expand: { __proto: true } }],
    ['an unknown member', { constructor: 1 }],
  ])('%s is refused', async (_name, body) => {
    expectProblem(await query(body), 400);
  });

  test.each<[string, object]>([
    ['no measures', {}],
    ['measures as a text', { measures: 'count' }],
    ['an empty measure', { measures: [{}] }],
    ['a measure of a number', { measures: [{ sum: 5 }] }],
    ['two measures in one', { measures: [{ sum: 'employees', count: true }] }],
    ['10,000 measures', { measures: Array.from({ length: 10_000 }, () => ({ count: true })) }],
    ['a group by an object', { measures: [{ count: true }], groups: [{ field: {} }] }],
    ['a part of a date with SQL', { measures: [{ count: true }], groups: [{ field: 'createdAt', by: "day', now()); --" }] }],
    ['a part of a date that is an object', { measures: [{ count: true }], groups: [{ field: 'createdAt', by: {} }] }],
  ])('an aggregate with %s is refused', async (_name, body) => {
    expectProblem(await admin.call('POST', '/api/records/account/aggregate', body), 400);
  });

  test('a list of 10,000 values in a filter is answered, one of 100,000 is answered or refused', async () => {
    const values = (length: number) => ({ filter: { name: { in: Array.from({ length }, (_, index) => `n${index}`) } } });
    expectNoFault(await query(values(10_000)), '10,000');
    expectNoFault(await query(values(100_000)), '100,000');
  });

  test('a cursor of another order, and one whose keys were changed, are refused', async () => {
    const operations = ['1', '2', '3'].map((name) => ({ action: 'create', values: { name, employees: Number(name) } }));
    await admin.call('POST', '/api/records/account/bulk', { operations });
    const page = await query({ sort: ['employees'], limit: 1 });
    const next = page.body.page.next as string;
    expectProblem(await query({ sort: ['name'], limit: 1, after: next }), 400);
    const [seal] = JSON.parse(Buffer.from(next, 'base64url').toString()) as [string, unknown];
    for (const keys of [['abc', 'abc'], ['1', "x'"], ['1e999999', '0'], [{}, null], ['\u0000', '1'], ['NaN', null], 'x', null]) {
      const after = Buffer.from(JSON.stringify([seal, keys])).toString('base64url');
      expectNoFault(await query({ sort: ['employees'], limit: 1, after }), JSON.stringify(keys));
    }
  });
});

describe('bulk and moves', () => {
  test('operations of every wrong shape are refused, and nothing of an atomic batch is written', async () => {
    const before = await count();
    for (const operations of [null, {}, 'x', [null], [1], [{ action: 'constructor' }], [{ action: 'create', values: [] }]])
      expectProblem(await admin.call('POST', '/api/records/account/bulk', { operations }), 400);
    expectProblem(
      await admin.call('POST', '/api/records/account/bulk', {
        atomic: true,
        operations: [
          { action: 'create', values: { name: 'Good' } },
          { action: 'update', id: "1' or '1'='1", values: { name: 'x' } },
        ],
      }),
    );
    expect(await count()).toBe(before);
  });

  test('a version beyond every number is stale, not a fault', async () => {
    const { body } = await admin.call('POST', '/api/records/account', { name: 'Versioned' });
    for (const version of [-1, 2 ** 40, 2 ** 53])
      expectNoFault(
        await admin.call('POST', '/api/records/account/bulk', {
          operations: [{ action: 'update', id: body.id as string, version, values: {} }],
        }),
        String(version),
      );
    for (const header of ['"x"', '7', '"1", 2', '"99999999999999"'])
      expectProblem(await admin.call('PATCH', `/api/records/account/${body.id as string}`, { name: 'y' }, { 'If-Match': header }), 400);
    expectProblem(await admin.call('POST', '/api/metadata/rollback', { version: 2 ** 52 }));
  });

  test('a move with a field, a status or values of the wrong shape is refused', async () => {
    const { body } = await admin.call('POST', '/api/records/deal', { name: 'Moved' });
    const where = `/api/records/deal/${body.id as string}/transition`;
    for (const move of [{}, { to: {} }, { to: 'nowhere' }, { to: '__proto__' }, { field: 'name', to: 'won' }, { to: 'won', values: [] }])
      expectProblem(await admin.call('POST', where, move), 400, 422);
  });
});
