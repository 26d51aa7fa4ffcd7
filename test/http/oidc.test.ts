/** Sign-in by a real provider of identities, as it should go and as attackers would have it. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { afterAll, describe, expect, test } from 'vitest';
import { createWorkspace } from '../../server/access/workspace.ts';
import { createHttp } from '../../server/http/server.ts';
import { createProvider, type Claims, type IdentityProvider } from '../../server/identity/oidc/provider.ts';
import { openBrowser, startOidcServer, type Browser, type OidcAccount } from '../support/oidc-server.ts';
import { expectProblem } from '../support/problems.ts';
import { startTestApp } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const started = await createTestWorkspace(8);
let ahead = 0;
const workspace = createWorkspace({
  name: 'test',
  database: started.database,
  model: started.model(),
  version: started.version(),
  clock: { now: () => new Date(Date.now() + ahead) },
  logger: started.logger,
});
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);

/** A server that listens, and knows where it is before it is made. */
async function listen(): Promise<{ readonly url: string; readonly use: (provider: IdentityProvider) => void }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url,
    use(provider) {
      const handle = createHttp({ ...app.input, publicUrl: url, provider }).callback();
      server.on('request', (request, response) => void handle(request, response));
    },
  };
}
async function serve(provider: IdentityProvider): Promise<string> {
  const { url, use } = await listen();
  use(provider);
  return url;
}

const callback = '/api/session/oidc/oidc/callback';
const [first, second] = [await listen(), await listen()];
const idp = await startOidcServer([first.url + callback, second.url + callback]);
first.use(createProvider({ ...idp, title: 'Example', roles: ['crm.sales'] }));
second.use(createProvider({ ...idp, title: 'Example', roles: [] }));
const [ours, closed] = [first.url, second.url];

