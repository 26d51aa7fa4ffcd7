/**
 * The records engine against the floor: a bare Koa + pg handler that sends the same JSON by hand-written named statements, over the same tables,
 * with the same check of the session and an audit row for each write; and against those statements alone. All in one run, each server in a
 * process of its own.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openWorkspace } from '../../server/app.ts';
import { systemContext } from '../../server/access/workspace.ts';
import { openSession } from '../../server/identity/sessions.ts';
import { readConfig } from '../../server/kernel/config.ts';
import { writeRecords } from '../../server/records/write.ts';
import type { Database } from '../../server/database/types.ts';
import { bareStatements } from './bare-statements.ts';
import { latencies } from './latency.ts';
import { ask, load, type LoadRequest, type Pace } from './load.ts';
import { cases, type Case } from './record-cases.ts';
import { fillRollups, rollupCases, writeRollupEntities } from './rollup-cases.ts';
import { fillRecords, isOpen } from './records-data.ts';

/** A figure of the table; requests per second unless the unit says else, latencies in milliseconds. */
export interface RecordFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly floor?: number;
  readonly ratio?: number;
  readonly p50?: number;
  readonly p99?: number;
  readonly floorP50?: number;
  readonly floorP99?: number;
  /** The statement alone, without HTTP. */
  readonly raw?: number;
}

/** What is measured. */
export interface RecordBenchInput {
  readonly home: string;
  readonly deals: number;
  readonly pace: Pace;
  /** Minutes of a load that changes nothing but what it writes, to see whether memory stays flat; 0 for none. */
  readonly soak: number;
  /** Names of cases; all of them without. */
  readonly only?: readonly string[];
}

/** Runs all cases. */
export async function measureRecords(input: RecordBenchInput): Promise<RecordFigure[]> {
  const packs = await writeRole(input.home);
  const config = readConfig({ RELATA_HOME: input.home, PORT: '0', LOG_LEVEL: 'error' });
  const opened = await openWorkspace({ ...config, packFolders: [...config.packFolders, packs] });
  const children: ChildProcess[] = [];
  try {
    const { database, workspace } = opened;
    const context = systemContext(workspace, 'api');
    const user = async (email: string, roles: string[]): Promise<[string, string]> => {
      const [made] = await writeRecords(context, 'system.user', [{ action: 'create', values: { name: 'Bench', email, roles } }], {
        atomic: true,
        effects: false,
      });
      if (!made?.ok) throw new Error('The user of the bench could not be made.');
      return [
        made.id,
        `relata_session=${(await openSession(context, { userId: made.id, agent: 'bench', address: '127.0.0.1', previous: undefined, by: 'password' }))?.secret ?? ''}`,
      ];
    };
    const [admin, cookie] = await user('bench@example.com', ['system.admin']);
    const [, restricted] = await user('restricted@example.com', ['bench.restricted']);
    await fillRecords(database, { accounts: 10_000, deals: input.deals }, admin);
    if (rollupCases(admin).some(({ name }) => input.only?.includes(name) !== false)) await fillRollups(database, input.deals);
    await database.query({
      text: `create table "${database.schema}".bench_audit (id uuid primary key, at timestamptz not null, entity text not null, record_id uuid not null, actor uuid, changes jsonb not null)`,
      values: [],
    });
    const [ours, bare] = await Promise.all([
      startChild('relata-server.ts', [input.home, packs], children),
      startChild('bare-server.ts', [database.url, database.schema], children),
    ]);
    const figures: RecordFigure[] = [];
    const restrictedRole = { full: cookie, restricted, deals: input.deals, pace: input.pace };
    if (input.only === undefined || input.only.includes('latency')) figures.push(...(await measureLatency(ours, cookie, input)));
    for (const each of [...cases(input.deals, admin), ...rollupCases(admin)]) {
      if (input.only?.includes(each.name) === false) continue;
      figures.push(...(await measure(each, { ours, bare, cookie, database, pace: input.pace })));
      // Before anything is written: what the writing cases add is not what people's lists look like.
      if (readBySome.has(each.name)) figures.push(await measureRestricted(each, ours, restrictedRole));
    }
    if (input.soak > 0) figures.push(...(await soak(ours, cookie, input, children[0])));
    return figures;
  } finally {
    for (const child of children) child.disconnect();
    await Promise.all(
      children.map((child) => new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve(undefined)))),
    );
    await opened.close();
  }
}

