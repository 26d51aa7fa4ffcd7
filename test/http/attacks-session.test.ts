/** Sessions, sign-in and one-time links under attack. */
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { systemContext } from '../../server/access/workspace.ts';
import { ensureFirstAdmin } from '../../server/identity/first-admin.ts';
import { makeToken } from '../../server/identity/tokens.ts';
import { storePassword } from '../../server/identity/credentials.ts';
import { createHttp } from '../../server/http/server.ts';
import { expectProblem } from '../support/problems.ts';
import { startTestApp, type Answer } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace(8);
const app = await startTestApp(workspace);
const system = systemContext(workspace, 'api');
const admin = await app.signIn(['system.admin']);
const password = 'correct horse battery';

const signIn = (email: string, given = password): Promise<Answer> => app.anonymous('POST', '/api/session', { email, password: given });
const emailOf = async (id: string): Promise<string> => (await admin.call('GET', `/api/records/system.user/${id}`)).body.email as string;
const rowsOf = async (text: string): Promise<unknown[]> =>
  (await workspace.database.query({ text: text.replaceAll('#', `"${workspace.database.schema}".`), values: [] })).rows;

describe('the cookie', () => {
  test('cannot be read by scripts, goes along from our own pages only, and is another one at each sign-in', async () => {
    const user = await app.signIn(['crm.sales']);
    const email = await emailOf(user.id);
    const answer = await app.anonymous('POST', '/api/session', { email, password }, { Cookie: 'relata_session=chosen-by-the-attacker' });
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/httponly/i);
    expect(cookie).toMatch(/samesite=lax/i);
    expect(cookie).toMatch(/path=\//i);
    expect(cookie).not.toContain('chosen-by-the-attacker');
    expect(cookie).not.toContain(user.cookie);
    expect((await app.anonymous('GET', '/api/model', undefined, { Cookie: 'relata_session=chosen-by-the-attacker' })).status).toBe(401);
  });

  test('is never sent without encryption where people come by https, though a proxy speaks http with us', async () => {
    const user = await app.signIn(['crm.sales']);
    const http = createHttp({ ...app.input, publicUrl: 'https://crm.example.com' });
    const server = http.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const answer = await fetch(`http://127.0.0.1:${port}/api/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: await emailOf(user.id), password }),
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toMatch(/; secure/i);
    expect(answer.headers.get('strict-transport-security')).toContain('max-age');
    await answer.text();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('that was known before a sign-in is worth nothing afterwards', async () => {
    const user = await app.signIn(['crm.sales']);
    const again = await user.call('POST', '/api/session', { email: await emailOf(user.id), password });
    expect(again.status).toBe(200);
    expect((await user.call('GET', '/api/model')).status).toBe(401);
  });
});

describe('writes from other sites', () => {
  test.each<[string, string, string, Record<string, string>]>([
    ['without the header of our pages', 'POST', '/api/records/account', { 'X-Requested-With': '' }],
    ['with another header', 'DELETE', '/api/session', { 'X-Requested-With': 'XMLHttpRequest' }],
    ['that the browser calls cross-site', 'POST', '/api/records/account', { 'Sec-Fetch-Site': 'cross-site' }],
    ['that change the password', 'PUT', '/api/session/password', { 'X-Requested-With': '' }],
    ['that upload', 'POST', '/api/files', { 'X-Requested-With': '' }],
    ['that change the metadata', 'PUT', '/api/metadata/documents/entity/crm.deal', { 'X-Requested-With': '' }],
  ])('%s are refused', async (_name, method, path, headers) => {
    expectProblem(await admin.call(method, path, { name: 'Forged' }, { Origin: 'https://evil.example', ...headers }), 403);
    expect((await admin.call('GET', '/api/records/account?q=forged')).body.data).toEqual([]);
  });

  test('cannot sign somebody in', async () => {
    const body = JSON.stringify({ email: 'user1@example.com', password });
    expectProblem(await app.anonymous('POST', '/api/session', body, { 'Content-Type': 'text/plain' }), 415);
    expectProblem(await app.anonymous('POST', '/api/session', body, { 'Sec-Fetch-Site': 'cross-site' }), 403);
  });

  test('get no leave by CORS', async () => {
    for (const method of ['OPTIONS', 'GET']) {
      const headers = { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' };
      const answer = await admin.call(method, '/api/records/account', undefined, headers);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    }
  });
});

describe('the end of a session', () => {
  test('signing out ends it on the server, also for whoever kept the cookie', async () => {
    const user = await app.signIn(['crm.sales']);
    expect((await user.call('DELETE', '/api/session')).status).toBe(204);
    expect((await user.call('GET', '/api/records/account')).status).toBe(401);
  });

  test.each<[string, Record<string, unknown> | undefined]>([
    ['deactivated', { active: false }],
    ['moved to the trash', undefined],
  ])('a user who is %s loses access at once, and signs in neither by password nor by link', async (_name, values) => {
    const user = await app.signIn(['crm.sales']);
    const email = await emailOf(user.id);
    const token = await makeToken(system, user.id, 'sign-in', 60);
    const where = `/api/records/system.user/${user.id}`;
    expect((await admin.call(values ? 'PATCH' : 'DELETE', where, values)).status).toBeLessThan(300);
    expect((await user.call('GET', '/api/records/account')).status).toBe(401);
    expect((await user.call('POST', '/api/records/account', { name: 'x' })).status).toBe(401);
    expectProblem(await signIn(email), 401);
    expectProblem(await app.anonymous('POST', '/api/session', { token }), 401);
  });

  test('roles that were withdrawn are gone with the next request', async () => {
    const user = await app.signIn(['crm.manager']);
    expect((await user.call('GET', '/api/audits')).status).toBe(200);
    await admin.call('PATCH', `/api/records/system.user/${user.id}`, { roles: ['crm.sales'] });
    expectProblem(await user.call('GET', '/api/audits'), 403);
    expectProblem(await user.call('POST', '/api/audits/crm.year-end/runs', {}), 403);
  });

  test('a new password ends the other sessions and makes open links worthless', async () => {
    const user = await app.signIn(['crm.sales']);
    const other = await signIn(await emailOf(user.id));
    const cookie = (other.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const token = await makeToken(system, user.id, 'sign-in', 60);
    expectProblem(await user.call('PUT', '/api/session/password', { password: 'another long one' }), 401);
    const changed = await user.call('PUT', '/api/session/password', { current: password, password: 'another long one' });
    expect(changed.status).toBe(204);
    expect((await user.call('GET', '/api/model')).status).toBe(200);
    expect((await app.anonymous('GET', '/api/model', undefined, { Cookie: cookie })).status).toBe(401);
    expectProblem(await app.anonymous('POST', '/api/session', { token }), 401);
  });
});

describe('guessing', () => {
  test('an unknown address is answered like a known one, up to and beyond the tenth wrong password', async () => {
    const user = await app.signIn(['crm.sales']);
    const known = await emailOf(user.id);
    for (let count = 0; count < 12; count++) {
      const [one, other] = [await signIn(known, 'wrong'), await signIn('nobody@example.com', 'wrong')];
      expect(other.status).toBe(one.status);
      expect(other.body).toEqual(one.body);
      expect(one.status).toBe(count < 10 ? 401 : 429);
    }
    // The right password does not help whoever comes in the wrong quarter of an hour.
    expectProblem(await signIn(known.toUpperCase()), 429);
  });

  test('passwords guessed side by side count like passwords guessed one by one', async () => {
    const user = await app.signIn(['crm.sales']);
    const email = await emailOf(user.id);
    const answers = await Promise.all(Array.from({ length: 30 }, (_, index) => signIn(email, `wrong ${index}`)));
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(10);
    expect(answers.filter((answer) => answer.status === 429)).toHaveLength(20);
  });

  test('the present password cannot be guessed by whoever found an open session', async () => {
    const user = await app.signIn(['crm.sales']);
    const attempt = () => user.call('PUT', '/api/session/password', { current: 'wrong', password: 'a new long password' });
    for (let count = 0; count < 10; count++) expectProblem(await attempt(), 401);
    expectProblem(await attempt(), 429);
  });

  test.each<[string, unknown]>([
    ['nothing', {}],
    ['an address that is an object', { email: { $ne: null }, password }],
    ['a password that is a list', { email: 'user1@example.com', password: [password] }],
    ['a token that is an object', { token: { $gt: '' } }],
    ['a token that is null', { token: null }],
    ['a token of NUL', { token: '\u0000' }],
    ['an address with SQL', { email: "' or 1=1 --", password }],
    ['an address with NUL and half a character', { email: 'user1@example.com\u0000\ud800', password }],
    ['a token beside a password', { token: '', email: 'user1@example.com', password }],
  ])('%s does not sign in', async (_name, body) => {
    expectProblem(await app.anonymous('POST', '/api/session', body), 400, 401);
  });

  test('addresses that differ by an accent alone are two accounts', async () => {
    const plain = await app.signIn(['crm.sales'], { email: 'jose@example.com' }).catch(() => undefined);
    const other = await admin.call('POST', '/api/records/system.user', { name: 'José', email: 'josé@example.com' });
    if (other.status === 201) await storePassword(system, other.body.id as string, 'the password of another');
    const answer = await signIn('jose@example.com');
    expect(answer.body.user?.id).toBe(plain?.id);
  });
});

describe('one-time links', () => {
  test('of ten that use a link at the same time, one gets in, and nobody afterwards', async () => {
    const user = await app.signIn(['crm.sales']);
    const token = await makeToken(system, user.id, 'sign-in', 60);
    const answers = await Promise.all(Array.from({ length: 10 }, () => app.anonymous('POST', '/api/session', { token })));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expectProblem(await app.anonymous('POST', '/api/session', { token }), 401);
  });

  test('an older link and one that is too old are worth nothing', async () => {
    const user = await app.signIn(['crm.sales']);
    const older = await makeToken(system, user.id, 'sign-in', 60);
    const newer = await makeToken(system, user.id, 'sign-in', 60);
    expectProblem(await app.anonymous('POST', '/api/session', { token: older }), 401);
    expect((await app.anonymous('POST', '/api/session', { token: newer })).status).toBe(200);
    const late = await makeToken(system, user.id, 'sign-in', -1);
    expectProblem(await app.anonymous('POST', '/api/session', { token: late }), 401);
  });

  test('the first admin is not made again while an admin can sign in', async () => {
    const config = { adminEmail: undefined, adminPassword: undefined, publicUrl: 'http://127.0.0.1' };
    expect(await ensureFirstAdmin(system, config as never)).toBeUndefined();
  });
});

describe('secrets', () => {
  test('stand in no answer, and in the database only as digests', async () => {
    const user = await app.signIn(['crm.sales']);
    const token = await makeToken(system, user.id, 'sign-in', 60);
    const secret = user.cookie.split('=')[1] ?? '';
    const seen = [
      (await admin.call('GET', `/api/records/system.user/${user.id}`)).body,
      (await admin.call('GET', `/api/records/system.user/${user.id}/history`)).body,
      (await user.call('GET', '/api/session')).body,
      (await admin.call('POST', '/api/exports', { entity: 'system.user' })).body,
      await rowsOf('select * from #relata_history'),
      await rowsOf('select * from #relata_sessions'),
      await rowsOf('select * from #relata_tokens'),
      await rowsOf('select * from #relata_credentials'),
      await rowsOf('select * from #relata_attempts'),
    ];
    for (const part of seen.map((each) => JSON.stringify(each)))
      for (const each of [password, token, secret]) expect(part).not.toContain(each);
    expect(JSON.stringify(seen.slice(0, 4))).not.toContain('argon2');
    expectProblem(await admin.call('PATCH', `/api/records/system.user/${user.id}`, { password: 'x'.repeat(20) }), 422);
  });
});
