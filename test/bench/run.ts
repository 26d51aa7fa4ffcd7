/**
 * `npm run bench [-- --rows 100000 --only start,import,records --cases "page of 50,patch,latency" --seconds 3 --soak 10 --json]`: start, import and the records engine,
 * on the machine at hand. Records are measured against a bare Koa handler in the same run, so that the ratio holds on any machine.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { spawn, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openWorkspace, startApp } from '../../server/app.ts';
import { systemContext } from '../../server/access/workspace.ts';
import { startImport } from '../../server/exchange/imports.ts';
import { codeRoot, readConfig, type Config } from '../../server/kernel/config.ts';
import { measureRecords, type RecordFigure } from './records.ts';

const text = { type: 'string' } as const;
const { values: flags } = parseArgs({
  options: { rows: text, json: { type: 'boolean' }, only: text, cases: text, seconds: text, soak: text },
});
const rows = Number(flags.rows ?? '100000');
const wanted = (part: string): boolean => flags.only === undefined || flags.only.split(',').includes(part);
const figures: RecordFigure[] = [];
const home = await mkdtemp(path.join(tmpdir(), 'relata-bench-'));

try {
  if (wanted('start')) await measureStarts();
  if (wanted('import')) await measureWork();
  if (wanted('records')) await measureEngine();
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

/** In a home of its own: what was imported would change the figures. */
async function measureEngine(): Promise<void> {
  const own = path.join(home, 'records');
  const pace = { seconds: Number(flags.seconds ?? '3'), runs: 3 };
  figures.push(
    ...(await measureRecords({
      home: own,
      deals: rows,
      pace,
      soak: Number(flags.soak ?? '0'),
      ...(flags.cases === undefined ? {} : { only: flags.cases.split(',') }),
    })),
  );
}

async function measureWork(): Promise<void> {
  const config: Config = { ...readConfig({ RELATA_HOME: home, PORT: '0', LOG_LEVEL: 'error' }) };
  const app = await startApp(config, undefined);
  try {
    await measureImport(config);
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

function print(): void {
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ bench: 'main', figures }, null, 2)}\n`);
    return;
  }
  for (const figure of figures) {
    const { name, value, unit, floor, ratio, raw, p50, p99 } = figure;
    const beside = [
      ...(ratio === undefined ? [] : [`${ratio.toFixed(2)} of ${floor?.toFixed(0) ?? ''}`]),
      ...(raw === undefined ? [] : [`statement alone ${raw.toFixed(0)}`]),
      ...(p50 === undefined ? [] : [`p50 ${p50} ms, p99 ${p99 ?? ''} ms`]),
    ];
    process.stdout.write(`${name.padEnd(42)} ${value.toFixed(value < 10 ? 2 : 0).padStart(9)} ${unit.padEnd(6)} ${beside.join('; ')}\n`);
  }
}
