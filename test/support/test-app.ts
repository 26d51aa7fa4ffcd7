/** The HTTP server on a workspace, with users who are signed in. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { systemContext, type Workspace } from '../../server/access/workspace.ts';
import { watchVersions } from '../../server/changes/run/nodes.ts';
import { startChanges } from '../../server/changes/run/runtime.ts';
import { diskStore, type FileStore } from '../../server/files/store.ts';
import { createHttp, type HttpInput } from '../../server/http/server.ts';
import { startLive } from '../../server/live/live.ts';
import { storePassword } from '../../server/identity/credentials.ts';
import { writeRecords } from '../../server/records/write.ts';

/** An answer, parsed. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as JSON, or as text when it is none. */
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- tests look into bodies of every shape
}

/** Calls the API as one user. */
export type Call = (method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Promise<Answer>;

/** A server of a test. */
export interface TestApp {
  readonly url: string;
  readonly files: FileStore;
  /** What the server was made of, to make another one of it. */
  readonly input: HttpInput;
  /** Makes a user with these roles and signs in. */
  signIn(
    roles: readonly string[],
    values?: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly id: string; readonly call: Call; readonly cookie: string }>;
  /** Calls without a session. */
  readonly anonymous: Call;
}

const password = 'correct horse battery';

/** Starts a server; it ends with the test file. */
export async function startTestApp(workspace: Workspace, client?: string): Promise<TestApp> {
  const folder = await mkdtemp(path.join(tmpdir(), 'relata-test-'));
  const files = diskStore(folder);
  const watch = watchVersions(workspace);
  const changes = startChanges(workspace, watch);
  const live = startLive(workspace);
  const input: HttpInput = { workspace, files, changes, live, client, publicUrl: 'http://127.0.0.1', ready: () => true };
  const http = createHttp(input);
  const handle = http.callback();
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await live.close();
    await changes.stop();
    await watch.stop();
    await rm(folder, { recursive: true, force: true });
  });
  let count = 0;
  return {
    url,
    files,
    input,
    anonymous: caller(url),
    async signIn(roles, values = {}) {
      const email = `user${++count}@example.com`;
      const context = systemContext(workspace, 'api');
      const [result] = await writeRecords(
        context,
        'system.user',
        [{ action: 'create', values: { name: `User ${count}`, email, roles, ...values } }],
        { atomic: true, effects: false },
      );
      if (!result?.ok) throw new Error('The test user could not be made.');
      await storePassword(context, result.id, password);
      const answer = await caller(url)('POST', '/api/session', { email, password });
      const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      return { id: result.id, call: caller(url, cookie), cookie };
    },
  };
}

function caller(url: string, cookie?: string): Call {
  return async (method, where, body, headers = {}) => {
    const form = body instanceof FormData;
    const response = await fetch(url + where, {
      method,
      headers: {
        'X-Requested-With': 'relata',
        ...(cookie === undefined ? {} : { Cookie: cookie }),
        ...(body === undefined || form ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: form ? body : typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json =
      (response.headers.get('content-type') ?? '').includes('json') &&
      text !== '' &&
      !(response.headers.get('content-type') ?? '').includes('ndjson');
    return { status: response.status, headers: response.headers, body: json ? (JSON.parse(text) as unknown) : text };
  };
}
