import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testSecrets } from '../support/test-secrets.ts';
import { checkDatabase, connectDatabase } from '../../server/database/connect.ts';
import { startEmbedded } from '../../server/database/embedded.ts';
import { isServerAlive, readPidFile } from '../../server/database/embedded-cluster.ts';
import { silentLogger } from '../../server/kernel/logger.ts';

const log = silentLogger;
const folder = mkdtempSync(path.join(os.tmpdir(), 'relata embedded '));
const home = path.join(folder, `a home with spaces and a name that is longer than any socket path may be ${'x'.repeat(60)}`);
const dataDirs = new Set<string>();

interface Said {
  url: string;
  dataDir: string;
  started: boolean;
}

/** Starts another process on the home and waits for what it says. */
async function inAnotherProcess(at = home): Promise<{ said: Said; child: ChildProcess; leave(): Promise<void> }> {
  const script = path.join(import.meta.dirname, '../support/embedded-process.ts');
  const child = spawn(process.execPath, [script, at], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const [chunk] = (await Promise.race([
    once(child.stdout, 'data'),
    ended.then(() => Promise.reject(new Error('The process ended early.'))),
  ])) as [Buffer];
  const said = JSON.parse(chunk.toString()) as Said;
  dataDirs.add(said.dataDir);
  return {
    said,
    child,
    async leave() {
      child.stdin.end('leave\n');
      await ended;
    },
  };
}

async function start(at = home) {
  const server = await startEmbedded({ home: at, log });
  dataDirs.add(server.dataDir);
  return server;
}

async function ask(url: string, text: string): Promise<unknown> {
  const database = connectDatabase({ url, schema: 'public', secrets: testSecrets, poolSize: 1 });
  try {
    const { rows } = await database.query<{ answer: unknown }>({ text, values: [] });
    return rows[0]?.answer;
  } finally {
    await database.close();
  }
}

/** Kills the server as an operator or the kernel would, without a chance to tidy up. */
function killServer(dataDir: string): void {
  const pid = readPidFile(dataDir)?.pid;
  if (pid === undefined) throw new Error('No server runs.');
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    process.kill(pid, 'SIGKILL');
  }
}

beforeAll(async () => {
  const server = await start();
  await server.stop();
});

afterAll(async () => {
  for (const dataDir of dataDirs) {
    if (isServerAlive(dataDir)) killServer(dataDir);
    rmSync(dataDir.startsWith('/var/lib/relata/') ? path.dirname(dataDir) : dataDir, {
      recursive: true,
      force: true,
      maxRetries: 5,
      retryDelay: 200,
    });
  }
  rmSync(folder, { recursive: true, force: true });
});

