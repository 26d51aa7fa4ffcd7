/** The API by hand: the calls that an integrator makes first, and the mistakes that they make first. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { startTestApp } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);

describe('one record', () => {
  test('is created, read, patched, moved to the trash and brought back', async () => {
    const created = await admin.call('POST', '/api/records/account', { name: 'Café Noir', website: 'https://example.com' });
    expect(created.status).toBe(201);
    expect(created.headers.get('etag')).toBe('"1"');
    const where = `/api/records/account/${created.body.id as string}`;
    expect((await admin.call('GET', where)).body).toMatchObject({ name: 'Café Noir', version: 1, owner: { id: admin.id } });
    const patched = await admin.call('PATCH', where, { name: 'Café Blanc' }, { 'If-Match': '"1"' });
    expect(patched.body).toMatchObject({ name: 'Café Blanc', version: 2 });
    expect((await admin.call('DELETE', where)).status).toBe(204);
    expect((await admin.call('GET', '/api/records/account?q=blanc')).body.data).toEqual([]);
    expect((await admin.call('POST', `${where}/restore`)).body).toMatchObject({ deletedAt: null });
    expect((await admin.call('GET', '/api/records/account?q=BLANC')).body.data).toHaveLength(1);
    const history = await admin.call('GET', `${where}/history`);
    expect(history.body.data.map((entry: { action: string }) => entry.action)).toEqual(['restore', 'delete', 'update', 'create']);
    expect(history.body.data[2].changes).toContainEqual(
      expect.objectContaining({ field: 'name', before: 'Café Noir', after: 'Café Blanc' }),
    );
  });

  test('a patch with a stale If-Match is refused with 412 and the current version, and changes nothing', async () => {
    const { body } = await admin.call('POST', '/api/records/account', { name: 'Stale' });
    const where = `/api/records/account/${body.id as string}`;
    await admin.call('PATCH', where, { name: 'Fresh' }, { 'If-Match': '"1"' });
    const refused = await admin.call('PATCH', where, { name: 'Lost update' }, { 'If-Match': '"1"' });
    expect(refused.status).toBe(412);
    expect(refused.body).toMatchObject({ code: 'stale-version', currentVersion: 2 });
    expect((await admin.call('GET', where)).body.name).toBe('Fresh');
  });

  test('bad input is refused with 422 and a pointer for each mistake at once', async () => {
    const answer = await admin.call('POST', '/api/records/contact', { name: { given: 7 }, email: 'nobody', nmae: 'x', version: 3 });
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual(
      expect.arrayContaining(['/email', '/nmae', '/version']),
    );
    expect(answer.body.errors.find((error: { pointer: string }) => error.pointer === '/nmae').hint).toContain('name');
  });
});

describe('bad requests', () => {
  const cases: [string, string, number][] = [
    ['an unknown field in a filter', `/api/records/account?filter=${encodeURIComponent('{"nmae":"x"}')}`, 400],
    ['an operator that does not fit', `/api/records/account?filter=${encodeURIComponent('{"name":{"within":"today"}}')}`, 400],
    ['an id that is none behind a link', `/api/records/activity?filter=${encodeURIComponent('{"regarding.id":"x"}')}`, 400],
    ['an id that is none in a link', `/api/records/deal?filter=${encodeURIComponent('{"account":"x"}')}`, 400],
    ['a list where one value belongs', `/api/records/deal?filter=${encodeURIComponent('{"amount":[1]}')}`, 400],
    ['NUL in a filter', `/api/records/account?filter=${encodeURIComponent('{"name":{"contains":"a\\u0000"}}')}`, 400],
    ['a currency that is none', `/api/records/deal?filter=${encodeURIComponent('{"amount":{"gt":{"amount":1,"currency":"XXX"}}}')}`, 400],
    ['SQL in a sort', `/api/records/account?sort=${encodeURIComponent('name;drop table x')}`, 400],
    ['a prototype as a key', `/api/records/account?filter=${encodeURIComponent('{"__proto__":{"a":1}}')}`, 400],
    ['a limit below zero', '/api/records/account?limit=-1', 400],
    ['a limit of a thousand million', '/api/records/account?limit=1000000000', 400],
    ['a limit that is no number', '/api/records/account?limit=NaN', 400],
    ['a forged cursor', '/api/records/account?after=abc', 400],
    ['an unknown parameter', '/api/records/account?fliter=1', 400],
    ['an unknown entity', '/api/records/nothing', 404],
    ['an id that is none', '/api/records/account/1', 404],
    ['NUL in a search', '/api/records/account?q=%00', 400],
    ['an unknown path', '/api/nothing', 404],
  ];
  test.each(cases)('%s is refused without a stack', async (_name, where, status) => {
    const answer = await admin.call('GET', where);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ status, code: expect.any(String) as string });
    expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\.ts:|at [A-Z]/);
  });

  test('a body that is not JSON is refused with 400', async () => {
    expect((await admin.call('POST', '/api/records/account', '{"name":')).status).toBe(400);
  });

  test('a write by cookie without the header of our pages is refused', async () => {
    const response = await fetch(`${app.url}/api/records/account`, {
      method: 'POST',
      headers: { Cookie: admin.cookie, 'Content-Type': 'text/plain' },
      body: '{"name":"x"}',
    });
    expect(response.status).toBe(403);
  });
});

describe('lists', () => {
  test('pages by cursor visit every record once, in order, with empty values last', async () => {
    const names = ['b', 'a', null, 'c', null, 'd'].map((industry, index) => ({
      action: 'create',
      values: { name: `Page ${index}`, description: industry },
    }));
    await admin.call('POST', '/api/records/account/bulk', { operations: names, atomic: true });
    const seen: string[] = [];
    let after = '';
    do {
      const filter = encodeURIComponent(JSON.stringify({ name: { startsWith: 'Page ' } }));
      const { body } = await admin.call(
        'GET',
        `/api/records/account?filter=${filter}&sort=-description&limit=2&select=name,description${after && `&after=${after}`}`,
      );
      seen.push(...body.data.map((row: { description: string | null }) => row.description ?? '-'));
      after = body.page.next ?? '';
    } while (after !== '');
    expect(seen).toEqual(['d', 'c', 'b', 'a', '-', '-']);
  });
});

describe('the API description', () => {
  test('is valid OpenAPI 3.1', async () => {
    const { body } = await admin.call('GET', '/api/openapi.json');
    const result = await new Validator().validate(body);
    expect(result).toMatchObject({ valid: true });
    expect(body.paths['/records/crm.deal'].get).toBeDefined();
  });
});

describe('without signing in', () => {
  test.each(['/api/model', '/api/records/account', '/api/openapi.json', '/api/outbox'])('%s answers 401', async (where) => {
    expect((await app.anonymous('GET', where)).status).toBe(401);
  });

  test('the question who is signed in is answered with nobody, not with an error', async () => {
    expect(await app.anonymous('GET', '/api/session')).toMatchObject({ status: 200, body: { user: null } });
    expect((await admin.call('GET', '/api/session')).body.user).toMatchObject({ id: admin.id });
  });

  test('a wrong password and an unknown address get the same answer', async () => {
    const known = await app.anonymous('POST', '/api/session', { email: 'user1@example.com', password: 'wrong' });
    const unknown = await app.anonymous('POST', '/api/session', { email: 'nobody@example.com', password: 'wrong' });
    expect(known.status).toBe(401);
    expect(unknown.body).toEqual(known.body);
  });
});
