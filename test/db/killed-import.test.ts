/** An import whose server is killed is told to have failed, not to run for ever: what it wrote is undone like that of any other. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';

const rows = 40_000;
let home: string;
let child: ChildProcess;
let url: string;
let cookie: string;

async function serve(): Promise<void> {
  child = fork(path.join(import.meta.dirname, '../support/serve.ts'), [home, '0'], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [message] = (await once(child, 'message')) as [{ url: string }];
  ({ url } = message);
}

async function call(method: string, where: string, body?: object): Promise<{ status: number; body: Record<string, unknown> }> {
  const form = body instanceof FormData;
  const answer = await fetch(url + where, {
    method,
    headers: { Cookie: cookie, 'X-Requested-With': 'relata', ...(form ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'relata-import-'));
  await serve();
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: 'admin@example.com', password: 'correct horse battery' }),
  });
  cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}, 120_000);

afterAll(async () => {
  child.disconnect();
  await once(child, 'exit');
  await rm(home, { recursive: true, force: true });
}, 60_000);

test('kill -9 in the middle', async () => {
  const form = new FormData();
  form.append('file', new Blob([`Name\n${Array.from({ length: rows }, (_, index) => `Acme ${index}`).join('\n')}\n`]), 'accounts.csv');
  for (const [name, value] of Object.entries({ entity: 'account', mode: 'run', map: '{"columns":{"Name":"name"}}' }))
    form.append(name, value);
  const where = `/api/imports/${String((await call('POST', '/api/imports', form)).body['id'])}`;
  while (Number((await call('GET', where)).body['done']) < 1000) await sleep(10);
  expect((await call('GET', where)).body['state']).toBe('running');
  expect((await call('POST', `${where}/undo`, {})).status).toBe(409);
  const gone = once(child, 'exit');
  process.kill(child.pid ?? 0, 'SIGKILL');
  await gone;
  await serve();
  const { body } = await call('GET', where);
  expect(body).toMatchObject({ state: 'failed', errors: [{ row: Number(body['done']) + 1, column: null }] });
  const { body: left } = await call('GET', '/api/records/account?count=exact&limit=1&filter={"name":{"startsWith":"Acme"}}');
  const written = (left['page'] as { count: number }).count;
  expect(written).toBeGreaterThanOrEqual(1000);
  let undone = (await call('POST', `${where}/undo`, {})).body;
  while (undone['state'] === 'running') {
    await sleep(50);
    undone = (await call('GET', `/api/undos/${String(undone['id'])}`)).body;
  }
  const { body: after } = await call('GET', '/api/records/account?count=exact&limit=1&filter={"name":{"startsWith":"Acme"}}');
  expect((after['page'] as { count: number }).count).toBe(0);
}, 180_000);
