/**
 * `npm run bench:schema [-- --rows 1000000 --json --edits "add field,text into link"]`: what people notice while the model changes under them. A process reads and writes deals at 120 requests a second; each edit
 * is applied meanwhile. A stall is the longest request during the edit, less the longest of the same load without one.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { systemContext } from '../../server/access/workspace.ts';
import { startApp, type RunningApp } from '../../server/app.ts';
import { applyChangeSet, planChangeSet } from '../../server/changes/apply.ts';
import { createChangeSet, readChangeSet, saveReplacements } from '../../server/changes/change-sets.ts';
import type { Edit, Replacements } from '../../server/changes/types.ts';
import { newestNumber, readVersion } from '../../server/changes/versions.ts';
import { byKey } from '../../server/changes/documents/document-sets.ts';
import { measureModels, type Figure } from './model-scale.ts';
import { openSession } from '../../server/identity/sessions.ts';
import { readConfig } from '../../server/kernel/config.ts';
import { silentLogger } from '../../server/kernel/logger.ts';
import { writeRecords } from '../../server/records/write.ts';

type Json = Record<string, unknown>;

interface Measured {
  readonly longest: number;
  readonly requests: number;
  readonly failed: number;
  readonly errors: readonly string[];
}

const { values: flags } = parseArgs({ options: { rows: { type: 'string' }, json: { type: 'boolean' }, edits: { type: 'string' } } });
const rows = Number(flags.rows ?? '1000000');
const figures: Figure[] = [];
const notes = Array.from({ length: 20 }, (_, number) => ({ value: `note-${number}`, title: `Note ${number}` }));
const partners = {
  id: 'crm.partners',
  title: 'Partners',
  initial: 'partner',
  statuses: [
    { code: 'partner', title: 'With a partner', kind: 'open' },
    { code: 'partner-won', title: 'Won by a partner', kind: 'won' },
  ],
};
const home = await mkdtemp(path.join(tmpdir(), 'relata-bench-'));
const app = await startApp(readConfig({ RELATA_HOME: home, PORT: '0', LOG_LEVEL: 'error' }), undefined);
const { workspace } = app;
const { database } = workspace;
const schema = `"${database.schema}"`;
const context = systemContext(workspace, 'api');

try {
  const ids = await fill();
  const load = await startLoad(app, ids);
  await measureEdits(load);
  load.send({ end: true });
} finally {
  await app.close();
  await rm(home, { recursive: true, force: true });
}
figures.push(...(await measureModels()));
print();

/** Deals, made by the database itself: the write path is measured elsewhere. */
async function fill(): Promise<string[]> {
  const ask = (text: string): Promise<{ rows: Json[] }> => database.query({ text, values: [] });
  await ask(`insert into ${schema}.crm_deal (id, version, created_at, updated_at, name, stage, amount, amount_currency, amount_base, close_date, next_step, loss_note, description, search_text)
    select gen_random_uuid(), 1, now(), now(), 'Deal ' || n, (array['prospecting','engaging','won','lost'])[1 + n % 4], n % 20000, 'USD', n % 20000, date '2024-01-01' + n % 900, (n % 5000)::text, 'Note ' || n % 20, 'Account ' || n % 1000, 'deal ' || n
    from generate_series(1, ${rows}) n`);
  await ask(`insert into ${schema}.crm_account (id, version, created_at, updated_at, name, search_text)
    select gen_random_uuid(), 1, now(), now(), 'Account ' || n, 'account ' || n from generate_series(0, 999) n`);
  await ask(`insert into ${schema}.system_exchange_rate (id, version, created_at, updated_at, currency, date, rate, base)
    values (gen_random_uuid(), 1, now(), now(), 'EUR', '2020-01-01', 1.1, 'USD')`);
  await ask(`analyze ${schema}.crm_deal, ${schema}.crm_account`);
  const { rows: found } = await ask(`select id::text as id from ${schema}.crm_deal limit 2000`);
  return found.map((row) => String(row['id']));
}

