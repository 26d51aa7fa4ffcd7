/** The real pipeline of a made-up hardware seller, from its files to the audit: the numbers are known. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runAudit } from '../../server/audits/runner.ts';
import { startImport } from '../../server/exchange/imports.ts';
import { decodeHead, detectFormat } from '../../server/exchange/detect.ts';
import type { ImportState } from '../../server/exchange/types.ts';
import { codeRoot } from '../../server/kernel/config.ts';
import { aggregateRecords } from '../../server/query/aggregate.ts';
import { readRows } from '../../server/query/rows.ts';
import { startTestApp } from '../support/test-app.ts';
import { createTestWorkspace, systemOf } from '../support/test-workspace.ts';

const folder = path.join(codeRoot, 'test/data/sales-pipeline');
const workspace = await createTestWorkspace();
const app = await startTestApp(workspace);
const context = systemOf(workspace);

async function importFile(entity: string, file: string, map: string): Promise<ImportState> {
  const parsed = JSON.parse(await readFile(path.join(folder, 'maps', `${map}.json`), 'utf8')) as unknown;
  const started = await startImport(context, app.files, {
    entity,
    file: path.join(folder, file),
    fileName: file,
    map: parsed,
    effects: false,
    dryRun: false,
  });
  return started.finished;
}

const count = async (filter: object, entity = 'crm.deal'): Promise<unknown> =>
  (await aggregateRecords(context, entity, { filter: filter as never, measures: [{ count: true }] })).totals[0];

describe('the sales pipeline', () => {
  test('products, people and accounts arrive, with managers and parents made or found', async () => {
    expect(await importFile('crm.product', 'products.csv', 'products')).toMatchObject({ state: 'done', created: 7, failed: 0 });
    expect(await importFile('system.user', 'sales_teams.csv', 'users')).toMatchObject({ state: 'done', created: 35, failed: 0, linked: 6 });
    expect(await importFile('crm.account', 'accounts.csv', 'accounts')).toMatchObject({ state: 'done', created: 85, failed: 0 });
    expect(await count({ email: { empty: true } }, 'system.user')).toBe(41);
    expect(await count({ parent: { empty: false } }, 'crm.account')).toBe(15);
    expect(await count({ manager: { empty: false } }, 'system.user')).toBe(35);
  });

  test('without a value map the 1,480 rows of GTXPro are refused one by one, and the error file names them', async () => {
    const state = await importFile('crm.deal', 'sales_pipeline.csv', 'deals-without-value-map');
    expect(state).toMatchObject({ state: 'done', total: 8800, created: 7320, failed: 1480, hasErrorFile: true });
    expect(state.errors[0]).toMatchObject({ column: 'product' });
    expect(await count({})).toBe(7320);
  });

  test('with the map the rest arrives, and what was there is not doubled', async () => {
    const state = await importFile('crm.deal', 'sales_pipeline.csv', 'deals');
    expect(state).toMatchObject({ state: 'done', total: 8800, created: 1480, unchanged: 7320, updated: 0, failed: 0 });
    const again = await importFile('crm.deal', 'sales_pipeline.csv', 'deals');
    expect(again).toMatchObject({ created: 0, updated: 0, unchanged: 8800, failed: 0 });
  });

  test('the numbers are those of the file', async () => {
    const { groups, totals } = await aggregateRecords(context, 'crm.deal', {
      groups: [{ field: 'stage' }],
      measures: [{ count: true }, { sum: 'amount' }],
    });
    expect(Object.fromEntries(groups.map((group) => [group.labels[0], group.values[0]]))).toEqual({
      Won: 4238,
      Lost: 2473,
      Engaging: 1589,
      Prospecting: 500,
    });
    expect(groups.find((group) => group.keys[0] === 'won')?.values[1]).toBe('10005534');
    expect(totals[0]).toBe(8800);
    expect(await count({ account: { empty: true } })).toBe(1425);
    const { rows } = await readRows(context, 'crm.deal', { filter: { externalId: '1C1I7A6R' } });
    expect(rows[0]).toMatchObject({
      name: 'Cancity – GTX Plus Basic',
      stage: 'won',
      amount: { amount: '1054' },
      closeDate: '2017-03-01',
      owner: { label: 'Moses Frase' },
      source: 'import',
    });
  });

  test('an import sends no mail unless asked', async () => {
    const { rows } = await context.database.query({
      text: `select count(*)::int as n from "${context.database.schema}".relata_outbox`,
      values: [],
    });
    expect(rows[0]).toEqual({ n: 0 });
  });

  test('the year-end audit counts what is known to be wrong', async () => {
    const run = await runAudit(context, 'crm.year-end');
    const failing = new Map(run.result?.checks.map((check) => [check.id, check]));
    const figures = [...failing.values()].map((check) => ({ id: check.id, state: check.state }));
    expect(figures.filter(({ state }) => state === 'error')).toEqual([]);
    expect(run.state).toBe('done');
    const counted = (id: string): unknown[] => [failing.get(id)?.failing, failing.get(id)?.population];
    expect(counted('open-deals-without-account')).toEqual([1425, 2089]);
    expect(counted('lost-without-reason')).toEqual([2473, 2473]);
    expect(counted('deals-overdue')).toEqual([0, 2089]);
    expect(counted('agents-without-deal')).toEqual([5, 35]);
    const filled = (id: string): Record<string, number> =>
      Object.fromEntries((failing.get(id)?.byField ?? []).map((field) => [field.field, field.filled]));
    expect(filled('deals-complete')).toEqual({
      account: 7375,
      contact: 0,
      owner: 8800,
      product: 8800,
      openedOn: 8300,
      closeDate: 6711,
      amount: 6711,
      nextStep: 0,
      leadSource: 0,
    });
    expect(filled('accounts-complete')).toMatchObject({
      industry: 85,
      country: 85,
      annualRevenue: 85,
      employees: 85,
      yearEstablished: 85,
      segment: 0,
    });
    expect(filled('users-complete')).toMatchObject({ email: 0, manager: 35 });
    const kinds = new Set([...failing.values()].filter((check) => check.state !== 'excluded').map((check) => check.kind));
    expect(kinds.size).toBeGreaterThanOrEqual(10);
  });

  test('what was imported can be read over HTTP with a nested filter', async () => {
    const { call } = await app.signIn(['system.admin']);
    const filter = encodeURIComponent(
      JSON.stringify({
        and: [
          { 'stage.kind': 'won' },
          { or: [{ 'account.industry': 'technology' }, { 'account.industry': { empty: true } }] },
          { amount: { gte: 5000 } },
        ],
      }),
    );
    const answer = await call(
      'GET',
      `/api/records/deal?filter=${filter}&sort=-amount,name&limit=3&count=exact&select=name,amount,account.name`,
    );
    expect(answer.status).toBe(200);
    expect(answer.body.data).toHaveLength(3);
    expect(answer.body.page.count).toBeGreaterThan(3);
    expect(Number(answer.body.data[0].amount.amount)).toBeGreaterThanOrEqual(Number(answer.body.data[1].amount.amount));
  });
});

describe('recognising files', () => {
  const table = 'name;city\r\n"A, B";"x\r\ny"\r\nÉmile;Köln\r\n';
  test.each([
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${table}`, 'utf8'), 'utf-8'],
    ['UTF-8 without a mark', Buffer.from(table, 'utf8'), 'utf-8'],
    ['Windows-1252', Buffer.from(table, 'latin1'), 'windows-1252'],
    ['UTF-16 little endian', Buffer.from(`\uFEFF${table}`, 'utf16le'), 'utf-16le'],
  ])('%s is recognised, and its delimiter', (_name, bytes, encoding) => {
    expect(detectFormat(bytes)).toEqual({ encoding, delimiter: ';' });
    expect(decodeHead(bytes, detectFormat(bytes).encoding)).toContain('Émile');
  });
  test.each([[','], [';'], ['\t'], ['|']])('the delimiter %j is recognised although quoted cells hold others', (delimiter) => {
    const lines = [
      ['a', 'b', 'c'],
      ['"1,2;3"', '"x\ny"', '3'],
      ['4', '5', '6'],
    ]
      .map((cells) => cells.join(delimiter))
      .join('\n');
    expect(detectFormat(Buffer.from(`${lines}\n`)).delimiter).toBe(delimiter);
  });
});
