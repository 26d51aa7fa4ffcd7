/**
 * Sixteen writers while the server, or its database, is killed: what was acknowledged is there, nothing is there by half, and a request that is
 * sent again with its key is done once. One round of each here; RELATA_LIFECYCLE=all takes more.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testSecrets } from '../support/test-secrets.ts';
import { connectDatabase } from '../../server/database/connect.ts';
import type { Database } from '../../server/database/types.ts';

const rounds = process.env['RELATA_LIFECYCLE'] === 'all' ? 8 : 1;
const writers = 16;

interface Serving {
  readonly child: ChildProcess;
  readonly url: string;
  /** Where the database keeps its files, and the id of its process. */
  readonly dataFolder: string;
  readonly databaseUrl: string;
}

interface Written {
  readonly name: string;
  readonly keys: readonly string[];
  /** How many of its three requests were acknowledged. */
  acknowledged: number;
  id: string | undefined;
}

let home: string;
let serving: Serving;
let cookie: string;
let database: Database;

async function serve(): Promise<Serving> {
  const child = fork(path.join(import.meta.dirname, '../support/serve.ts'), [home, '0'], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [message] = (await once(child, 'message')) as [Omit<Serving, 'child'>];
  return { child, ...message };
}

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'relata-killed-'));
  serving = await serve();
  const answer = await fetch(`${serving.url}/api/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: 'admin@example.com', password: 'correct horse battery' }),
  });
  cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  database = connectDatabase({ url: serving.databaseUrl, schema: 'main', secrets: testSecrets, poolSize: 2 });
});

afterAll(async () => {
  await database.close();
  serving.child.disconnect();
  await once(serving.child, 'exit');
  await rm(home, { recursive: true, force: true });
});

/** Sends one request. @returns the body when it was acknowledged, undefined when nobody knows what became of it */
async function send(method: string, where: string, key: string, body: object): Promise<{ readonly id: string } | undefined> {
  const headers = { Cookie: cookie, 'X-Requested-With': 'relata', 'Content-Type': 'application/json', 'Idempotency-Key': key };
  try {
    const answer = await fetch(serving.url + where, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) return undefined;
    return (await answer.json()) as { id: string };
  } catch {
    return undefined;
  }
}

/** Makes a record and changes it twice, from the first request on that was not acknowledged. @returns whether all are by now */
async function write(record: Written): Promise<boolean> {
  const requests = [
    () => send('POST', '/api/records/deal', record.keys[0] ?? '', { name: record.name, stage: 'prospecting', amount: 1 }),
    () => send('PATCH', `/api/records/deal/${record.id ?? ''}`, record.keys[1] ?? '', { amount: 2 }),
    () => send('PATCH', `/api/records/deal/${record.id ?? ''}`, record.keys[2] ?? '', { stage: 'engaging' }),
  ];
  for (const request of requests.slice(record.acknowledged)) {
    const answer = await request();
    if (!answer) return false;
    record.id = answer.id;
    record.acknowledged++;
  }
  return true;
}

/** Writers write until something is in their way. */
async function writeUntilBroken(all: Written[], stop: { now: boolean }): Promise<void> {
  while (!stop.now) {
    const record: Written = {
      name: `Deal ${randomUUID()}`,
      keys: [randomUUID(), randomUUID(), randomUUID()],
      acknowledged: 0,
      id: undefined,
    };
    all.push(record);
    if (!(await write(record))) return;
  }
}

interface Kept {
  readonly name: string;
  readonly version: number;
  readonly amount: string;
  readonly stage: string;
  readonly history: number[];
  readonly moves: number;
}

/** What the tables hold of these records. */
async function kept(all: readonly Written[]): Promise<Kept[]> {
  const { rows } = await database.query<Kept>({
    text: `select d.name, d.version, trim_scale(d.amount)::text as amount, d.stage,
        array(select h.version from main.relata_history h where h.entity = 'crm.deal' and h.record_id = d.id order by h.version) as history,
        (select count(*)::int from main.relata_status_history s where s.entity = 'crm.deal' and s.record_id = d.id) as moves
      from main.crm_deal d where d.name = any($1::text[])`,
    values: [all.map((record) => record.name)],
  });
  return rows;
}

/** Each record is whole: as many entries as versions, and the values of that version. */
function expectWhole(rows: readonly Kept[]): void {
  const states = ['', '1 prospecting 1', '2 prospecting 1', '2 engaging 2'];
  for (const row of rows) {
    expect(row.history).toEqual(Array.from({ length: row.version }, (_, index) => index + 1));
    expect(`${row.amount} ${row.stage} ${row.moves}`).toBe(states[row.version]);
  }
  expect(new Set(rows.map((row) => row.name)).size).toBe(rows.length);
}

const victims = Array.from({ length: rounds }, (_, round) =>
  ['the server', 'the database', 'both'].map((victim) => [victim, round] as const),
).flat();

async function databaseProcess(): Promise<number> {
  const [pid] = (await readFile(path.join(serving.dataFolder, 'postmaster.pid'), 'utf8')).split('\n');
  return Number(pid);
}

/** Waits for the server to serve again, by itself. */
async function untilReady(): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const ready = await fetch(`${serving.url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The server did not come back within half a minute.');
}

test.each(victims)('sixteen writers lose nothing when %s dies (%i)', async (victim, round) => {
  const all: Written[] = [];
  const stop = { now: false };
  const running = Array.from({ length: writers }, () => writeUntilBroken(all, stop));
  const whole = (): number => all.filter((record) => record.acknowledged === 3).length;
  // A busy machine takes its time until all of them are at it.
  for (let attempt = 0; whole() <= writers && attempt < 1000; attempt++) await new Promise((resolve) => setTimeout(resolve, 20));
  await new Promise((resolve) => setTimeout(resolve, 137 * round));
  // It was started in a group of its own, which dies at once, as when its machine loses power.
  if (victim !== 'the server') process.kill(-(await databaseProcess()), 'SIGKILL');
  if (victim !== 'the database') {
    const gone = once(serving.child, 'exit');
    process.kill(serving.child.pid ?? 0, 'SIGKILL');
    await gone;
  } else await new Promise((resolve) => setTimeout(resolve, 500));
  stop.now = true;
  await Promise.all(running);
  if (victim === 'the database') await untilReady();
  else serving = await serve();
  expect(whole()).toBeGreaterThan(writers);

  const before = await kept(all);
  expectWhole(before);
  const versions = new Map(before.map((row) => [row.name, row.version]));
  const lost = all.filter((record) => (versions.get(record.name) ?? 0) < record.acknowledged);
  expect(lost).toEqual([]);

  // Everybody sends again what was not acknowledged.
  for (const record of all) expect(await write(record)).toBe(true);
  const after = await kept(all);
  expectWhole(after);
  expect(after.filter((row) => row.version !== 3)).toEqual([]);
  expect(after).toHaveLength(all.length);
});
