/**
 * `relata keys`, typed as commands beside a real server: listed and rotated while people write, and brought under another secret. The rotation waits for more
 * than a minute, until all servers know the new key: it is only done with RELATA_LIFECYCLE=all.
 */
import { execFile, fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectDatabase } from '../../server/database/connect.ts';
import { draftsOf } from '../support/drafts.ts';
import type { Answer, Call } from '../support/test-app.ts';
import { testSecrets } from '../support/test-secrets.ts';

const whole = process.env['RELATA_LIFECYCLE'] === 'all';
const root = path.resolve(import.meta.dirname, '../..');
const credentials = { email: 'admin@example.com', password: 'correct horse battery' };
const next = 'the next secret of this server, 0123456789-abcdefghijk';
const third = 'the secret that comes after it, 9876543210-zyxwvutsrqp';

let home: string;
let child: ChildProcess;
let url: string;
let databaseUrl: string;
let call: Call;
/** Of the second factor, and what it is worth afterwards. */
let factor: { secret: string; codes: string[] };
let record: string;
const key = randomUUID();

async function serve(secret?: string): Promise<void> {
  child = fork(path.join(root, 'test/support/serve.ts'), [home, '0'], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, RELATA_SECRET: secret ?? '' },
  });
  const [message] = (await once(child, 'message')) as [{ url: string; databaseUrl: string }];
  ({ url, databaseUrl } = message);
}

async function stop(): Promise<void> {
  const gone = once(child, 'exit');
  child.disconnect();
  await gone;
}

/** Types a command. */
function relata(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.join(root, 'server/cli.ts'), ...args],
      { cwd: root, env: { ...process.env, RELATA_HOME: home, RELATA_SECRET: '', RELATA_SECRET_PREVIOUS: '', LOG_LEVEL: 'error', ...env } },
      (error, out, words) => resolve({ code: error ? Number(error.code ?? 1) : 0, output: out + words }),
    );
  });
}

async function send(method: string, where: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const answer = await fetch(url + where, {
    method,
    headers: { 'X-Requested-With': 'relata', 'Content-Type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text.startsWith('{') ? (JSON.parse(text) as unknown) : text };
}

function as(answer: Answer): Call {
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return (method, where, body, headers) => send(method, where, body, { Cookie: cookie, ...headers });
}

/** Signs in by the password and a code. */
async function signIn(code: string): Promise<Answer> {
  const { body } = await send('POST', '/api/session', credentials);
  return send('POST', '/api/session', { challenge: body.challenge as string, code });
}

/** A code is good once: each sign-in of the test takes the next step. */
const codeOf = (secret: string, steps: number): string => generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + 30 * steps });

const firstSecret = async (): Promise<string> => (await readFile(path.join(home, 'keys/secret'), 'utf8')).trim();

/** Does something while writers write. @returns how many writes were acknowledged; none may be refused */
async function underWriters<T>(work: () => Promise<T>): Promise<{ result: T; written: readonly string[] }> {
  const written: string[] = [];
  const refused: number[] = [];
  const progress = { on: true };
  const writers = [1, 2, 3, 4].map(async (writer) => {
    for (let index = 0; progress.on; index++) {
      const serial = `W-${writer}-${index}-${randomUUID()}`;
      const { status } = await call('POST', '/api/records/tool', { name: serial, serial });
      if (status === 201) written.push(serial);
      else refused.push(status);
    }
  });
  try {
    const result = await work();
    return { result, written };
  } finally {
    progress.on = false;
    await Promise.all(writers);
    expect(refused).toEqual([]);
  }
}

const found = async (serial: string): Promise<unknown[]> =>
  (
    (await call('GET', `/api/records/tool?filter=${encodeURIComponent(JSON.stringify({ serial }))}&select=serial`)).body.data as {
      serial: unknown;
    }[]
  ).map((each) => each.serial);

const request = (): Promise<Answer> => call('POST', '/api/records/tool', { name: 'Once', serial: 'ONCE' }, { 'Idempotency-Key': key });

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'relata-keys-'));
  await serve();
  call = as(await send('POST', '/api/session', credentials));
  const drafts = draftsOf({ call });
  const serial = { field: 'text', title: 'Serial', encrypted: true, blindIndex: true };
  const draft = await drafts.draftOf([['entity', 'crm.tool', await drafts.withField('crm.tool', 'serial', serial)]]);
  expect(await drafts.apply(draft)).toMatchObject({ state: 'applied' });
  record = (await call('POST', '/api/records/tool', { name: 'Drill', serial: 'SN-1' })).body.id as string;
  const { secret } = (await call('POST', '/api/session/second-factor', { password: credentials.password })).body as { secret: string };
  const { recoveryCodes } = (await call('PUT', '/api/session/second-factor', { code: codeOf(secret, -1) })).body as {
    recoveryCodes: string[];
  };
  factor = { secret, codes: recoveryCodes };
  expect((await request()).status).toBe(201);
}, 120_000);

afterAll(async () => {
  await stop();
  await rm(home, { recursive: true, force: true });
}, 60_000);

