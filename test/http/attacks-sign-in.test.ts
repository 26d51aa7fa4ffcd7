/**
 * The sign-in cases that every platform of this kind has been caught by: each is refused or handled just as it should be, leaves a trace, tells nothing,
 * and leaves the server alive. What has a file of its own (resets, invitations, keys, second factors, providers) is tried there case by case; here stand
 * the cases that go across.
 */
import { createServer } from 'node:http';
import { generateSync } from 'otplib';
import { afterAll, describe, expect, test } from 'vitest';
import { systemContext } from '../../server/access/workspace.ts';
import { createHttp } from '../../server/http/server.ts';
import { verifyPassword } from '../../server/identity/passwords.ts';
import { makeToken } from '../../server/identity/tokens.ts';
import { readConfig } from '../../server/kernel/config.ts';
import { readSecrets } from '../../server/kernel/secrets.ts';
import { startCountedServer } from '../support/counted-server.ts';
import { expectProblem } from '../support/problems.ts';
import { startTestApp, type Answer, type Call } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace(8);
const app = await startTestApp(workspace);
const counted = await startCountedServer(app.input, workspace);
const admin = await app.signIn(['system.admin']);
const system = systemContext(workspace, 'api');
const password = 'correct horse battery';

const run = async (text: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> =>
  (await workspace.database.query({ text: text.replaceAll('#', `"${workspace.database.schema}".`), values })).rows;
const emailOf = async (id: string): Promise<string> =>
  (await run('select email from #system_user where id = $1', [id]))[0]!['email'] as string;
const signIn = (email: unknown, given: unknown = password, headers: Record<string, string> = {}): Promise<Answer> =>
  app.anonymous('POST', '/api/session', { email, password: given }, headers);
const actionsOf = async (id: string): Promise<string[]> =>
  (await run('select action from #relata_history where record_id = $1 order by at, id', [id])).map((row) => row['action'] as string);
const alive = async (): Promise<void> => expect((await admin.call('GET', '/api/session')).body.user.id).toBe(admin.id);

describe('whoever guesses', () => {
  test('costs the same statements for an address that is known, unknown, of somebody who has gone, or without a password', async () => {
    const [known, gone] = [await app.signIn(['crm.sales']), await app.signIn(['crm.sales'])];
    await admin.call('PATCH', `/api/records/system.user/${gone.id}`, { active: false });
    await admin.call('POST', '/api/records/system.user', { name: 'No password', email: 'bare@example.com' });
    const costs = new Map<string, { answer: unknown; statements: string[] }>();
    for (const email of [
      await emailOf(known.id),
      'nobody@example.com',
      await emailOf(gone.id),
      'bare@example.com',
      '',
      "' or 1=1 --",
      '\ud800\u0000',
    ]) {
      counted.take();
      const response = await fetch(`${counted.url}/api/session`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ email, password: 'wrong' }),
      });
      costs.set(email, { answer: [response.status, await response.json()], statements: counted.take() });
    }
    const [first] = costs.values();
    expect(first!.statements).toHaveLength(3);
    for (const [email, cost] of costs) expect(cost, email).toEqual(first);
  });

  test('makes the server work as hard where there is no password to compare with', async () => {
    const work = async (hash: string | null): Promise<number> => {
      const before = process.cpuUsage();
      for (let count = 0; count < 4; count++) await verifyPassword('wrong', hash);
      const { user, system: kernel } = process.cpuUsage(before);
      return user + kernel;
    };
    const [{ password: hash }] = (await run('select password from #relata_credentials limit 1')) as [{ password: string }];
    await work(null);
    const [none, some] = [await work(null), await work(hash)];
    // Processor time, not time: another process on this machine makes neither longer.
    expect(none / some).toBeGreaterThan(0.4);
    expect(none / some).toBeLessThan(2.5);
  });

  test('stays locked out after a restart, and another one is not', async () => {
    const [user, other] = [await app.signIn(['crm.sales']), await app.signIn(['crm.sales'])];
    for (let count = 0; count < 10; count++) await signIn(await emailOf(user.id), 'wrong');
    const again = await startTestApp(workspace);
    const locked = await again.anonymous('POST', '/api/session', { email: await emailOf(user.id), password });
    expectProblem(locked, 429);
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(15 * 60 - 60);
    expect(Number(locked.headers.get('retry-after'))).toBeLessThanOrEqual(15 * 60);
    expect((await again.anonymous('POST', '/api/session', { email: await emailOf(other.id), password })).status).toBe(200);
    expect((await actionsOf(user.id)).filter((action) => action === 'sign-in-failed')).toHaveLength(10);
  });

  test('is counted by the address, however it is written', async () => {
    const user = await app.signIn(['crm.sales']);
    const email = await emailOf(user.id);
    const spellings = [email, email.toUpperCase(), ` ${email} `, email.replace('u', 'Ｕ'), email.replace('e', 'é')];
    for (let count = 0; count < 10; count++) await signIn(spellings[count % spellings.length], 'wrong');
    expectProblem(await signIn(email), 429);
  });
});