describe('the embedded server', () => {
  test('passes the checks of a database, trigrams of Thai, Persian and Khmer included', async () => {
    const server = await start();
    const database = connectDatabase({ url: server.url, schema: 'public', secrets: testSecrets });
    await expect(checkDatabase(database)).resolves.toBeUndefined();
    await database.close();
    await server.stop();
  });

  test('keeps its password from other accounts and asks everybody for it', async () => {
    const server = await start();
    expect(statSync(path.join(home, 'postgres.json')).mode & 0o077).toBe(0);
    const wrong = server.url.replace(/:[0-9a-f]+@/, ':wrong@');
    await expect(ask(wrong, 'select 1 as answer')).rejects.toMatchObject({ code: '28P01' });
    expect(
      await ask(
        server.url,
        `select current_setting('listen_addresses') || current_setting('fsync') || current_setting('data_checksums') as answer`,
      ),
    ).toBe('127.0.0.1onon');
    await server.stop();
  });

  test('is shared by two processes and stops when the last of them leaves', async () => {
    const first = await inAnotherProcess();
    const second = await inAnotherProcess();
    expect([first.said.started, second.said.started]).toEqual([true, false]);
    await first.leave();
    expect(await ask(second.said.url, 'select 1 as answer')).toBe(1);
    await second.leave();
    expect(isServerAlive(second.said.dataDir)).toBe(false);
  });

  test.runIf(process.getuid?.() === 0)(
    'of a home that was deleted is left alone by the next home in its place, and removed when it is disposable',
    async () => {
      const at = path.join(folder, 'cloned twice');
      const first = await start(at);
      await ask(first.url, 'create table kept as select 1 as answer');
      await first.stop();
      rmSync(at, { recursive: true });
      const second = await start(at);
      expect(second.dataDir).not.toBe(first.dataDir);
      expect(await ask(second.url, "select to_regclass('kept') as answer")).toBeNull();
      expect(existsSync(path.join(first.dataDir, 'PG_VERSION'))).toBe(true);
      await second.stop();
      const again = await start(at);
      expect(again.dataDir).toBe(second.dataDir);
      await again.stop();
      rmSync(at, { recursive: true });
      const third = await startEmbedded({ home: at, log, disposable: true });
      expect(third.dataDir).toBe(first.dataDir);
      expect(await ask(third.url, "select to_regclass('kept') as answer")).toBeNull();
      await third.stop();
      rmSync(path.join(at, 'postgres.json'));
      await expect(start(at)).rejects.toThrow(/password is missing/);
    },
  );

  test('is found again after the process that started it was killed', async () => {
    const first = await inAnotherProcess();
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    const server = await start();
    expect(server.started).toBe(false);
    await server.stop();
    expect(isServerAlive(server.dataDir)).toBe(false);
  });

  test('starts again after it was killed itself, with what was committed, for two starters at once', async () => {
    const first = await inAnotherProcess();
    await ask(first.said.url, 'create table kept as select 7 as answer');
    first.child.kill('SIGKILL');
    killServer(first.said.dataDir);
    const [a, b] = await Promise.all([inAnotherProcess(), inAnotherProcess()]);
    expect([a.said.started, b.said.started].sort()).toEqual([false, true]);
    expect(await ask(a.said.url, 'select answer from kept')).toBe(7);
    await Promise.all([a.leave(), b.leave()]);
    expect(isServerAlive(a.said.dataDir)).toBe(false);
  });

  test('is brought back under a process that is using it', async () => {
    const server = await start();
    killServer(server.dataDir);
    await expect.poll(() => ask(server.url, 'select 2 as answer').catch(() => 0), { timeout: 30_000, interval: 100 }).toBe(2);
    await server.stop();
  });

  test('starts although its pid file names a process of somebody else', async () => {
    const pidFile = (dataDir: string) => path.join(dataDir, 'postmaster.pid');
    const server = await start();
    const text = readFileSync(pidFile(server.dataDir), 'utf8');
    await server.stop();
    writeFileSync(pidFile(server.dataDir), text.replace(/^\d+/, String(process.pid)));
    const again = await start();
    expect(again.started).toBe(true);
    await again.stop();
  });
});

describe('a home', () => {
  test('that is new can be started by two processes at once', async () => {
    const fresh = path.join(folder, 'fresh');
    const [a, b] = await Promise.all([inAnotherProcess(fresh), inAnotherProcess(fresh)]);
    expect(a.said.url).toBe(b.said.url);
    expect([a.said.started, b.said.started].sort()).toEqual([false, true]);
    await Promise.all([a.leave(), b.leave()]);
  });

  test('that is moved keeps its data, and a copy of it gets a server of its own', async () => {
    const before = path.join(folder, 'before');
    const after = path.join(folder, 'after');
    const copy = path.join(folder, 'copy');
    const server = await start(before);
    await ask(server.url, 'create table kept as select 7 as answer');
    await server.stop();
    renameSync(before, after);
    const moved = await start(after);
    expect(await ask(moved.url, 'select answer from kept')).toBe(7);
    mkdirSync(copy);
    cpSync(path.join(after, 'postgres.json'), path.join(copy, 'postgres.json'));
    const copied = await start(copy);
    expect(copied.dataDir).not.toBe(moved.dataDir);
    expect(await ask(copied.url, `select to_regclass('kept') as answer`)).toBeNull();
    await copied.stop();
    await moved.stop();
    expect(existsSync(path.join(after, 'postgres.lock'))).toBe(false);
  });
});
