/**
 * `npm run bench [-- --rows 100000 --only start|work --json]`: start, import and lists, on the machine at hand. Lists are measured against a bare Koa
 * handler that sends the same JSON by the same statement in the same run, so that the ratio holds on any machine.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import Koa from 'koa';
import { openWorkspace, startApp, type RunningApp } from '../../server/app.ts';
import { systemContext } from '../../server/access/workspace.ts';
import { startImport } from '../../server/exchange/imports.ts';
import { codeRoot, readConfig, type Config } from '../../server/kernel/config.ts';
import { openSession } from '../../server/identity/sessions.ts';
import { readRows } from '../../server/query/rows.ts';
import { writeRecords } from '../../server/records/write.ts';
import type { Database } from '../../server/database/types.ts';

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly floor?: number;
  readonly ratio?: number;
}

const { values: flags } = parseArgs({ options: { rows: { type: 'string' }, json: { type: 'boolean' }, only: { type: 'string' } } });
const rows = Number(flags.rows ?? '100000');
const figures: Figure[] = [];
const home = await mkdtemp(path.join(tmpdir(), 'relata-bench-'));

try {
  if (flags.only !== 'work') await measureStarts();
  if (flags.only !== 'start') await measureWork();
} finally {
  await rm(home, { recursive: true, force: true });
}
print();

/** First-ever and warm start, from the command to the first 200, as a user would see it. */
async function measureStarts(): Promise<void> {
  for (const name of ['first start to 200', 'warm start to 200']) {
    const began = performance.now();
    const port = 20_000 + Math.floor(Math.random() * 20_000);
    const child = spawn(process.execPath, [path.join(codeRoot, 'server/launch.mjs'), 'start'], {
      env: { ...process.env, RELATA_HOME: home, PORT: String(port) },
      stdio: 'ignore',
    });
    await untilReady(`http://127.0.0.1:${port}/readyz`, child);
    figures.push({ name, value: (performance.now() - began) / 1000, unit: 's' });
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
  }
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 2400; attempt++) {
    if (child.exitCode !== null) throw new Error('The server ended before it was ready.');
    const ready = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('The server did not become ready within a minute.');
}

async function measureWork(): Promise<void> {
  const config: Config = { ...readConfig({ RELATA_HOME: home, PORT: '0', LOG_LEVEL: 'error' }) };
  const app = await startApp(config, undefined);
  try {
    await measureImport(config);
    await fill(app);
    await measureList(app);
  } finally {
    await app.close();
  }
}

/** The real pipeline: 8,800 deals with full validation and history. */
async function measureImport(config: Config): Promise<void> {
  const opened = await openWorkspace(config);
  const context = systemContext(opened.workspace, 'import');
  const folder = path.join(codeRoot, 'test/data/sales-pipeline');
  const files = [
    ['crm.product', 'products.csv', 'products'],
    ['system.user', 'sales_teams.csv', 'users'],
    ['crm.account', 'accounts.csv', 'accounts'],
    ['crm.deal', 'sales_pipeline.csv', 'deals'],
  ] as const;
  for (const [entity, file, map] of files) {
    const began = performance.now();
    const parsed = JSON.parse(await readFile(path.join(folder, 'maps', `${map}.json`), 'utf8')) as unknown;
    const started = await startImport(context, opened.files, {
      entity,
      file: path.join(folder, file),
      fileName: file,
      map: parsed,
      effects: false,
      dryRun: false,
    });
    const state = await started.finished;
    if (state.failed > 0) throw new Error(`${state.failed} rows of ${file} were refused: ${state.errors[0]?.message ?? ''}`);
    if (entity === 'crm.deal') figures.push({ name: 'import of 8,800 deals', value: (performance.now() - began) / 1000, unit: 's' });
  }
  await opened.close();
}

/** Deals up to the wanted number, by the write path. */
async function fill(app: RunningApp): Promise<void> {
  const context = systemContext(app.workspace, 'api');
  const accounts = (await readRows(context, 'crm.account', { select: ['id'], limit: 1000 })).rows.map((row) => row.id);
  const stages = ['prospecting', 'engaging', 'won', 'lost'];
  const began = performance.now();
  const wanted = Math.max(0, rows - 8800);
  for (let start = 0; start < wanted; start += 2000) {
    const operations = Array.from({ length: Math.min(2000, wanted - start) }, (_, index) => {
      const number = start + index;
      const day = new Date(Date.UTC(2024, 0, 1) + (number % 900) * 86_400_000).toISOString().slice(0, 10);
      return {
        action: 'create' as const,
        values: {
          name: `Deal ${number}`,
          account: accounts[number % accounts.length],
          stage: stages[number % 4],
          amount: (number * 37) % 20_000,
          openedOn: '2024-01-01',
          closeDate: day,
        },
      };
    });
    await writeRecords(context, 'crm.deal', operations, { effects: false, atomic: true });
  }
  if (wanted > 0)
    figures.push({ name: 'records written per second, 2,000 a call', value: wanted / ((performance.now() - began) / 1000), unit: '/s' });
  await app.workspace.database.query({ text: `analyze "${app.workspace.database.schema}"."crm_deal"`, values: [] });
}