describe('beside a running server', () => {
  test('keys are listed, with how many values each has', async () => {
    const { code, output } = await relata(['keys', 'list']);
    expect([code, output]).toEqual([0, expect.stringMatching(/^[0-9a-f-]{36} {2}made .* in use {2}2 values\n$/)]);
  });

  test('a new secret is refused: the server would go on with the old one', async () => {
    const { code, output } = await relata(['keys', 'rewrap'], { RELATA_SECRET: next, RELATA_SECRET_PREVIOUS: await firstSecret() });
    expect([code, output]).toEqual([1, expect.stringContaining('Stop all of them first')]);
    expect((await call('GET', `/api/records/tool/${record}`)).body.serial).toBe('SN-1');
  });

  test.runIf(whole)(
    'keys are rotated under writers: nothing is lost, and nothing stays with the old key',
    async () => {
      const { result, written } = await underWriters(() => relata(['keys', 'rotate']));
      expect([result.code, result.output]).toEqual([0, expect.stringMatching(/Made the key .* older keys are retired/)]);
      expect(written.length).toBeGreaterThan(100);
      for (const serial of [written[0] ?? '', written.at(-1) ?? '', 'SN-1']) expect(await found(serial)).toEqual([serial]);
      const [old, fresh] = (await relata(['keys', 'list'])).output.trim().split('\n');
      expect(old).toMatch(/retired .* 0 values$/);
      expect(fresh).toMatch(/in use/);
    },
    180_000,
  );
});

describe('with another secret', () => {
  test('the command refuses what is not the old one, and changes nothing', async () => {
    await stop();
    const wrong = await relata(['keys', 'rewrap'], { RELATA_SECRET: next, RELATA_SECRET_PREVIOUS: third });
    expect([wrong.code, wrong.output]).toEqual([1, expect.stringContaining('Nothing was changed')]);
    expect((await relata(['keys', 'rewrap'])).output).toContain('RELATA_SECRET_PREVIOUS');
    expect((await relata(['doctor', '--history'])).code).toBe(0);
  });

  test('everything is brought under it, also when the command is typed twice', async () => {
    const env = { RELATA_SECRET: next, RELATA_SECRET_PREVIOUS: await firstSecret() };
    const first = await relata(['keys', 'rewrap'], env);
    expect([first.code, first.output]).toEqual([0, expect.stringContaining('1 second factors are sealed anew')]);
    expect((await relata(['keys', 'rewrap'], env)).code).toBe(0);
    expect((await relata(['keys', 'list'])).code).toBe(1);
    await serve(next);
    const database = connectDatabase({ url: databaseUrl, schema: 'main', secrets: testSecrets, poolSize: 1 });
    try {
      const text = `select entity, action, record_id, actor, source from main.relata_history where action = 'rewrap'`;
      const { rows } = await database.query({ text, values: [] });
      // Once, however often the command is typed: the second time it finds nothing to change.
      expect(rows).toEqual([{ entity: 'system.keys', action: 'rewrap', record_id: null, actor: null, source: 'cli' }]);
    } finally {
      await database.close();
    }
  }, 120_000);

  test('the second factor of before lets in, and so do recovery codes', async () => {
    const byApp = await signIn(codeOf(factor.secret, 0));
    expect([byApp.status, byApp.body.user?.email]).toEqual([200, credentials.email]);
    const byCode = await signIn(factor.codes[0] ?? '');
    expect(byCode.status).toBe(200);
    expect((await signIn(factor.codes[0] ?? '')).status).toBe(401);
    call = as(byCode);
  });

  test('encrypted values are read and found, and a request that was done is not done again', async () => {
    expect((await call('GET', `/api/records/tool/${record}`)).body.serial).toBe('SN-1');
    expect(await found('SN-1')).toEqual(['SN-1']);
    expect((await request()).headers.get('idempotent-replayed')).toBe('true');
    expect(await found('ONCE')).toEqual(['ONCE']);
    const other = await call('POST', '/api/records/tool', { name: 'Other' }, { 'Idempotency-Key': key });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-mismatch']);
  });

  test('history of both times is proved with the secret of today alone, also after yet another one', async () => {
    const { written } = await underWriters(() => new Promise((resolve) => setTimeout(resolve, 2500)));
    expect(written.length).toBeGreaterThan(0);
    await stop();
    const proof = await relata(['doctor', '--history'], { RELATA_SECRET: next });
    expect([proof.code, proof.output]).toEqual([0, expect.stringContaining('History is whole')]);
    expect((await relata(['keys', 'rewrap'], { RELATA_SECRET: third, RELATA_SECRET_PREVIOUS: next })).code).toBe(0);
    const again = await relata(['doctor', '--history'], { RELATA_SECRET: third });
    expect([again.code, again.output]).toEqual([0, expect.stringContaining('History is whole')]);
    await serve(third);
    expect((await signIn(factor.codes[1] ?? '')).status).toBe(200);
  }, 120_000);

  test('and what was altered in the time of the first secret is found', async () => {
    const database = connectDatabase({ url: databaseUrl, schema: 'main', secrets: testSecrets, poolSize: 1 });
    try {
      const edit = `update main.relata_history set actor = gen_random_uuid() where record_id = $1 and action = 'create'`;
      await database.query({ text: edit, values: [record] });
    } finally {
      await database.close();
    }
    const proof = await relata(['doctor', '--history'], { RELATA_SECRET: third });
    expect([proof.code, proof.output]).toEqual([1, expect.stringContaining(`create of crm.tool ${record}`)]);
  });
});