/** A role that sees what it owns and what is open, and not what deals cost. */
async function writeRole(home: string): Promise<string> {
  const folder = path.join(home, 'packs');
  await mkdir(path.join(folder, 'bench/roles'), { recursive: true });
  const write = (name: string, content: object): Promise<void> => writeFile(path.join(folder, 'bench', name), JSON.stringify(content));
  await writeRollupEntities(path.join(folder, 'bench'));
  await write('pack.json', { id: 'bench', title: 'Bench', version: '1.0.0', requires: { crm: '>=0.0.1' } });
  await write('roles/restricted.json', {
    id: 'bench.restricted',
    title: 'Restricted',
    entities: {
      'crm.deal': { read: { or: [{ owner: { $me: 'id' } }, { 'stage.kind': 'open' }] }, fields: { cost: 'hidden', margin: 'hidden' } },
      'crm.account': { read: 'all' },
      'system.user': { read: 'all' },
    },
  });
  return folder;
}

async function startChild(file: string, values: readonly string[], children: ChildProcess[]): Promise<string> {
  // As the launcher starts it.
  const child = fork(path.join(import.meta.dirname, file), values, { execArgv: ['--max-semi-space-size=32', '--expose-gc'] });
  children.push(child);
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve((message as { url: string }).url));
    child.once('exit', () => reject(new Error(`${file} ended before it was ready.`)));
  });
}

interface Stage {
  readonly ours: string;
  readonly bare: string;
  readonly cookie: string;
  readonly database: Database;
  readonly pace: Pace;
}

async function measure(each: Case, { ours, bare, cookie, database, pace }: Stage): Promise<RecordFigure[]> {
  const figures: RecordFigure[] = [];
  await demandAlike(each, ours, bare, cookie);
  for (const connections of each.single === true ? [1] : [16, 1]) {
    const paced = each.single === true ? { ...pace, seconds: Math.max(pace.seconds, 10) } : pace;
    const mine = await load(ours, cookie, each.ours, connections, paced);
    const floor = await load(bare, cookie, each.bare, connections, paced);
    const raw = await rawRate(database, each, connections, paced.seconds);
    const name = connections === 1 && each.single !== true ? `${each.name}, 1 connection` : each.name;
    process.stderr.write(`${name}: ${mine.rate.toFixed(0)} of ${floor.rate.toFixed(0)} a second\n`);
    figures.push({
      name,
      value: mine.rate,
      unit: 'req/s',
      floor: floor.rate,
      ratio: mine.rate / floor.rate,
      p50: mine.p50,
      p99: mine.p99,
      floorP50: floor.p50,
      floorP99: floor.p99,
      raw,
    });
  }
  return figures;
}

/** Reads must send as much as the floor does, or the figures compare nothing. */
async function demandAlike(each: Case, ours: string, bare: string, cookie: string): Promise<void> {
  const [first, other] = [each.ours[0], each.bare[0]];
  if (!first || !other) return;
  const [mine, floor] = [await ask(ours, cookie, first), await ask(bare, cookie, other)];
  const apart = Math.abs(mine.length - floor.length) / floor.length;
  if (apart > 0.2)
    throw new Error(`${each.name}: ${mine.length} characters against ${floor.length}.\n${mine.slice(0, 500)}\n${floor.slice(0, 500)}`);
}