/** A page of 50, by status and amount, sorted by date, with a count: ours against a bare handler that sends the same bytes. */
async function measureList(app: RunningApp): Promise<void> {
  const { workspace } = app;
  const context = systemContext(workspace, 'api');
  const [admin] = await writeRecords(
    context,
    'system.user',
    [{ action: 'create', values: { name: 'Bench', email: 'bench@example.com', roles: ['system.admin'] } }],
    { atomic: true, effects: false },
  );
  const session = await openSession(context, admin?.ok ? admin.id : '', 'bench');
  const select = 'name,account,stage,amount,closeDate,owner';
  const filter = encodeURIComponent(JSON.stringify({ stage: 'engaging', amount: { gte: 5000 } }));
  const cookie = `relata_session=${session.secret}`;
  const path = `/api/records/crm.deal?filter=${filter}&select=${select}&sort=-closeDate&limit=50&count=exact`;
  const bare = await startBare(workspace.database);
  const ours = await load(app.url + path, cookie);
  const floor = await load(bare.url, cookie);
  bare.close();
  figures.push({ name: 'bare handler, page of 50', value: floor, unit: 'req/s' });
  figures.push({ name: 'page of 50', value: ours, unit: 'req/s', floor, ratio: ours / floor });
}

/** Koa and one hand-written named statement, with the same check of the session. */
async function startBare(database: Database): Promise<{ url: string; close(): void }> {
  const schema = `"${database.schema}"`;
  const text = `with page as (select d.* from ${schema}.crm_deal d where d.deleted_at is null and d.stage = $1 and d.amount_base >= $2 order by d.close_date desc nulls last, d.id desc limit 51)
    select (select json_agg(json_build_object('id', p.id, 'version', p.version, 'name', p.name, 'account', case when a.id is null then null else json_build_object('id', a.id, 'label', a.name) end, 'stage', p.stage,
      'amount', json_build_object('amount', trim_scale(p.amount)::text, 'currency', p.amount_currency), 'closeDate', p.close_date, 'owner', case when u.id is null then null else json_build_object('id', u.id, 'label', u.name) end))::text
      from (select * from page limit 50) p left join ${schema}.crm_account a on a.id = p.account left join ${schema}.system_user u on u.id = p.owner) as data,
    (select count(*) from ${schema}.crm_deal d where d.deleted_at is null and d.stage = $1 and d.amount_base >= $2) as total`;
  const koa = new Koa();
  koa.use(async (ctx) => {
    const who = await database.query({
      name: 'bare-session',
      text: `select u.id, u.name, u.roles from ${schema}.relata_sessions s join ${schema}.system_user u on u.id = s.user_id where s.expires_at > now() and s.user_id is not null limit 1`,
      values: [],
    });
    if (who.rows.length === 0) ctx.throw(401);
    const { rows: found } = await database.query<{ data: string; total: string }>({ name: 'bare-page', text, values: ['engaging', 5000] });
    ctx.type = 'application/json';
    ctx.body = `{"data":${found[0]?.data ?? '[]'},"page":{"next":"x","count":${found[0]?.total ?? 0},"countIs":"exact"}}`;
  });
  const handle = koa.callback();
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`, close: () => void server.close() };
}

/** Requests per second with 16 connections: the median of three runs of four seconds, after one to warm up. */
async function load(url: string, cookie: string): Promise<number> {
  const once = async (duration: number): Promise<number> => {
    const result = await autocannon({ url, connections: 16, duration, headers: { cookie } });
    if (result.non2xx > 0) throw new Error(`${result.non2xx} answers of ${url} were no success.`);
    return result.requests.average;
  };
  await once(2);
  const runs = [await once(4), await once(4), await once(4)].sort((a, b) => a - b);
  return runs[1] ?? 0;
}

function print(): void {
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ bench: 'main', figures }, null, 2)}\n`);
    return;
  }
  for (const figure of figures) {
    const ratio = figure.ratio === undefined ? '' : `   ${figure.ratio.toFixed(2)} of the bare handler`;
    process.stdout.write(
      `${figure.name.padEnd(42)} ${figure.value.toFixed(figure.unit === 's' ? 2 : 0).padStart(9)} ${figure.unit}${ratio}\n`,
    );
  }
}