async function startLoad(running: RunningApp, ids: readonly string[]): Promise<ChildProcess> {
  const [admin] = await writeRecords(
    context,
    'system.user',
    [{ action: 'create', values: { name: 'Bench', email: 'bench@example.com', roles: ['system.admin'] } }],
    { atomic: true, effects: false },
  );
  const session = await openSession(context, {
    userId: admin?.ok ? admin.id : '',
    agent: 'bench',
    address: '127.0.0.1',
    previous: undefined,
    by: 'password',
  });
  const child = fork(path.join(import.meta.dirname, 'paced-load.ts'), [running.url, `relata_session=${session?.secret ?? ''}`, '120']);
  child.send({ ids });
  await pause(3000);
  await take(child);
  return child;
}

function take(child: ChildProcess): Promise<Measured> {
  return new Promise((resolve) => {
    child.once('message', (message) => resolve(message as Measured));
    child.send({ take: true });
  });
}

/** The edits, each on top of those before. */
async function measureEdits(load: ChildProcess): Promise<void> {
  await pause(5000);
  const quiet = await take(load);
  figures.push({ name: 'longest request without an edit', value: quiet.longest, unit: 'ms' });
  const deal = async (change: (properties: Json, document: Json) => void): Promise<Edit[]> => {
    const content = structuredClone((await document('entity', 'crm.deal')) as Json);
    change(content['properties'] as Json, content);
    return [{ kind: 'entity', id: 'crm.deal', content }];
  };
  const status = async (): Promise<Edit[]> => {
    const content = structuredClone((await document('pipeline', 'crm.sales')) as Json);
    (content['statuses'] as Json[]).push({ code: 'parked', title: 'Parked', kind: 'waiting' });
    return [{ kind: 'pipeline', id: 'crm.sales', content }];
  };
  const split = (): Promise<Edit[]> =>
    Promise.all([
      deal((properties) => ((properties['stage'] as Json)['pipelines'] = ['crm.sales', 'crm.partners'])),
      Promise.resolve([{ kind: 'pipeline' as const, id: 'crm.partners', content: partners }]),
    ]).then((both) => both.flat());
  const withoutStatus = async (): Promise<Edit[]> => {
    await database.query({
      text: `update ${schema}.crm_deal set stage = 'parked' where id in (select id from ${schema}.crm_deal where stage = 'engaging' limit ${Math.ceil(rows / 100)})`,
      values: [],
    });
    const content = structuredClone((await document('pipeline', 'crm.sales')) as Json);
    content['statuses'] = (content['statuses'] as Json[]).filter((each) => each['code'] !== 'parked');
    return [{ kind: 'pipeline', id: 'crm.sales', content }];
  };
  const base = async (): Promise<Edit[]> => {
    const content = structuredClone((await document('settings', 'system.settings')) as Json);
    return [{ kind: 'settings', id: 'system.settings', content: { ...content, baseCurrency: 'EUR' } }];
  };
  const edits: readonly [string, () => Promise<Edit[]>, Replacements?][] = [
    ['add field', () => deal((properties) => (properties['region'] = { field: 'text' }))],
    ['add status', status],
    [
      'add entity',
      () =>
        Promise.resolve([
          {
            kind: 'entity',
            id: 'crm.site',
            content: { id: 'crm.site', title: 'Site', properties: { name: { field: 'text' }, deal: { field: 'link', to: 'crm.deal' } } },
          },
        ]),
    ],
    ['add link', () => deal((properties) => (properties['site'] = { field: 'link', to: 'crm.site' }))],
    ['add index', () => deal((properties) => Object.assign(properties['nextStep'] as Json, { index: true }))],
    ['make unique', () => deal((properties) => Object.assign(properties['region'] as Json, { unique: true }))],
    ['change kind', () => deal((properties) => (properties['nextStep'] = { field: 'integer', title: 'Next step' }))],
    ['widen search', () => deal((_, content) => (content['search'] = [...(content['search'] as string[]), 'region']))],
    [
      'drop field',
      () =>
        deal((properties, content) => {
          Reflect.deleteProperty(properties, 'region');
          content['search'] = (content['search'] as string[]).filter((each) => each !== 'region');
        }),
    ],
    ['bring back field', () => deal((properties) => (properties['region'] = { field: 'text', unique: true }))],
    [
      'rename field',
      () =>
        deal((properties) => {
          properties['area'] = { ...(properties['region'] as Json), id: 'region' };
          Reflect.deleteProperty(properties, 'region');
        }),
    ],
    ['make required', () => deal((_, content) => (content['required'] = [...(content['required'] as string[]), 'closeDate']))],
    ['set default', () => deal((properties) => Object.assign(properties['leadSource'] as Json, { default: 'other' }))],
    ['remove status', withoutStatus, { 'crm.deal.stage': { parked: 'engaging' } }],
    ['split pipeline', split, { 'crm.deal.stage': [{ where: { amount: { gte: 19_000 } }, codes: { engaging: 'partner' } }] }],
    ['text into select', () => deal((properties) => (properties['lossNote'] = { field: 'select', title: 'Loss note', options: notes }))],
    ['text into link', () => deal((properties) => (properties['description'] = { field: 'link', to: 'crm.account' }))],
    ['link into links', () => deal((properties) => (properties['description'] = { field: 'links', to: 'crm.account' }))],
    ['change base currency', base],
    [
      'drop entity',
      async () => [
        ...(await deal((properties) => Reflect.deleteProperty(properties, 'site'))),
        { kind: 'entity', id: 'crm.site', content: null },
      ],
    ],
  ];
  const wanted = flags.edits?.split(',');
  for (const [name, edit, replacements] of edits)
    if (wanted?.includes(name) !== false) await measureEdit(load, name, await edit(), quiet.longest, replacements);
  if (wanted?.includes('add field behind a report') === false) return;
  const report = holdReport(10_000);
  await measureEdit(load, 'add field behind a report', await deal((properties) => (properties['zone'] = { field: 'text' })), quiet.longest);
  await report;
}

