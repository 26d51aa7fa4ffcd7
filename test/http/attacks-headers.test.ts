/** Headers of every answer, and addresses that try to leave the folder of the client. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { expectProblem } from '../support/problems.ts';
import { startTestApp } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const parent = await mkdtemp(path.join(tmpdir(), 'relata-client-'));
const client = path.join(parent, 'dist');
await mkdir(path.join(client, 'assets'), { recursive: true });
await writeFile(path.join(parent, 'secret.txt'), 'the secret beside the client');
await writeFile(path.join(client, '.env'), 'the secret in the client');
await writeFile(path.join(client, 'index.html'), '<!doctype html><title>Client</title>');
await writeFile(path.join(client, 'assets/app-abc.js'), 'export {};');

afterAll(() => rm(parent, { recursive: true, force: true }));

const workspace = await createTestWorkspace();
const app = await startTestApp(workspace, client);
const admin = await app.signIn(['system.admin']);
const reader = await app.signIn(['crm.read-only']);
const account = (await admin.call('POST', '/api/records/account', { name: 'Kept' })).body.id as string;

/** Sends an address as it stands: `fetch` would tidy it up first. */
function get(target: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1', () =>
      socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
    );
    socket.on('data', (chunk) => (answer += chunk.toString('utf8')));
    socket.on('close', () => resolve(answer));
    socket.on('error', () => resolve(answer));
  });
}

describe('every answer', () => {
  test.each([
    ['GET', '/'],
    ['GET', '/assets/app-abc.js'],
    ['GET', '/assets/nothing.js'],
    ['GET', '/healthz'],
    ['GET', '/schema/entity.schema.json'],
    ['GET', '/api/session'],
    ['GET', '/api/model'],
    ['GET', `/api/records/account/${account}`],
    ['GET', '/api/records/account?limit=x'],
    ['GET', '/api/nothing'],
    ['GET', '/api/openapi.json'],
    ['PATCH', '/api/session'],
    ['POST', '/api/exports'],
    ['POST', '/anything'],
    ['DELETE', '/api/records/account/x'],
  ])('%s %s says what browsers may do with it', async (method, where) => {
    const { headers } = await admin.call(method, where, method === 'POST' ? { entity: 'account' } : undefined);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe|\*/);
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
  });

  test('of the API is kept by nobody but the browser that asked', async () => {
    for (const where of [
      '/api/session',
      `/api/records/account/${account}`,
      '/api/records/account',
      '/api/outbox',
      '/api/model',
      '/api/nothing',
    ]) {
      const { headers } = await admin.call('GET', where);
      expect(headers.get('cache-control'), where).toMatch(/private|no-store/);
    }
  });

  test('of the model is not taken for that of somebody else', async () => {
    const own = (await admin.call('GET', '/api/model')).headers.get('etag') ?? '';
    expect((await admin.call('GET', '/api/model', undefined, { 'If-None-Match': own })).status).toBe(304);
    const other = await reader.call('GET', '/api/model', undefined, { 'If-None-Match': own });
    expect(other.status).toBe(200);
    const inThai = await admin.call('GET', '/api/model?language=th', undefined, { 'If-None-Match': own });
    expect(inThai.status).toBe(200);
    for (const language of ['../../x', '__proto__', 'th\u0000', 'x'.repeat(5000)])
      expect((await admin.call('GET', `/api/model?language=${encodeURIComponent(language)}`)).status).toBe(200);
  });
});

describe('addresses outside of the client', () => {
  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '/%252e%252e%252fsecret.txt',
    '//etc/passwd',
    '/%2fetc%2fpasswd',
    '/.env',
    '/assets/%00',
    '/%',
    '/%ff',
    'http://evil.example/../secret.txt',
    `/${'a'.repeat(5000)}`,
    `/${'../'.repeat(1000)}secret.txt`,
    '/schema/../../package.json',
    '/schema/..%2f..%2fpackage.json',
    '/api/../secret.txt',
    '/assets',
    '/assets/',
  ])('GET %s sends nothing but the client', async (target) => {
    const answer = await get(target);
    expect(answer).toMatch(/^HTTP\/1\.1 (200|400|403|404)/);
    expect(answer).not.toContain('the secret');
    expect(answer).not.toContain('root:');
    expect(answer).not.toContain('"scripts"');
    if (answer.startsWith('HTTP/1.1 200')) expect(answer).toContain('<title>Client</title>');
  });

  test('a page of the client is one for GET and HEAD alone', async () => {
    expect((await admin.call('HEAD', '/deal')).status).toBe(200);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expectProblem(await admin.call(method, '/deal'), 404, 405);
  });

  test('a Host of somebody else’s ends up nowhere', async () => {
    const answer = await admin.call('POST', '/api/records/account', { name: 'Host' }, { 'X-Forwarded-Host': 'evil.example' });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toMatch(/^\/api\/records\/account\//);
  });
});