describe('what is sent', () => {
  test.each<[string, unknown, number]>([
    ['a code of a reset as an object', { token: { $ne: null } }, 400],
    ['a code of a reset as a list', { token: ['a'] }, 400],
    ['a code of a reset as null', { token: null }, 400],
    ['a challenge as an object', { challenge: { $ne: null }, code: '123456' }, 400],
    ['a challenge without a code', { challenge: 'x' }, 400],
    ['a code as a number', { challenge: 'x', code: 123456 }, 400],
    ['a challenge that nobody made', { challenge: 'x'.repeat(43), code: '123456' }, 401],
    ['a challenge of a prototype', { challenge: '__proto__', code: '123456' }, 401],
    ['a challenge of NUL', { challenge: '\u0000', code: '\u0000' }, 401],
    ['a password beside a challenge', { challenge: 'x', code: '1', password }, 400],
    ['a user of its own choosing', { email: 'user1@example.com', password, user: 'x', roles: ['system.admin'] }, 400],
    ['a list for everything', [], 400],
    ['a text for everything', '"text"', 400],
    ['half an object', '{"email":', 400],
  ])('%s is refused', async (_name, body, status) => {
    expectProblem(await app.anonymous('POST', '/api/session', body), status);
    await alive();
  });

  test('a password of 10 MB is refused before it is read or worked on', async () => {
    const body = JSON.stringify({ email: 'user1@example.com', password: 'x'.repeat(10_000_000) });
    // The server answers before it has read everything, and the line may break under the rest.
    const answer = await app.anonymous('POST', '/api/session', body).catch(() => undefined);
    if (answer) expectProblem(answer, 413);
    for (const [method, path, given] of [
      ['PUT', '/api/session/password', { current: 'x'.repeat(2_000_000), password: 'x'.repeat(2_000_000) }],
      ['POST', '/api/session/second-factor', { password: 'x'.repeat(2_000_000) }],
    ] as const)
      expectProblem(await admin.call(method, path, given), 401, 422);
    await alive();
  });

  test.each([
    'POST /api/session',
    'POST /api/password-resets',
    'PUT /api/password-resets',
    'DELETE /api/sessions',
    'POST /api/keys',
    'POST /api/invitations',
    'PUT /api/session/second-factor',
  ])('%s takes nothing that a form of another site could send', async (call) => {
    const [method = '', path = ''] = call.split(' ');
    for (const [type, body] of [
      ['text/plain', '{"email":"user1@example.com"}'],
      ['application/x-www-form-urlencoded', 'email=user1@example.com'],
      ['multipart/form-data; boundary=x', '--x--'],
    ] as const)
      expectProblem(
        await admin.call(method, path, body, { 'Content-Type': type, 'X-Requested-With': '', Origin: 'https://evil.example' }),
        403,
        415,
      );
    expectProblem(await admin.call(method, path, {}, { 'Sec-Fetch-Site': 'cross-site' }), 403);
    await alive();
  });

  test.each<[string, string, unknown]>([
    ['GET', '/api/sessions', undefined],
    ['DELETE', '/api/sessions', undefined],
    ['DELETE', '/api/sessions/x', undefined],
    ['GET', '/api/keys', undefined],
    ['POST', '/api/keys', { name: 'x', scopes: ['read'] }],
    ['DELETE', '/api/keys/x', undefined],
    ['POST', '/api/session/second-factor', { password }],
    ['PUT', '/api/session/second-factor', { code: '123456' }],
    ['DELETE', '/api/session/second-factor', { password, code: '123456' }],
    ['POST', '/api/session/recovery-codes', { password }],
    ['PUT', '/api/session/password', { password: 'another long one' }],
    ['POST', '/api/invitations', { email: 'x@example.com', name: 'X', roles: ['crm.sales'] }],
    ['DELETE', `/api/users/${admin.id}/sessions`, undefined],
    ['DELETE', `/api/users/${admin.id}/second-factor`, undefined],
  ])('%s %s is not for strangers', async (method, path, body) => {
    expectProblem(await app.anonymous(method, path, body), 401);
    await alive();
  });

  test('members and parameters that nobody reads are named', async () => {
    for (const [method, path, body] of [
      ['GET', '/api/sessions?user=x', undefined],
      ['GET', '/api/keys?owner=x', undefined],
      ['GET', '/api/keys?all=1', undefined],
      ['GET', '/api/keys?user=a&user=b', undefined],
      ['POST', '/api/keys', { name: 'x', scopes: ['read'], user: admin.id }],
      ['POST', '/api/invitations', { user: admin.id, roles: ['system.admin'] }],
      ['PUT', '/api/session/second-factor', { code: '1', user: admin.id }],
      ['DELETE', '/api/sessions', { user: admin.id }],
      ['POST', '/api/password-resets', { email: 'a@example.com', url: 'https://evil.example' }],
      ['PUT', '/api/password-resets', { token: 'x', password, user: admin.id }],
    ] as const)
      expectProblem(await admin.call(method, path, body), 400);
  });
});