async function document(kind: Edit['kind'], id: string): Promise<unknown> {
  const version = await readVersion(database);
  return byKey(version?.documents ?? []).get(`${kind} ${id}`)?.content;
}

async function measureEdit(
  load: ChildProcess,
  name: string,
  edits: readonly Edit[],
  quiet: number,
  replacements: Replacements = {},
): Promise<void> {
  const draft = await createChangeSet(database, { title: name, baseVersion: await newestNumber(database), edits, author: context.actor });
  await saveReplacements(context, draft.id, replacements);
  const planned = performance.now();
  const plan = await planChangeSet(context, draft.id);
  const planTime = performance.now() - planned;
  await pause(1000);
  await take(load);
  const began = performance.now();
  const runtime = { database, logger: silentLogger, switched: adopt, progress: () => undefined };
  const ending = await (await applyChangeSet(context, runtime, draft.id, plan.hash)).finished;
  const seconds = (performance.now() - began) / 1000;
  await pause(500);
  const measured = await take(load);
  if (ending !== 'applied') throw new Error(`${name}: ${(await readChangeSet(database, draft.id)).error ?? ending}`);
  if (measured.failed > 0) process.stderr.write(`${name}: ${measured.errors.join(' | ')}\n`);
  process.stderr.write(`${name}: ${seconds.toFixed(2)} s, longest request ${measured.longest.toFixed(0)} ms, ${measured.failed} failed\n`);
  figures.push({ name: `${name} plan`, value: planTime, unit: 'ms' });
  figures.push({ name: `${name} time`, value: seconds, unit: 's' });
  figures.push({ name: `${name} stall`, value: Math.max(0, measured.longest - quiet), unit: 'ms' });
  figures.push({ name: `${name} failed requests`, value: measured.failed, unit: '' });
}

/** The server's own watch takes a new version into use within a second; the runner need not wait for that here. */
async function adopt(): Promise<void> {
  await pause(0);
}

/** A report that reads deals for a while, and whose snapshot and locks stand in the way of whoever wants the table for themselves. */
async function holdReport(milliseconds: number): Promise<void> {
  await database.knex.transaction(async (transaction) => {
    await transaction.raw(`select count(*) from ${schema}.crm_deal where amount > 10`);
    await transaction.raw(`select pg_sleep(${milliseconds / 1000})`);
  });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function print(): void {
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ bench: 'schema', figures }, null, 2)}\n`);
    return;
  }
  process.stdout.write(`${rows.toLocaleString('en')} deals, 120 requests a second\n`);
  for (const { name, value, unit } of figures)
    process.stdout.write(`${name.padEnd(44)} ${value.toFixed(unit === 's' ? 2 : 0).padStart(9)} ${unit}\n`);
}
