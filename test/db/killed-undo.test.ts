/** The undoing of a large import outlives the server that does it: another one goes on, and nothing is undone twice or left. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectDatabase } from '../../server/database/connect.ts';
import { testSecrets } from '../support/test-secrets.ts';

const rows = 20_000;
let home: string;
let child: ChildProcess;
let url: string;
let databaseUrl: string;
let cookie: string;

async function serve(): Promise<void> {
  child = fork(path.join(import.meta.dirname, '../support/serve.ts'), [home, '0'], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [message] = (await once(child, 'message')) as [{ url: string; databaseUrl: string }];
  ({ url, databaseUrl } = message);
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
  home = await mkdtemp(path.join(tmpdir(), 'relata-undo-'));
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

test('kill -9 in the middle, twice', async () => {
  const form = new FormData();
  form.append('file', new Blob([`Name\n${Array.from({ length: rows }, (_, index) => `Acme ${index}`).join('\n')}\n`]), 'accounts.csv');
  for (const [name, value] of Object.entries({ entity: 'account', mode: 'run', map: '{"columns":{"Name":"name"}}' }))
    form.append(name, value);
  const { id } = (await call('POST', '/api/imports', form)).body;
  while ((await call('GET', `/api/imports/${String(id)}`)).body['state'] === 'running') await sleep(50);
  const begun = await call('POST', `/api/imports/${String(id)}/undo`, {});
  expect(begun.status).toBe(202);
  const where = `/api/undos/${String(begun.body['id'])}`;
  for (const until of [1000, 9000]) {
    // As far as that, wherever it stands just then.
    while (Number((await call('GET', where)).body['done']) < until) await sleep(10);
    const gone = once(child, 'exit');
    process.kill(child.pid ?? 0, 'SIGKILL');
    await gone;
    await serve();
  }
  let job = (await call('GET', where)).body;
  while (job['state'] === 'running') {
    await sleep(100);
    job = (await call('GET', where)).body;
  }
  expect(job).toMatchObject({ state: 'done', done: rows, undone: rows, unchanged: 0, refused: 0 });
  const database = connectDatabase({ url: databaseUrl, schema: 'main', secrets: testSecrets, poolSize: 1 });
  try {
    const { rows: found } = await database.query({
      text: `select (select count(*)::int from main.crm_account where deleted_at is null) as living,
        (select count(*)::int from main.relata_history where entity = 'crm.account' and action = 'delete') as deletes,
        (select count(distinct operation)::int from main.relata_history where action = 'delete') as operations`,
      values: [],
    });
    expect(found).toEqual([{ living: 0, deletes: rows, operations: 1 }]);
  } finally {
    await database.close();
  }
}, 180_000);