describe('where it leads', () => {
  test('no link and no redirect follows what a request calls its host', async () => {
    const user = await app.signIn(['crm.sales']);
    const forged = {
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-Proto': 'https',
      Forwarded: 'host=evil.example;proto=https',
      'X-Original-URL': '//evil.example',
    };
    const invited = await admin.call('POST', '/api/invitations', { email: 'host@example.com', name: 'Host', roles: ['crm.sales'] }, forged);
    expect(invited.body.link).toMatch(/^http:\/\/127\.0\.0\.1\/sign-in\?token=/);
    await app.anonymous('POST', '/api/password-resets', { email: await emailOf(user.id) }, forged);
    const mails = await run(`select plain from #relata_mails where confidential`);
    expect(mails.length).toBeGreaterThan(0);
    for (const { plain } of mails) expect(String(plain).match(/https?:\/\/[^/\s]+/g)).toEqual(['http://127.0.0.1']);
  });

  test('a Host header that is none of ours signs nobody in anywhere else', async () => {
    const server = createServer((request, response) => void createHttp(app.input).callback()(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    afterAll(() => server.close());
    const address = server.address();
    const { request } = await import('node:http');
    const cookie = await new Promise<string>((resolve, reject) => {
      const body = JSON.stringify({ email: 'user1@example.com', password });
      const call = request(
        {
          port: typeof address === 'object' && address ? address.port : 0,
          host: '127.0.0.1',
          path: '/api/session',
          method: 'POST',
          headers: { Host: 'evil.example', 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
        },
        (response) => {
          response.resume();
          response.on('end', () => resolve((response.headers['set-cookie'] ?? []).join()));
        },
      );
      call.on('error', reject);
      call.end(body);
    });
    expect(cookie).toContain('relata_session=');
    expect(cookie).not.toMatch(/domain=/i);
  });

  test('the session that was there before a sign-in, by whatever way, is worth nothing afterwards', async () => {
    const user = await app.signIn(['crm.sales']);
    const token = await makeToken(system, user.id, 'sign-in', 60);
    expect((await user.call('POST', '/api/session', { token })).status).toBe(200);
    expectProblem(await user.call('GET', '/api/model'), 401);
  });
});

describe('what ends access', () => {
  const ways: readonly [string, (user: { id: string; call: Call }) => Promise<unknown>][] = [
    ['a new password', (user) => user.call('PUT', '/api/session/password', { current: password, password: 'another long one' })],
    ['the end of all sessions by an admin', (user) => admin.call('DELETE', `/api/users/${user.id}/sessions`)],
    [
      'being switched off and on',
      async (user) => {
        await admin.call('PATCH', `/api/records/system.user/${user.id}`, { active: false });
        await admin.call('PATCH', `/api/records/system.user/${user.id}`, { active: true });
      },
    ],
    [
      'the trash, and coming back from it',
      async (user) => {
        await admin.call('DELETE', `/api/records/system.user/${user.id}`);
        await admin.call('POST', `/api/records/system.user/${user.id}/restore`);
      },
    ],
    [
      'being switched off and on by one bulk call each',
      async (user) => {
        for (const active of [false, true])
          await admin.call('POST', '/api/records/system.user/bulk', {
            operations: [{ action: 'update', id: user.id, values: { active } }],
          });
      },
    ],
  ];
  test.each(ways)('%s ends the other sessions for good', async (_name, way) => {
    const user = await app.signIn(['crm.sales']);
    const other = await signIn(await emailOf(user.id));
    const cookie = (other.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    expect((await app.anonymous('GET', '/api/model', undefined, { Cookie: cookie })).status).toBe(200);
    await way(user);
    expectProblem(await app.anonymous('GET', '/api/model', undefined, { Cookie: cookie }), 401);
    expect(await run('select 1 from #relata_sessions where user_id = $1', [user.id])).toHaveLength(_name === 'a new password' ? 1 : 0);
  });

  test('the write that switches a user off is the statement that ends their sessions: there is nothing between to be pulled apart', async () => {
    const user = await app.signIn(['crm.sales']);
    counted.take();
    const response = await fetch(`${counted.url}/api/records/system.user/${user.id}`, {
      method: 'PATCH',
      headers: { Cookie: admin.cookie, 'X-Requested-With': 'relata', 'Content-Type': 'application/json' },
      body: JSON.stringify({ active: false }),
    });
    expect(response.status).toBe(200);
    await response.text();
    // The write runs on the line that it shares with the commit; no statement besides touches sessions.
    expect(counted.take().filter((text) => /(?:delete from|update) "[^"]+"\."relata_(?:sessions|tokens)"/.test(text))).toEqual([]);
    expect(await run('select 1 from #relata_sessions where user_id = $1', [user.id])).toEqual([]);
  });

  test('whoever signs in while they are switched off keeps nothing of it when they come back', async () => {
    const user = await app.signIn(['crm.sales']);
    const email = await emailOf(user.id);
    await Promise.all([
      ...Array.from({ length: 6 }, () => signIn(email)),
      admin.call('PATCH', `/api/records/system.user/${user.id}`, { active: false }),
    ]);
    await admin.call('PATCH', `/api/records/system.user/${user.id}`, { active: true });
    expect(await run('select 1 from #relata_sessions where user_id = $1', [user.id])).toEqual([]);
  });

  test('whoever signs in with the old password while it is changed keeps nothing of it', async () => {
    const user = await app.signIn(['crm.sales']);
    const email = await emailOf(user.id);
    const [, ...answers] = await Promise.all([
      user.call('PUT', '/api/session/password', { current: password, password: 'another long one' }),
      ...Array.from({ length: 8 }, () => signIn(email)),
    ]);
    for (const answer of answers.filter((each) => each.status === 200)) {
      const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      expectProblem(await app.anonymous('GET', '/api/model', undefined, { Cookie: cookie }), 401);
    }
    expect((await user.call('GET', '/api/model')).status).toBe(200);
  });
});

describe('history', () => {
  test('has an entry for everything that happened to an account, and no secret', async () => {
    const user = await app.signIn(['crm.sales']);
    const email = await emailOf(user.id);
    await signIn(email, 'the wrong password');
    const { body: key } = await user.call('POST', '/api/keys', { name: 'Robot', scopes: ['read'] });
    await user.call('DELETE', `/api/keys/${key.id as string}`);
    await app.anonymous('POST', '/api/password-resets', { email });
    const [mail] = await run('select plain from #relata_mails where $1 = any(recipients)', [email]);
    const token = /reset=([\w-]+)/.exec(mail!['plain'] as string)![1]!;
    await app.anonymous('PUT', '/api/password-resets', { token, password: 'an entirely new one' });
    const again = await signIn(email, 'an entirely new one');
    const cookie = (again.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    await app.anonymous('DELETE', '/api/session', undefined, { Cookie: cookie });
    expect(await actionsOf(user.id)).toEqual([
      'create',
      'password',
      'sign-in',
      'sign-in-failed',
      'key-made',
      'key-revoked',
      'password-reset-asked',
      'password-reset',
      'sign-in',
      'sign-out',
    ]);
    const text = JSON.stringify(await run('select * from #relata_history where record_id = $1', [user.id]));
    for (const secret of [
      password,
      'the wrong password',
      'an entirely new one',
      token,
      (key.key as string).slice(4),
      cookie.split('=')[1]!,
    ])
      expect(text).not.toContain(secret);
  });

  test('has the entry in the transaction of the deed: what cannot be noted is not done', async () => {
    const user = await app.signIn(['crm.sales']);
    const email = await emailOf(user.id);
    const { body: key } = await user.call('POST', '/api/keys', { name: 'Robot', scopes: ['read'] });
    const begun = await user.call('POST', '/api/session/second-factor', { password });
    const code = generateSync({ secret: begun.body.secret as string });
    const state = () =>
      run(
        `select (select json_agg(s order by s.id) from #relata_sessions s where s.user_id = $1) as sessions, (select json_agg(k order by k.id) from #relata_api_keys k where k.user_id = $1) as keys,
        (select json_agg(t order by t.id) from #relata_tokens t) as tokens, (select json_agg(m.id order by m.id) from #relata_mails m) as mails, (select json_agg(u order by u.id) from #system_user u) as users,
        (select json_agg(c) from #relata_credentials c where c.user_id = $1) as credentials, (select json_agg(f) from #relata_second_factors f where f.user_id = $1) as factors,
        (select count(*) from #relata_recovery_codes) as codes, (select json_agg(c order by c.id) from #relata_challenges c) as challenges`,
        [user.id],
      );
    const before = await state();
    await run(
      `alter table #relata_history add constraint nothing_is_noted check (entity <> 'system.user' or action in ('create', 'sign-in-failed')) not valid`,
    );
    try {
      for (const deed of [
        () => signIn(email),
        () => user.call('DELETE', '/api/session'),
        () => user.call('DELETE', '/api/sessions'),
        () => admin.call('DELETE', `/api/users/${user.id}/sessions`),
        () => user.call('PUT', '/api/session/password', { current: password, password: 'another long one' }),
        () => user.call('PUT', '/api/session/second-factor', { code }),
        () => user.call('POST', '/api/keys', { name: 'Second', scopes: ['read'] }),
        () => user.call('DELETE', `/api/keys/${key.id as string}`),
        () => app.anonymous('POST', '/api/password-resets', { email }),
        () => admin.call('POST', '/api/invitations', { email: 'unnoted@example.com', name: 'X', roles: ['crm.sales'] }),
        () => admin.call('PATCH', `/api/records/system.user/${user.id}`, { active: false }),
      ]) {
        expect((await deed()).status, String(deed)).toBeGreaterThanOrEqual(400);
        expect(await state(), String(deed)).toEqual(before);
      }
    } finally {
      await run('alter table #relata_history drop constraint nothing_is_noted');
    }
    expect((await user.call('PUT', '/api/session/second-factor', { code })).status).toBe(200);
  });
});

describe('a secret that everybody knows', () => {
  test.each(['changeme', 'secret', 'x'.repeat(64), 'abababababababababababababababababab', ''.padEnd(40, '0123')])(
    '%s stops the start',
    async (secret) => {
      await expect(readSecrets('/tmp', secret)).rejects.toThrow('RELATA_SECRET');
    },
  );

  test('has no default: without one, each installation makes its own', () => {
    expect(readConfig({}).secret).toBeUndefined();
  });
});