const run = async (text: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> =>
  (await workspace.database.query({ text: text.replaceAll('#', `"${workspace.database.schema}".`), values })).rows;
const emailOf = async (id: string): Promise<string> =>
  (await run('select email from #system_user where id = $1', [id]))[0]!['email'] as string;
const isBack = (url: URL): boolean => url.pathname === callback;
const beginUrl = (back = '/deals?view=board'): string => `${ours}/api/session/oidc/oidc?return=${encodeURIComponent(back)}`;
let subjects = 0;
const somebody = (values: Omit<OidcAccount, 'sub'> = {}): OidcAccount => ({ sub: `subject-${++subjects}`, ...values });

/** Signs in at the provider. @returns the address with which the browser comes back, not yet asked for */
async function comeBack(browser: Browser, account: OidcAccount | null, url = beginUrl()): Promise<URL> {
  idp.signsInAs(account);
  return browser.follow(url, isBack);
}
/** Comes all the way. @returns where it ends */
async function arrive(browser: Browser, account: OidcAccount | null, url = beginUrl()): Promise<URL> {
  return finish(browser, await comeBack(browser, account, url));
}
async function finish(browser: Browser, back: URL): Promise<URL> {
  const response = await browser.get(back.href);
  expect(response.status).toBe(302);
  return new URL(response.headers.get('location') ?? '', ours);
}
const who = async (browser: Browser): Promise<{ id: string; email: string; mustSetPassword: boolean } | null> =>
  ((await (await browser.get(`${ours}/api/session`)).json()) as { user: { id: string; email: string; mustSetPassword: boolean } | null })
    .user;
async function expectRefused(browser: Browser, at: URL, code: string): Promise<void> {
  expect(at.pathname + at.search).toBe(`/sign-in?error=${code}`);
  expect(await who(browser)).toBeNull();
  expect([...browser.cookies.keys()].filter((key) => key.endsWith('relata_session'))).toEqual([]);
}

describe('a sign-in by the provider', () => {
  test('is offered to strangers, and its title is on the button', async () => {
    const response = await openBrowser().get(`${ours}/api/session`);
    expect(await response.json()).toEqual({ user: null, providers: [{ id: 'oidc', title: 'Example' }] });
    expect((await app.anonymous('GET', '/api/session')).body).toEqual({ user: null, providers: [] });
    expectProblem(await app.anonymous('GET', '/api/session/oidc/oidc'), 404);
  });

  test('makes a new user with the roles for newcomers, leads to where they wanted to go, and finds the same user again', async () => {
    const browser = openBrowser();
    const account = somebody({ email: 'new@idp.example', email_verified: true, name: 'New Somebody' });
    const end = await arrive(browser, account);
    expect(end.href).toBe(`${ours}/deals?view=board`);
    const user = await who(browser);
    expect(user).toMatchObject({ email: 'new@idp.example', mustSetPassword: false });
    expect(await run('select name, roles from #system_user where id = $1', [user!.id])).toEqual([
      { name: 'New Somebody', roles: ['crm.sales'] },
    ]);
    const again = openBrowser();
    await arrive(again, { ...account, email: 'changed@idp.example', name: 'Changed' }, beginUrl('/'));
    expect((await who(again))?.id).toBe(user!.id);
    const actions = await run(
      `select action, changes -> 'by' ->> 'after' as by from #relata_history where record_id = $1 order by at, id`,
      [user!.id],
    );
    expect(actions.map((each) => each['action'])).toEqual(['create', 'identity-linked', 'sign-in', 'sign-in']);
    expect(actions.at(-1)).toEqual({ action: 'sign-in', by: 'provider' });
  });

  test('links the user who has the address, if the provider vouches for it', async () => {
    const user = await app.signIn(['crm.manager']);
    const browser = openBrowser();
    await arrive(browser, somebody({ email: (await emailOf(user.id)).toUpperCase(), email_verified: true }));
    expect((await who(browser))?.id).toBe(user.id);
    expect(await run('select subject from #relata_identities where user_id = $1', [user.id])).toEqual([{ subject: `subject-${subjects}` }]);
  });

  test('asks for the code of a second factor like any other sign-in', async () => {
    const { generateSync } = await import('otplib');
    const user = await app.signIn(['crm.sales']);
    const { body } = await user.call('POST', '/api/session/second-factor', { password: 'correct horse battery' });
    const secret = body.secret as string;
    const epoch = Math.floor((Date.now() + ahead) / 1000);
    await user.call('PUT', '/api/session/second-factor', { code: generateSync({ secret, epoch }) });
    const browser = openBrowser();
    const end = await arrive(browser, somebody({ email: await emailOf(user.id), email_verified: true }));
    expect(end.pathname).toBe('/sign-in');
    expect(end.searchParams.get('to')).toBe('/deals?view=board');
    expect(await who(browser)).toBeNull();
    const code = generateSync({ secret, epoch: epoch + 30 });
    const answer = await app.anonymous('POST', '/api/session', { challenge: end.searchParams.get('challenge'), code });
    expect(answer.body.user.id).toBe(user.id);
  });

  test('ends the session that the browser had before', async () => {
    const browser = openBrowser();
    const account = somebody({ email: 'twice@idp.example', email_verified: true });
    await arrive(browser, account);
    const key = [...browser.cookies.keys()].find((each) => each.endsWith('relata_session'))!;
    const before = browser.cookies.get(key)!;
    await arrive(browser, account);
    expect(browser.cookies.get(key)).not.toBe(before);
    const old = openBrowser();
    old.cookies.set(key, before);
    expect(await who(old)).toBeNull();
  });
});

describe('whoever is not let in is told by a code, and nothing is made of them', () => {
  test('somebody who breaks it off at the provider', async () => {
    const browser = openBrowser();
    await expectRefused(browser, await arrive(browser, null), 'oidc-denied');
  });

  test.each<[string, Omit<OidcAccount, 'sub'>]>([
    ['without an address', {}],
    ['for whose address the provider does not vouch', { email: 'user1@example.com', email_verified: false }],
    ['of whose address the provider does not say', { email: 'user1@example.com' }],
    ['whose address would be two', { email: 'user1@example.com,evil@evil.example', email_verified: true }],
  ])('somebody %s', async (_name, values) => {
    const browser = openBrowser();
    const before = await run('select count(*)::int as n from #system_user');
    await expectRefused(browser, await arrive(browser, somebody(values)), 'oidc-unverified');
    expect(await run('select count(*)::int as n from #system_user')).toEqual(before);
  });

  test('somebody who was switched off, by address and by subject', async () => {
    const user = await app.signIn(['crm.sales']);
    const account = somebody({ email: await emailOf(user.id), email_verified: true });
    const browser = openBrowser();
    await arrive(browser, account);
    await admin.call('PATCH', `/api/records/system.user/${user.id}`, { active: false });
    expect(await who(browser)).toBeNull();
    await expectRefused(openBrowser(), await arrive(openBrowser(), account), 'oidc-refused');
    await expectRefused(
      openBrowser(),
      await arrive(openBrowser(), somebody({ email: await emailOf(user.id), email_verified: true })),
      'oidc-refused',
    );
  });

  test('somebody whose address looks like that of a user, and somebody who was given the address of another', async () => {
    const user = await app.signIn(['system.admin']);
    await run(`update #system_user set email = 'rene@idp.example' where id = $1`, [user.id]);
    const accent = openBrowser();
    await arrive(accent, somebody({ email: 'rené@idp.example', email_verified: true }));
    expect((await who(accent))?.id).not.toBe(user.id);
    await arrive(openBrowser(), somebody({ email: 'rene@idp.example', email_verified: true }));
    const second = openBrowser();
    await expectRefused(second, await arrive(second, somebody({ email: 'rene@idp.example', email_verified: true })), 'oidc-refused');
  });

  test('a newcomer where there are no roles for newcomers', async () => {
    idp.signsInAs(somebody({ email: 'stranger@idp.example', email_verified: true }));
    const browser = openBrowser();
    const back = await browser.follow(`${closed}/api/session/oidc/oidc`, isBack);
    const end = await browser.get(back.href);
    expect(end.headers.get('location')).toBe('/sign-in?error=oidc-refused');
    expect(await run(`select 1 from #system_user where email = 'stranger@idp.example'`)).toEqual([]);
  });
});

describe('the way back', () => {
  const account = somebody({ email: 'attacked@idp.example', email_verified: true });

  test('is gone once, and by no other browser', async () => {
    const browser = openBrowser();
    const back = await comeBack(browser, account);
    const other = openBrowser();
    await expectRefused(other, await finish(other, back), 'oidc-state');
    // Whoever tried it elsewhere has used it up.
    await expectRefused(browser, await finish(browser, back), 'oidc-state');
    const good = await comeBack(browser, account);
    const copy = openBrowser();
    for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
    expect((await finish(browser, good)).pathname).toBe('/deals');
    await expectRefused(copy, await finish(copy, good), 'oidc-state');
  });

  test('of five at the same time with the same state, one is let in', async () => {
    const browser = openBrowser();
    const back = await comeBack(browser, account);
    const copies = Array.from({ length: 5 }, () => {
      const copy = openBrowser();
      for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
      return copy;
    });
    const ends = await Promise.all(copies.map((copy) => finish(copy, back)));
    expect(ends.filter((end) => end.pathname === '/deals')).toHaveLength(1);
    expect(ends.filter((end) => end.search === '?error=oidc-state')).toHaveLength(4);
  });

  test.each<[string, (back: URL) => void, string]>([
    ['a forged state', (back) => back.searchParams.set('state', 'x'.repeat(43)), 'oidc-state'],
    ['no state', (back) => back.searchParams.delete('state'), 'oidc-state'],
    ['two states', (back) => back.searchParams.append('state', 'other'), 'oidc-failed'],
    ['a forged code', (back) => back.searchParams.set('code', 'forged'), 'oidc-failed'],
    ['no code', (back) => back.searchParams.delete('code'), 'oidc-failed'],
    ['another issuer', (back) => back.searchParams.set('iss', 'https://evil.example'), 'oidc-failed'],
    ['an error with markup', (back) => back.searchParams.set('error', '<script>alert(1)</script>'), 'oidc-denied'],
    ['NUL in the state', (back) => back.searchParams.set('state', '\u0000'), 'oidc-state'],
  ])('with %s leads to the sign-in', async (_name, forge, code) => {
    const browser = openBrowser();
    const back = await comeBack(browser, account);
    forge(back);
    await expectRefused(browser, await finish(browser, back), code);
  });

  test('with a token for another question (wrong nonce) is refused', async () => {
    const browser = openBrowser();
    idp.signsInAs(account);
    const start = await browser.get(beginUrl());
    const asked = new URL(start.headers.get('location') ?? '');
    asked.searchParams.set('nonce', 'the nonce of another sign-in');
    const back = await browser.follow(asked.href, isBack);
    await expectRefused(browser, await finish(browser, back), 'oidc-failed');
  });

  test('with a code that was asked for with another challenge (PKCE) is refused', async () => {
    const browser = openBrowser();
    idp.signsInAs(account);
    const start = await browser.get(beginUrl());
    const asked = new URL(start.headers.get('location') ?? '');
    asked.searchParams.set('code_challenge', 'x'.repeat(43));
    const back = await browser.follow(asked.href, isBack);
    await expectRefused(browser, await finish(browser, back), 'oidc-failed');
  });

  test('after ten minutes is too late', async () => {
    const browser = openBrowser();
    const back = await comeBack(browser, account);
    ahead += 601_000;
    await expectRefused(browser, await finish(browser, back), 'oidc-state');
    ahead -= 601_000;
  });

  test('is asked for at our own address, whatever the request calls its host', async () => {
    const response = await fetch(beginUrl(), {
      redirect: 'manual',
      headers: { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https' },
    });
    expect(new URL(response.headers.get('location') ?? '').searchParams.get('redirect_uri')).toBe(ours + callback);
    expect(response.headers.getSetCookie().join()).toMatch(/relata_oidc=[\w-]{43}; path=\/api\/session\/oidc; .*samesite=lax; httponly/i);
  });

  test.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/a/..//evil.example',
    'javascript:alert(1)',
    '/\t/evil.example',
  ])('to %j is refused before anybody is sent anywhere', async (path) => {
    expect((await openBrowser().get(beginUrl(path))).status).toBe(400);
  });

  test('may be gone by somebody who is signed in, with parameters of the choosing of the provider', async () => {
    const response = await fetch(`${ours}${callback}?state=x&code=y&session_state=z&iss=w`, {
      redirect: 'manual',
      headers: { Cookie: admin.cookie },
    });
    expect(response.headers.get('location')).toBe('/sign-in?error=oidc-state');
    expect((await admin.call('GET', '/api/model')).status).toBe(200);
  });
});

