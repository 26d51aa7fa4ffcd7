/** Behind a proxy the server goes by what the proxy says of the client; from anybody else such words are air. */
import { createServer } from 'node:http';
import { afterAll, describe, expect, test } from 'vitest';
import { createHttp } from '../../server/http/server.ts';
import { readTrustedProxies } from '../../server/kernel/trusted-proxies.ts';
import { startTestApp, type Call } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const { rows } = await workspace.database.query<{ email: string }>({
  text: `select email from "${workspace.database.schema}".system_user where id = $1`,
  values: [admin.id],
});
const credentials = { email: rows[0]!.email, password: 'correct horse battery' };

/** A server that believes these proxies; the tests are the peer at 127.0.0.1. */
async function serverBelieving(names: string): Promise<Call> {
  const server = createServer((request, response) => void handle(request, response));
  const handle = createHttp({ ...app.input, trustedProxies: readTrustedProxies(names) }).callback();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return async (method, where, body, headers = {}) => {
    const response = await fetch(url + where, {
      method,
      headers: { 'X-Requested-With': 'relata', 'Content-Type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'manual',
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text.startsWith('{') ? (JSON.parse(text) as unknown) : text };
  };
}

const behind = await serverBelieving('127.0.0.0/8, ::1');
const elsewhere = await serverBelieving('10.0.0.0/8');

/** Asks for links until the network has asked too often. @returns how many times it could */
async function exhaust(call: Call, headers: (count: number) => Record<string, string>): Promise<number> {
  for (let count = 0; count < 40; count++) {
    const { status } = await call('POST', '/api/password-resets', { email: `nobody${count}@proxy.example` }, headers(count));
    if (status === 429) return count;
  }
  return 40;
}

describe('limits by network', () => {
  test('are those of each client behind the proxy', async () => {
    expect(await exhaust(behind, () => ({ 'X-Forwarded-For': '198.51.100.1' }))).toBe(30);
    const other = await behind('POST', '/api/password-resets', { email: 'x@proxy.example' }, { 'X-Forwarded-For': '198.51.100.2' });
    expect(other.status).toBe(204);
  });

  test('are not got round by a client that sends addresses of its own along', async () => {
    const taken = await exhaust(behind, (count) => ({ 'X-Forwarded-For': `10.9.9.${count}, 203.0.113.7` }));
    expect(taken).toBe(30);
  });

  test('are those of the peer when the peer is not trusted, whatever it says', async () => {
    expect(
      await exhaust(elsewhere, (count) => ({ 'X-Forwarded-For': `198.51.100.${50 + count}`, 'X-Real-IP': `198.51.100.${count}` })),
    ).toBe(30);
    const again = await app.anonymous('POST', '/api/password-resets', { email: 'x@proxy.example' }, { 'X-Forwarded-For': '198.51.100.99' });
    expect(again.status).toBe(429);
  });
});

describe('the cookie of a session', () => {
  const cookieOf = async (call: Call, headers: Record<string, string>): Promise<string> =>
    (await call('POST', '/api/session', credentials, headers)).headers.get('set-cookie') ?? '';

  test('is only for https where the proxy says that the client came by it', async () => {
    expect(await cookieOf(behind, { 'X-Forwarded-For': '198.51.100.1', 'X-Forwarded-Proto': 'https' })).toMatch(/; secure/i);
    expect(await cookieOf(behind, { 'X-Forwarded-For': '198.51.100.1', 'X-Forwarded-Proto': 'http' })).not.toMatch(/secure/i);
    expect(await cookieOf(behind, { 'X-Forwarded-For': '198.51.100.1' })).not.toMatch(/secure/i);
  });

  test('is not, where somebody else says so', async () => {
    expect(await cookieOf(elsewhere, { 'X-Forwarded-Proto': 'https' })).not.toMatch(/secure/i);
  });
});

describe('a session', () => {
  const addressesOf = async (): Promise<unknown[]> =>
    (await admin.call('GET', '/api/sessions')).body.data.map((each: { address: unknown }) => each.address);

  test('says from where it was opened: the client behind the proxy, or the peer', async () => {
    await behind('POST', '/api/session', credentials, { 'X-Forwarded-For': '8.8.8.8, 198.51.100.77' });
    expect(await addressesOf()).toContain('198.51.100.77');
    await elsewhere('POST', '/api/session', credentials, { 'X-Forwarded-For': '198.51.100.88' });
    const addresses = await addressesOf();
    expect(addresses).not.toContain('198.51.100.88');
    expect(addresses).toContain('127.0.0.1');
    expect(addresses).not.toContain('8.8.8.8');
  });

  test('and so does its entry in history', async () => {
    await behind('POST', '/api/session', credentials, { 'X-Forwarded-For': '198.51.100.66' });
    const { rows: entries } = await workspace.database.query<{ from: string }>({
      text: `select changes->'from'->>'after' as from from "${workspace.database.schema}".relata_history where record_id = $1 and action = 'sign-in'`,
      values: [admin.id],
    });
    expect(entries.map((entry) => entry.from)).toContain('198.51.100.66');
  });
});

test('X-Forwarded-Host is believed of nobody', async () => {
  for (const call of [behind, elsewhere]) {
    const made = await call('GET', '/api/session', undefined, { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-For': '198.51.100.1' });
    expect(JSON.stringify([made.body, [...made.headers]])).not.toContain('evil.example');
    const mail = await call(
      'POST',
      '/api/password-resets',
      { email: credentials.email },
      {
        'X-Forwarded-Host': 'evil.example',
        'X-Forwarded-For': '192.0.2.200',
      },
    );
    expect([204, 429]).toContain(mail.status);
  }
  const { rows: mails } = await workspace.database.query<{ html: string }>({
    text: `select html from "${workspace.database.schema}".relata_mails`,
    values: [],
  });
  expect(mails.length).toBeGreaterThan(0);
  for (const { html } of mails) expect(html).not.toContain('evil.example');
});
