/** API keys: what they open, and what they never open. */
import { describe, expect, test } from 'vitest';
import { startCountedServer } from '../support/counted-server.ts';
import { expectProblem } from '../support/problems.ts';
import { startTestApp, type Answer, type Call } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace(8);
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const { body: account } = await admin.call('POST', '/api/records/account', { name: 'Key target' });
const where = `/api/records/account/${account.id as string}`;

/** Calls with a key, and without the header of our pages. */
const withKey =
  (key: string): Call =>
  (method, path, body, headers = {}) =>
    app.anonymous(method, path, body, { Authorization: `Bearer ${key}`, 'X-Requested-With': '', ...headers });
const makeKey = async (
  user: { readonly call: Call },
  values: object = {},
): Promise<{ id: string; key: string; call: Call; answer: Answer }> => {
  const answer = await user.call('POST', '/api/keys', { name: 'Robot', scopes: ['read'], ...values });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return { id: answer.body.id as string, key: answer.body.key as string, call: withKey(answer.body.key as string), answer };
};
const run = async (text: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> =>
  (await workspace.database.query({ text: text.replaceAll('#', `"${workspace.database.schema}".`), values })).rows;

describe('a key', () => {
  test('is told once, listed by its last four characters, and kept as a digest', async () => {
    const { key, id, answer } = await makeKey(admin, { name: 'Nightly export', scopes: ['read', 'export', 'read'] });
    expect(key).toMatch(/^rlt_[A-Za-z0-9_-]{43}$/);
    expect(answer.body).toMatchObject({
      name: 'Nightly export',
      hint: key.slice(-4),
      roles: null,
      scopes: ['read', 'export'],
      usedAt: null,
      revokedAt: null,
    });
    const listed = await admin.call('GET', '/api/keys');
    expect(listed.body.data[0]).toMatchObject({ id, hint: key.slice(-4), user: { id: admin.id } });
    const tables = await run(
      `select (select json_agg(k) from #relata_api_keys k)::text || (select json_agg(h) from #relata_history h)::text as text`,
    );
    for (const text of [JSON.stringify(listed.body), String(tables[0]!['text'])]) expect(text).not.toContain(key.slice(4));
  });

  test('opens what its user may do, as the user, without the header of our pages', async () => {
    const { call, id } = await makeKey(admin, { scopes: ['read', 'write'] });
    expect((await call('GET', '/api/session')).body.user.id).toBe(admin.id);
    const changed = await call('PATCH', where, { description: 'by key' });
    expect(changed.status).toBe(200);
    expect(changed.body.updatedBy.id).toBe(admin.id);
    expect((await admin.call('GET', `${where}/history`)).body.data[0]).toMatchObject({ source: 'api', actor: { id: admin.id } });
    expect((await admin.call('GET', '/api/keys')).body.data.find((each: { id: string }) => each.id === id).user.id).toBe(admin.id);
  });

  test('takes one statement beside the one that reads', async () => {
    const { key, id } = await makeKey(admin);
    await withKey(key)('GET', where);
    await expect.poll(() => run('select used_at from #relata_api_keys where id = $1', [id])).not.toEqual([{ used_at: null }]);
    const counted = await startCountedServer(app.input, workspace);
    const answer = await fetch(counted.url + where, { headers: { Authorization: `Bearer ${key}` } });
    expect(answer.status).toBe(200);
    await answer.text();
    expect(counted.take()).toHaveLength(2);
  });

  test('goes before a cookie that comes along', async () => {
    const sales = await app.signIn(['crm.sales']);
    const { key } = await makeKey(sales);
    const answer = await admin.call('GET', '/api/session', undefined, { Authorization: `Bearer ${key}` });
    expect(answer.body.user.id).toBe(sales.id);
    expectProblem(await admin.call('GET', '/api/session', undefined, { Authorization: 'Bearer rlt_nothing' }), 401);
  });

  test('has its last use noted, once a minute and not by the request', async () => {
    const { call, id } = await makeKey(admin);
    await Promise.all(Array.from({ length: 5 }, () => call('GET', where)));
    const used = async (): Promise<unknown> => (await run('select used_at from #relata_api_keys where id = $1', [id]))[0]!['used_at'];
    await expect.poll(used).not.toBeNull();
    const first = await used();
    await call('GET', where);
    expect(await used()).toBe(first);
    await run(`update #relata_api_keys set used_at = used_at - interval '2 minutes' where id = $1`, [id]);
    await call('GET', where);
    await expect.poll(async () => (await used()) !== first).toBe(true);
  });
});

describe('scopes and roles', () => {
  test.each<[string, readonly string[], string, string, unknown]>([
    ['write', ['read'], 'PATCH', where, { name: 'x' }],
    ['create', ['read'], 'POST', '/api/records/account', { name: 'x' }],
    [
      'create in bulk',
      ['read'],
      'POST',
      '/api/records/account/bulk',
      { operations: [{ action: 'create', values: { name: 'x' } }], atomic: true },
    ],
    ['delete', ['read', 'write'], 'DELETE', where, undefined],
    ['read', ['write'], 'GET', where, undefined],
    ['list', ['write', 'delete', 'export', 'import', 'metadata', 'audits'], 'GET', '/api/records/account', undefined],
    ['export', ['read', 'write'], 'POST', '/api/exports', { entity: 'crm.account' }],
    ['see documents', ['read', 'write'], 'GET', '/api/metadata/documents', undefined],
    ['see drafts', ['read', 'write'], 'GET', '/api/metadata/drafts', undefined],
    ['make a draft', ['read', 'write'], 'POST', '/api/metadata/drafts', {}],
    ['see versions', ['read', 'write'], 'GET', '/api/metadata/versions', undefined],
    ['see the trash of the metadata', ['read', 'write'], 'GET', '/api/metadata/trash', undefined],
    ['run audits', ['read', 'write'], 'POST', '/api/audits/crm.year-end/runs', {}],
    ['see the outbox', ['read'], 'GET', '/api/outbox', undefined],
  ])('a key cannot %s with %j', async (_name, scopes, method, path, body) => {
    const { call } = await makeKey(admin, { scopes });
    const answer = await call(method, path, body);
    expectProblem(answer, 403, 404);
  });

  test.each<[readonly string[], string, string, unknown]>([
    [['read'], 'GET', where, undefined],
    [['read', 'write'], 'POST', '/api/records/account', { name: 'made by key' }],
    [['read', 'export'], 'POST', '/api/exports', { entity: 'crm.account' }],
    [['metadata'], 'GET', '/api/metadata/documents', undefined],
    [['audits', 'read'], 'GET', '/api/audits', undefined],
    [['read', 'write'], 'GET', '/api/outbox', undefined],
  ])('%j permits %s %s', async (scopes, method, path, body) => {
    const { call } = await makeKey(admin, { scopes });
    expect((await call(method, path, body)).status).toBeLessThan(300);
  });

  test('roles of a key are never wider than those that its user has at the moment', async () => {
    const user = await app.signIn(['crm.manager', 'crm.sales']);
    const wide = await makeKey(user, { scopes: ['read', 'audits'] });
    const narrow = await makeKey(user, { roles: ['crm.sales'], scopes: ['read', 'audits'] });
    expect((await wide.call('GET', '/api/audits')).status).toBe(200);
    expectProblem(await narrow.call('GET', '/api/audits'), 403);
    await admin.call('PATCH', `/api/records/system.user/${user.id}`, { roles: ['crm.manager'] });
    expectProblem(await narrow.call('GET', '/api/records/account'), 403);
    await admin.call('PATCH', `/api/records/system.user/${user.id}`, { roles: ['crm.sales'] });
    expectProblem(await wide.call('GET', '/api/audits'), 403);
  });

  test.each<[string, object]>([
    ['a role that its maker has not', { roles: ['system.admin'] }],
    ['no scopes', { scopes: [] }],
    ['a scope that there is not', { scopes: ['admin'] }],
    ['a scope that is an object', { scopes: [{ $ne: '' }] }],
    ['scopes that are a text', { scopes: 'read' }],
    ['no name', { name: ' ' }],
    ['a name with a line break', { name: 'a\r\nb' }],
    ['a name that is a list', { name: ['x'] }],
    ['an end in the past', { expiresAt: '2020-01-01T00:00:00Z' }],
    ['an end that is none', { expiresAt: 'never' }],
    ['an end that is a number', { expiresAt: 9e15 }],
  ])('a key with %s is not made', async (_name, values) => {
    const user = await app.signIn(['crm.sales']);
    const answer = await user.call('POST', '/api/keys', { name: 'Robot', scopes: ['read'], ...values });
    expectProblem(answer, 422);
    expect(answer.body.errors[0].pointer).toBe(`/${Object.keys(values)[0] ?? ''}`);
    expect((await user.call('GET', '/api/keys')).body.data).toEqual([]);
  });

  test.each<[string, string, unknown]>([
    ['GET', '/api/keys', undefined],
    ['POST', '/api/keys', { name: 'Child', scopes: ['read'] }],
    ['DELETE', '/api/keys/00000000-0000-4000-8000-000000000000', undefined],
    ['POST', '/api/session', { email: 'user1@example.com', password: 'correct horse battery' }],
    ['DELETE', '/api/session', undefined],
    ['PUT', '/api/session/password', { current: 'correct horse battery', password: 'another long one' }],
  ])('a key cannot %s %s', async (method, path, body) => {
    const { call } = await makeKey(admin, { scopes: ['read', 'write', 'delete', 'metadata'] });
    const answer = await call(method, path, body);
    expectProblem(answer, 403);
    expect(answer.body.code).toBe('key');
  });
});

test('a key cannot look at the system as somebody whose rights are wider than its scopes', async () => {
  const { call } = await makeKey(admin, { scopes: ['read', 'write'] });
  for (const wanted of ['system.admin', 'crm.manager', `user:${admin.id}`]) {
    const answer = await call('GET', '/api/metadata/documents', undefined, { 'X-Relata-View-As': wanted });
    expectProblem(answer, 403);
    expect(answer.body.code).toBe('view-as');
  }
});

describe('a key that is worth nothing', () => {
  test('is refused in the same words, whether unknown, expired, revoked, of somebody who has gone, or no key at all', async () => {
    const user = await app.signIn(['crm.sales']);
    const gone = await app.signIn(['crm.sales']);
    const [expired, revoked, left] = [await makeKey(user, { expiresAt: '2999-01-01T00:00:00Z' }), await makeKey(user), await makeKey(gone)];
    await run(`update #relata_api_keys set expires_at = now() - interval '1 second' where id = $1`, [expired.id]);
    expect((await revoked.call('GET', '/api/records/account')).status).toBe(200);
    expect((await user.call('DELETE', `/api/keys/${revoked.id}`)).status).toBe(204);
    await admin.call('PATCH', `/api/records/system.user/${gone.id}`, { active: false });
    const session = gone.cookie.split('=')[1] ?? '';
    const calls = [expired.key, revoked.key, left.key, 'rlt_unknown', session, '', "' or 1=1 --", `${expired.key}x`, 'x'.repeat(6000)];
    const answers = await Promise.all(calls.map((key) => withKey(key)('GET', '/api/records/account')));
    for (const answer of answers) {
      expectProblem(answer, 401);
      expect(answer.body).toEqual(answers[0]!.body);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  test('ends the stream that was opened with it', async () => {
    const { key, id } = await makeKey(admin);
    const { body } = await fetch(`${app.url}/api/events`, { headers: { Authorization: `Bearer ${key}` } });
    const stream = body!.getReader();
    await stream.read();
    await admin.call('PATCH', where, { description: 'heard by the key' });
    let heard = '';
    while (!heard.includes(account.id)) heard += new TextDecoder().decode((await stream.read()).value);
    await admin.call('DELETE', `/api/keys/${id}`);
    await admin.call('PATCH', where, { description: 'not heard by the key' });
    heard = '';
    for (let part = await stream.read(); !part.done; part = await stream.read()) heard += new TextDecoder().decode(part.value);
    expect(heard).not.toContain(account.id);
  });

  test('was revoked by its user or an admin; others are told that it is not there', async () => {
    const [user, other] = [await app.signIn(['crm.sales']), await app.signIn(['crm.sales'])];
    const [one, two] = [await makeKey(user), await makeKey(user)];
    expectProblem(await other.call('DELETE', `/api/keys/${one.id}`), 404);
    expectProblem(await other.call('GET', `/api/keys?user=${user.id}`), 403);
    expectProblem(await other.call('GET', '/api/keys?all=true'), 403);
    expect((await admin.call('GET', `/api/keys?user=${user.id}`)).body.data).toHaveLength(2);
    const results = await Promise.all([1, 2, 3].map(() => admin.call('DELETE', `/api/keys/${two.id}`)));
    expect(results.map((answer) => answer.status).sort()).toEqual([204, 409, 409]);
    const actions = await run(
      `select action, actor::text from #relata_history where record_id = $1 and action like 'key-%' order by at, id`,
      [user.id],
    );
    expect(actions).toEqual([
      { action: 'key-made', actor: user.id },
      { action: 'key-made', actor: user.id },
      { action: 'key-revoked', actor: admin.id },
    ]);
  });
});
