/** SQL for analysts: views with today's names that show what one role may read, for a role of the database that cannot write. */
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemContext } from '../../server/access/workspace.ts';
import { ensureViews } from '../../server/changes/analysts/install.ts';
import { draftsOf, type Json } from '../support/drafts.ts';
import { startTestApp } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
await ensureViews(systemContext(workspace));
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const { document, draftOf, apply, planOf, withField } = draftsOf(admin);
const { schema, url } = workspace.database;
const role = `${schema}_analyst`;
const views = `"${schema}_views"`;
const password = 'for the tests only';
let analyst: pg.Client;

async function signIn(): Promise<pg.Client> {
  const address = new URL(url);
  [address.username, address.password] = [role, password];
  const client = new pg.Client({ connectionString: address.href });
  await client.connect();
  return client;
}

beforeAll(async () => {
  await workspace.database.query({ text: `alter role "${role}" login password '${password}'`, values: [] });
  analyst = await signIn();
});
afterAll(() => analyst.end());

const create = async (entity: string, values: Json): Promise<string> => {
  const answer = await admin.call('POST', `/api/records/${entity}`, values);
  expect([answer.status, answer.body.errors]).toEqual([201, undefined]);
  return answer.body.id as string;
};
const ask = async (sql: string): Promise<Json[]> => (await analyst.query(sql)).rows as Json[];
const refused = (sql: string) => expect(ask(sql)).rejects.toThrow(/permission denied|read-only|cannot/u);

test('records are there under the names of today, amounts in their currency and in the base, links as ids, figures computed; the trash is not', async () => {
  const account = await create('account', { name: 'Aurora' });
  await create('deal', {
    name: 'Big',
    stage: 'prospecting',
    amount: { amount: '250.5', currency: 'USD' },
    account,
    closeDate: '2026-12-31',
  });
  const gone = await create('deal', { name: 'Gone', stage: 'prospecting', amount: '1', closeDate: '2026-12-31' });
  await admin.call('DELETE', `/api/records/deal/${gone}`);
  expect(
    await ask(`select d.name, d.stage, d.amount, d."amountCurrency", d."amountBase", d."closeDate"::text, a.name as account
      from ${views}.deal d join ${views}.account a on a.id = d.account`),
  ).toEqual([
    {
      name: 'Big',
      stage: 'prospecting',
      amount: '250.5',
      amountCurrency: 'USD',
      amountBase: '250.5',
      closeDate: '2026-12-31',
      account: 'Aurora',
    },
  ]);
  expect(await ask(`select count(*)::int as n from ${views}.deal`)).toEqual([{ n: 1 }]);
  const tables = await ask(`select table_name as name from information_schema.views where table_schema = '${schema}_views'`);
  for (const { name } of tables) await ask(`select * from ${views}."${String(name)}" limit 3`);
  expect(tables.length).toBeGreaterThan(15);
});

test('what the role may not read is not there: hidden and masked fields, entities, the tables themselves', async () => {
  const columns = (await ask(`select column_name as name from information_schema.columns where table_schema = '${schema}_views'`)).map(
    ({ name }) => name as string,
  );
  const { entities } = await document('role', 'crm.read-only');
  const hidden = Object.entries(entities as Json).flatMap(([, rule]) => Object.keys((rule as Json)['fields'] ?? {}));
  expect(hidden.length).toBeGreaterThan(3);
  expect(columns.filter((name) => ['birthday', 'taxNumber', 'yearlyCost', 'mapping', 'deletedAt'].includes(name))).toEqual([]);
  await refused(`select * from "${schema}".crm_deal`);
  await refused(`select * from "${schema}".relata_sessions`);
});

test('nothing can be written', async () => {
  await refused(`update ${views}.deal set name = 'x'`);
  await refused(`insert into ${views}.account (name) values ('x')`);
  await refused(`delete from ${views}.deal`);
  await refused(`create table ${views}.mine (id int)`);
  await ask('set default_transaction_read_only = off');
  await refused(`update ${views}.deal set name = 'x'`);
  await refused(`create view ${views}.mine as select 1`);
  await refused(`create table "${schema}".mine (id int)`);
});

test('a renamed field, a new one and one that goes are so in the views from the switch on; who is reading meanwhile holds nobody up', async () => {
  const reading = await signIn();
  await reading.query('begin');
  await reading.query(`select * from ${views}.deal`);
  const draft = await draftOf([['entity', 'crm.tool', await withField('crm.tool', 'shelf', { field: 'text' })]]);
  expect(((await planOf(draft))['steps'] as Json[]).map(({ type }) => type as string)).toEqual(['add-column', 'views', 'switch']);
  expect(await apply(draft)).toMatchObject({ state: 'applied', error: null });
  expect((await reading.query(`select count(*)::int as n from ${views}.deal`)).rows).toEqual([{ n: 1 }]);
  await reading.query('commit');
  await reading.end();
  expect(await ask(`select shelf from ${views}.tool`)).toEqual([]);
  expect(await apply(await draftOf([['entity', 'crm.tool', await withField('crm.tool', 'shelf', undefined)]]))).toMatchObject({
    state: 'applied',
  });
  await expect(ask(`select shelf from ${views}.tool`)).rejects.toThrow(/does not exist/u);
  const left = await ask(`select nspname from pg_namespace where nspname like '${schema}_views%'`);
  expect(left.length).toBeLessThanOrEqual(2);
});

test('views that somebody dropped are made anew', async () => {
  await workspace.database.query({ text: `drop view ${views}.deal`, values: [] });
  await ensureViews(systemContext(workspace));
  expect((await ask(`select name from ${views}.deal`)).length).toBe(1);
});

test('the name of a renamed field', async () => {
  await apply(await draftOf([['entity', 'crm.tool', await withField('crm.tool', 'rack', { field: 'text' })]]));
  await create('tool', { name: 'Hammer', rack: 'B7' });
  const content = await withField('crm.tool', 'rack', undefined);
  content['properties'].place = { field: 'text', id: 'rack' };
  expect(await apply(await draftOf([['entity', 'crm.tool', content]]))).toMatchObject({ state: 'applied', error: null });
  expect(await ask(`select place from ${views}.tool`)).toEqual([{ place: 'B7' }]);
});

test('a role that sees only some records cannot be the one of the views, and without one there are none', async () => {
  const settings = await document('settings', 'system.settings');
  const wrong = await draftOf([['settings', 'system.settings', { ...settings, analysts: { role: 'crm.sales' } }]]);
  expect((await planOf(wrong))['errors']).toContainEqual(
    expect.objectContaining({ pointer: '/analysts/role', message: expect.stringMatching(/sees only some records/u) }),
  );
  const { analysts, ...without } = settings;
  expect(analysts).toEqual({ role: 'crm.read-only' });
  expect(await apply(await draftOf([['settings', 'system.settings', without]]))).toMatchObject({ state: 'applied', error: null });
  await expect(ask(`select * from ${views}.deal`)).rejects.toThrow(/does not exist|permission denied/u);
});