describe('a provider that is not to be had or to be trusted', () => {
  test('leads to the sign-in without a word of the inside, and is asked again the next time', async () => {
    const away = await serve(
      createProvider({ issuer: 'http://127.0.0.1:9', clientId: 'x', clientSecret: undefined, title: 'Away', roles: [] }),
    );
    for (let count = 0; count < 2; count++) {
      const response = await openBrowser().get(`${away}/api/session/oidc/oidc`);
      expect(response.headers.get('location')).toBe('/sign-in?error=oidc-failed');
      expect(await response.text()).not.toMatch(/ECONNREFUSED|node_modules/);
    }
  });

  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const signed = (claims: object, header: object): string => {
    const text = `${encode(header)}.${encode(claims)}`;
    return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
  };
  const own = { alg: 'RS256', kid: 'own' };

  test.each<[string, string | undefined, (claims: Record<string, unknown>) => string]>([
    ['as it must be lets in', undefined, (claims) => signed(claims, own)],
    ['for somebody else (aud) is refused', 'oidc-failed', (claims) => signed({ ...claims, aud: 'another client' }, own)],
    ['of somebody else (iss) is refused', 'oidc-failed', (claims) => signed({ ...claims, iss: 'https://evil.example' }, own)],
    ['of yesterday is refused', 'oidc-failed', (claims) => signed({ ...claims, iat: 1, exp: 2 }, own)],
    ['without a nonce is refused', 'oidc-failed', ({ nonce: _, ...claims }) => signed(claims, own)],
    ['without a signature (alg none) is refused', 'oidc-failed', (claims) => `${encode({ alg: 'none' })}.${encode(claims)}.`],
    [
      'signed with the secret of the client (alg HS256) is refused',
      'oidc-failed',
      (claims) => `${encode({ alg: 'HS256' })}.${encode(claims)}.${Buffer.alloc(32).toString('base64url')}`,
    ],
    [
      'with the signature of another key is refused',
      'oidc-failed',
      (claims) => `${encode({ alg: 'RS256', kid: 'own' })}.${encode(claims)}.${Buffer.alloc(256).toString('base64url')}`,
    ],
    ['that is none is refused', 'oidc-failed', () => 'x.y.z'],
  ])('a token %s', async (_name, code, tokenOf) => {
    let nonce = '';
    const untrue = createServer((request, response) => {
      const { port } = untrue.address() as { port: number };
      const issuer = `http://127.0.0.1:${port}`;
      const now = Math.floor(Date.now() / 1000);
      const send = (body: object): void => void response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body));
      if (request.url === '/.well-known/openid-configuration')
        send({
          issuer,
          authorization_endpoint: `${issuer}/auth`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/jwks`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
        });
      else if (request.url === '/jwks') send({ keys: [{ ...publicKey.export({ format: 'jwk' }), ...own, use: 'sig' }] });
      else {
        const claims = {
          iss: issuer,
          sub: 'forged',
          aud: 'relata',
          iat: now,
          exp: now + 60,
          nonce,
          email: 'user1@example.com',
          email_verified: true,
        };
        send({ access_token: 'x', token_type: 'bearer', id_token: tokenOf(claims) });
      }
    });
    await new Promise<void>((resolve) => untrue.listen(0, '127.0.0.1', resolve));
    const { port } = untrue.address() as { port: number };
    const fooled = await serve(
      createProvider({ issuer: `http://127.0.0.1:${port}`, clientId: 'relata', clientSecret: 's', title: 'False', roles: [] }),
    );
    const browser = openBrowser();
    const start = await browser.get(`${fooled}/api/session/oidc/oidc`);
    const asked = new URL(start.headers.get('location') ?? '');
    nonce = asked.searchParams.get('nonce') ?? '';
    const response = await browser.get(`${fooled}${callback}?code=x&state=${asked.searchParams.get('state') ?? ''}`);
    expect(response.headers.get('location')).toBe(code === undefined ? '/' : `/sign-in?error=${code}`);
    untrue.closeAllConnections();
    untrue.close();
  });

  test('claims that the provider makes of other kinds than they should be count for nothing', async () => {
    const odd: Claims = { issuer: 'https://odd.example', subject: 'x', email: 'user1@example.com', emailVerified: false, name: undefined };
    const fake: IdentityProvider = {
      id: 'oidc',
      title: 'Odd',
      roles: ['system.admin'],
      authorize: ({ state }) => Promise.resolve(`https://odd.example/?state=${state}`),
      identify: () => Promise.resolve(odd),
    };
    const server = await serve(fake);
    const browser = openBrowser();
    const start = await browser.get(`${server}/api/session/oidc/oidc`);
    const state = new URL(start.headers.get('location') ?? '').searchParams.get('state') ?? '';
    const response = await browser.get(`${server}${callback}?code=x&state=${state}`);
    expect(response.headers.get('location')).toBe('/sign-in?error=oidc-unverified');
  });
});
