/** Sessions, by the doors that are left: headers that pretend, streams that stay open, links and cookies of people who have gone. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { systemContext } from '../../server/access/workspace.ts';
import { makeToken } from '../../server/identity/tokens.ts';
import { expectProblem } from '../support/problems.ts';
import { startTestApp, type Answer } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace(8);
const app = await startTestApp(workspace);
const system = systemContext(workspace, 'api');
const admin = await app.signIn(['system.admin']);
const { body: account } = await admin.call('POST', '/api/records/account', { name: 'Target' });
const where = `/api/records/account/${account.id as string}`;
const password = 'correct horse battery';
const signIn = (email: string, given: unknown) => app.anonymous('POST', '/api/session', { email, password: given });
const names = async (): Promise<unknown> =>
  (await admin.call('GET', '/api/records/account?select=name,version&sort=createdAt')).body.data as unknown;
const set = (id: string, values: object) => admin.call('PATCH', `/api/records/system.user/${id}`, values);
const actionsOf = async (id: string): Promise<string[]> =>
  (await admin.call('GET', `/api/records/system.user/${id}/history`)).body.data.map((entry: { action: string }) => entry.action);

describe('who calls', () => {
  const secret = admin.cookie.split('=')[1] ?? '';
  test.each<[string, string, Record<string, string>]>([
    ['a bearer token', '/api/model', { Authorization: `Bearer ${secret}` }],
    ['basic credentials', '/api/model', { Authorization: `Basic ${Buffer.from(`user1@example.com:${password}`).toString('base64')}` }],
    ['the secret in the address', `/api/model?relata_session=${secret}&token=${secret}`, {}],
    ['a user named in a header', '/api/model', { 'X-Forwarded-User': 'user1@example.com', 'X-User-Id': admin.id }],
    ['a cookie in other letters', '/api/model', { Cookie: admin.cookie.toUpperCase() }],
    ['a cookie with one letter more', '/api/model', { Cookie: `${admin.cookie}x` }],
    ['a cookie of SQL', '/api/model', { Cookie: "relata_session=' or 1=1 --" }],
    ['an empty cookie', '/api/model', { Cookie: 'relata_session=' }],
    ['a cookie of 8,000 characters', '/api/model', { Cookie: `relata_session=${'x'.repeat(8000)}` }],
    ['a cookie of a prototype', '/api/model', { Cookie: 'relata_session=__proto__' }],
  ])('is not told by %s', async (_name, path, headers) => {
    expectProblem(await app.anonymous('GET', path, undefined, headers), 401);
  });

  test('is not told by what the table of sessions holds', async () => {
    const { rows } = await workspace.database.query<{ id: string }>({
      text: `select id from "${workspace.database.schema}".relata_sessions`,
      values: [],
    });
    expect(rows.length).toBeGreaterThan(0);
    for (const { id } of rows) expectProblem(await app.anonymous('GET', '/api/model', undefined, { Cookie: `relata_session=${id}` }), 401);
  });

  test.each(['GET', 'POST'])('a %s stays what it is, whatever method its headers wish for', async (method) => {
    const before = await names();
    const wish = { 'X-HTTP-Method-Override': 'DELETE', 'X-HTTP-Method': 'DELETE', 'X-Method-Override': 'DELETE' };
    const answer = await admin.call(method, method === 'GET' ? where : `${where}/nothing`, undefined, wish);
    expect(answer.status).toBe(method === 'GET' ? 200 : 404);
    expect(await names()).toEqual(before);
  });

  test.each<[string, Record<string, string>]>([
    ['text', { 'Content-Type': 'text/plain', 'X-Requested-With': '' }],
    ['a form', { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Requested-With': '' }],
    ['JSON without our header', { 'Content-Type': 'application/json', 'X-Requested-With': '' }],
    ['text with our header', { 'Content-Type': 'text/plain' }],
    ['text that calls itself JSON', { 'Content-Type': 'text/plain; x=application/json' }],
    ['JSON from a page of another site', { 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'cross-site' }],
  ])('a write by cookie with %s is refused and does nothing', async (_name, headers) => {
    const before = await names();
    for (const [method, path, body] of [
      ['POST', '/api/records/account', '{"name":"Forged"}'],
      ['PATCH', where, '{"name":"Forged"}'],
      ['POST', '/api/records/account/bulk', '{"operations":[{"action":"create","values":{"name":"Forged"}}]}'],
      ['PUT', '/api/session/password', '{"current":"correct horse battery","password":"the attacker knows it"}'],
    ] as const)
      expectProblem(await admin.call(method, path, body, headers), 403, 415);
    expect(await names()).toEqual(before);
    expect((await signIn('user1@example.com', password)).status).toBe(200);
  });
});

describe('somebody who has gone', () => {
  test('hears nothing more by a stream that is open', async () => {
    const user = await app.signIn(['crm.manager']);
    const { body } = await fetch(`${app.url}/api/events`, { headers: { Cookie: user.cookie } });
    const stream = body!.getReader();
    await stream.read();
    await set(user.id, { active: false });
    await admin.call('PATCH', where, { description: 'Not for those who have gone' });
    let heard = '';
    for (let part = await stream.read(); !part.done; part = await stream.read()) heard += new TextDecoder().decode(part.value);
    expect(heard).not.toContain(account.id);
  });

  test('uses no link, and the history does not say that they signed in', async () => {
    const user = await app.signIn(['crm.sales']);
    await set(user.id, { active: false });
    const token = await makeToken(system, user.id, 'sign-in', 60);
    const before = await actionsOf(user.id);
    expectProblem(await app.anonymous('POST', '/api/session', { token }), 401);
    expect(await actionsOf(user.id)).toEqual(before);
  });

  test('comes back by signing in, not by a cookie or a link that was left lying about', async () => {
    const [one, other] = [await app.signIn(['crm.sales']), await app.signIn(['crm.sales'])];
    const token = await makeToken(system, one.id, 'sign-in', 60);
    await set(one.id, { active: false });
    await set(one.id, { active: true });
    for (const action of ['delete', 'restore']) {
      const operations = [{ action, id: other.id }];
      expect((await admin.call('POST', '/api/records/user/bulk', { operations, atomic: true })).status).toBe(200);
    }
    for (const user of [one, other]) expectProblem(await user.call('GET', '/api/model'), 401);
    expectProblem(await app.anonymous('POST', '/api/session', { token }), 401);
    expect((await admin.call('GET', '/api/model')).status).toBe(200);
  });
});

test('sessions of others are neither listed nor ended, whatever id is given', async () => {
  const [one, other] = [await app.signIn(['crm.sales']), await app.signIn(['crm.sales'])];
  const listed = async ({ call }: typeof one): Promise<string[]> =>
    (await call('GET', '/api/sessions')).body.data.map(({ id }: { id: string }) => id) as string[];
  const [mine, theirs] = [await listed(one), await listed(other)];
  expect([mine.length, theirs.length]).toEqual([1, 1]);
  for (const id of [theirs[0] ?? '', 'x', encodeURIComponent("' or 1=1 --"), '%00'])
    expectProblem(await one.call('DELETE', `/api/sessions/${id}`), 404);
  expectProblem(await admin.call('DELETE', `/api/sessions/${theirs[0] ?? ''}`), 404);
  expect(await listed(other)).toEqual(theirs);
  expect((await one.call('DELETE', `/api/sessions/${mine[0] ?? ''}`)).status).toBe(204);
  expectProblem(await one.call('GET', '/api/model'), 401);
  expect((await other.call('GET', '/api/model')).status).toBe(200);
});

describe('what is over', () => {
  const bearer = (key: string): Promise<Answer> =>
    app.anonymous('GET', '/api/model', undefined, { Authorization: `Bearer ${key}`, 'X-Requested-With': '' });

  test('a session ends on its day, whether it is used or not, and is listed no more', async () => {
    const user = await app.signIn(['crm.sales']);
    const other = await signIn((await user.call('GET', '/api/session')).body.user.email as string, password);
    const cookie = (other.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    expect((await app.anonymous('GET', '/api/model', undefined, { Cookie: cookie })).status).toBe(200);
    await workspace.database.query({
      text: `update "${workspace.database.schema}".relata_sessions set expires_at = now() - interval '1 second' where id = $1`,
      values: [
        createHash('sha256')
          .update(cookie.split('=')[1] ?? '')
          .digest('base64url'),
      ],
    });
    expectProblem(await app.anonymous('GET', '/api/model', undefined, { Cookie: cookie }), 401);
    expectProblem(await app.anonymous('GET', '/api/records/account', undefined, { Cookie: cookie }), 401);
    expect((await user.call('GET', '/api/sessions')).body.data).toHaveLength(1);
  });

  test('a key of somebody in the trash is worth nothing, and works again when they are back', async () => {
    const user = await app.signIn(['crm.sales']);
    const key = (await user.call('POST', '/api/keys', { name: 'Robot', scopes: ['read'] })).body.key as string;
    expect((await bearer(key)).status).toBe(200);
    expect((await admin.call('DELETE', `/api/records/system.user/${user.id}`)).status).toBe(204);
    expectProblem(await bearer(key), 401);
    expectProblem(await user.call('GET', '/api/model'), 401);
    expect((await admin.call('POST', `/api/records/system.user/${user.id}/restore`)).status).toBe(200);
    expect((await bearer(key)).status).toBe(200);
    expectProblem(await user.call('GET', '/api/model'), 401);
  });
});

describe('passwords', () => {
  test.each<[string, unknown]>([
    ['none', undefined],
    ['nine characters', '123456789'],
    ['nine pictures of two halves each', '😀'.repeat(9)],
    ['a list', [password]],
    ['an object', { length: 20 }],
    ['a megabyte', 'x'.repeat(1_000_000)],
    ['1,026 bytes', 'é'.repeat(513)],
  ])('cannot be %s', async (_name, next) => {
    expectProblem(await admin.call('PUT', '/api/session/password', { current: password, password: next }), 422);
    expect((await signIn('user1@example.com', password)).status).toBe(200);
  });

  test.each<[string, string]>([
    ['in capitals', password.toUpperCase()],
    ['with a blank behind', `${password} `],
    ['with NUL behind', `${password}\u0000`],
    ['cut short', password.slice(0, -1)],
    ['empty', ''],
  ])('do not fit when they are %s', async (_name, given) => {
    const user = await app.signIn(['crm.sales']);
    const { body } = await user.call('GET', '/api/session');
    expectProblem(await signIn(body.user.email as string, given), 401);
  });

  test('of two changes at the same time leave one that works, and never the old one', async () => {
    const user = await app.signIn(['crm.sales']);
    const email = (await user.call('GET', '/api/session')).body.user.email as string;
    const wanted = ['the first of the new ones', 'the second of the new ones'];
    await Promise.all(wanted.map((next) => user.call('PUT', '/api/session/password', { current: password, password: next })));
    const tries = await Promise.all([...wanted, password].map((each) => signIn(email, each)));
    expect(tries.slice(0, 2).filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(tries[2]!.status).toBe(401);
  });
});