/** Runs of the statement alone per second, over so many connections. */
async function rawRate(database: Database, each: Case, connections: number, seconds: number): Promise<number> {
  const statements = bareStatements(`"${database.schema}"`);
  const until = performance.now() + seconds * 1000;
  const began = performance.now();
  let count = 0;
  const work = async (): Promise<void> => {
    while (performance.now() < until) {
      const [name, values] = each.raw(count++);
      const statement = statements[name];
      if (statement) await database.query({ ...statement, values });
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  return count / ((performance.now() - began) / 1000);
}

const clients = 8;

/** What people wait for, with eight of them at work; before the cases that write by thousands have changed what lists look like. */
async function measureLatency(url: string, cookie: string, { deals, pace }: RecordBenchInput): Promise<RecordFigure[]> {
  const all = new Map(cases(deals, '').map((each) => [each.name, each.ours]));
  const figures: RecordFigure[] = [];
  for (const name of ['record by id', 'page of 50', 'search', 'patch']) {
    const requests = all.get(name) ?? [];
    const next = (n: number): LoadRequest => requests[n % requests.length] ?? { method: 'GET', path: '/healthz' };
    await latencies(url, cookie, clients, 1, next);
    const { p50, p95, p99 } = await latencies(url, cookie, clients, Math.max(5, pace.seconds), next);
    figures.push({ name: `${name}, p95 of ${clients} clients`, value: p95, unit: 'ms', p50: Math.round(p50), p99: Math.round(p99) });
  }
  return figures;
}

/** A mixed load for minutes: the heap after the first of them against the last. */
async function soak(
  url: string,
  cookie: string,
  { deals, soak: minutes }: RecordBenchInput,
  child?: ChildProcess,
): Promise<RecordFigure[]> {
  const requests = cases(deals, '')
    .filter(({ name }) => ['record by id', 'search', 'patch', 'create', 'deep expand'].includes(name))
    .map(({ ours }) => ours);
  const next = (n: number): LoadRequest => {
    const list = requests[n % requests.length] ?? [];
    return list[Math.floor(n / requests.length) % list.length] ?? { method: 'GET', path: '/healthz' };
  };
  const heaps: number[] = [];
  for (let minute = 0; minute < minutes; minute++) {
    const { count } = await latencies(url, cookie, clients, 60, next);
    const { heapUsed, rss } = await memoryOf(child);
    heaps.push(heapUsed / 2 ** 20);
    process.stderr.write(
      `soak, minute ${minute + 1}: ${count} requests, heap ${(heapUsed / 2 ** 20).toFixed(0)} MB, resident ${(rss / 2 ** 20).toFixed(0)} MB\n`,
    );
  }
  const [first = 0] = heaps;
  const last = heaps.at(-1) ?? 0;
  return [{ name: `heap after ${minutes} minutes`, value: last, unit: 'MB', floor: first, ratio: last / first }];
}

function memoryOf(child: ChildProcess | undefined): Promise<{ heapUsed: number; rss: number }> {
  return new Promise((resolve) => {
    child?.once('message', (message) => resolve(message as { heapUsed: number; rss: number }));
    child?.send('memory');
  });
}

/** Cases that are measured for a role with a record scope, too. */
const readBySome = new Set(['record by id', 'page of 50', 'search']);

/** What a role with a record scope and hidden fields costs: the same requests as one who sees all. */
async function measureRestricted(
  each: Case,
  url: string,
  { full, restricted, deals, pace }: { full: string; restricted: string; deals: number; pace: Pace },
): Promise<RecordFigure> {
  // Both must find the records: what is open everybody may see here.
  const requests = each.name === 'record by id' ? each.ours.filter((_, index) => isOpen(1 + ((index * 7919) % deals))) : each.ours;
  const all = await load(url, full, requests, 16, pace);
  const some = await load(url, restricted, requests, 16, pace);
  return {
    name: `${each.name}, restricted role`,
    value: some.rate,
    unit: 'req/s',
    floor: all.rate,
    ratio: some.rate / all.rate,
    p50: some.p50,
    p99: some.p99,
  };
}
