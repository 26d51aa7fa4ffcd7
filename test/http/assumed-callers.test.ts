/** A request begins on the assumption that its caller is who they were a moment ago: what has changed since must never serve anybody. */
import { expect, test, vi } from 'vitest';
import { assuming, AssumptionFailed, type Answers } from '../../server/database/assumed.ts';
import type { Database, Statement } from '../../server/database/types.ts';
import { startTestApp } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const made = await admin.call('POST', '/api/records/crm.account', { name: 'Assumed' });
const account = `/api/records/crm.account/${String(made.body.id)}`;

const patchUser = (id: string, values: object): Promise<unknown> => admin.call('PATCH', `/api/records/system.user/${id}`, values);

test('a session that has ended, and a user who was switched off, read and write nothing more', async () => {
  const user = await app.signIn(['crm.manager']);
  expect((await user.call('GET', account)).status).toBe(200);
  await app.anonymous('DELETE', '/api/session', undefined, { Cookie: user.cookie });
  expect((await user.call('GET', account)).status).toBe(401);

  const other = await app.signIn(['crm.manager']);
  expect((await other.call('PATCH', account, { name: 'Before' })).status).toBe(200);
  await patchUser(other.id, { active: false });
  for (const [method, path, body] of [
    ['GET', account, undefined],
    ['PATCH', account, { name: 'After' }],
    ['POST', '/api/records/crm.account', { name: 'After' }],
    ['POST', '/api/records/crm.account/query', {}],
    ['GET', '/api/records/crm.account?filter={"nowhere":1}', undefined],
    ['DELETE', account, undefined],
  ] as const)
    expect((await other.call(method, path, body)).status, `${method} ${path}`).toBe(401);
  expect((await admin.call('GET', account)).body.name).toBe('Before');
});

test('a role that is taken away or given counts for the very next request', async () => {
  const user = await app.signIn(['crm.manager']);
  expect((await user.call('GET', account)).status).toBe(200);
  expect((await user.call('GET', account)).status).toBe(200);
  await patchUser(user.id, { roles: [] });
  expect((await user.call('GET', account)).status).toBe(403);
  expect((await user.call('PATCH', account, { name: 'Not mine' })).status).toBe(403);
  await patchUser(user.id, { roles: ['crm.manager'] });
  expect((await user.call('PATCH', account, { name: 'Mine' })).body.name).toBe('Mine');
});

test('whose language or name has changed gets an answer with the status of any other', async () => {
  const user = await app.signIn(['crm.manager']);
  const paths = ['/api/records/crm.account?limit=2', account, `${account}/history`];
  for (const path of paths) {
    expect((await user.call('GET', path)).status).toBe(200);
    await patchUser(user.id, { language: path === account ? 'fa' : 'th' });
    expect([path, (await user.call('GET', path)).status]).toEqual([path, 200]);
  }
  await patchUser(user.id, { name: 'Renamed' });
  expect((await user.call('POST', '/api/records/crm.account', { name: 'Made by somebody renamed' })).status).toBe(201);
});

test('the check of the session and the record travel in one packet', async () => {
  const user = await app.signIn(['crm.manager']);
  await user.call('GET', account);
  const pair = vi.spyOn(workspace.database, 'pair');
  const query = vi.spyOn(workspace.database, 'query');
  expect((await user.call('GET', account)).status).toBe(200);
  expect((await user.call('PATCH', account, { name: 'Once more' })).status).toBe(200);
  expect([pair.mock.calls.length, query.mock.calls.length]).toEqual([2, 0]);
  vi.restoreAllMocks();
});

/** A database that answers by a function, and notes what was asked in one packet. */
function scripted(answer: (text: string) => object[]): { database: Database; log: string[] } {
  const log: string[] = [];
  const result = (text: string): { rows: never[]; rowCount: number } => {
    const rows = answer(text) as never[];
    return { rows, rowCount: rows.length };
  };
  const database = {
    query: (statement: Statement) => (log.push(statement.text), Promise.resolve(result(statement.text))),
    pair: (one: Statement, two: Statement) => (
      log.push(`${one.text} & ${two.text}`),
      Promise.resolve([result(one.text), result(two.text)] as const)
    ),
    tx: (work: (tx: unknown) => unknown) => (log.push('tx'), work(undefined)),
  } as unknown as Database;
  return { database, log };
}

const who = { text: 'select who', values: ['secret'] };
const read = { text: 'select read', values: [] };

test('what is asked first is answered from memory, and checked in the packet of the first read', async () => {
  const { database, log } = scripted((text) => [{ text }]);
  const answers: Answers = new Map();
  await assuming(database, answers, 'me').database.query(who);
  const { database: assumed, settle } = assuming(database, answers, 'me');
  expect((await assumed.query(who)).rows).toEqual([{ text: 'select who' }]);
  expect((await assumed.query(read)).rows).toEqual([{ text: 'select read' }]);
  await assumed.query(read);
  await settle();
  expect(log).toEqual(['select who', 'select who & select read', 'select read']);
});

test("nothing is written, and nothing of several reads is used, before the check; a failed check is every later statement's", async () => {
  let name = 'before';
  const { database, log } = scripted(() => [{ name }]);
  const answers: Answers = new Map();
  await assuming(database, answers, 'me').database.query(who);
  name = 'after';
  for (const use of [
    (assumed: Database) => assumed.tx(() => Promise.resolve(1)),
    (assumed: Database) => assumed.query({ text: 'with x as (insert into t) select 1', values: [] }),
    (assumed: Database) => assumed.query({ text: 'update t', values: [] }),
  ]) {
    const { database: assumed, settle } = assuming(database, new Map(answers), 'me');
    await assumed.query(who);
    await expect(use(assumed)).rejects.toThrow(AssumptionFailed);
    await expect(settle()).rejects.toThrow(AssumptionFailed);
  }
  expect(log.filter((text) => /tx|insert|update/.test(text))).toEqual([]);
  const { database: assumed, settle } = assuming(database, answers, 'me');
  await assumed.query(who);
  const settled = await Promise.allSettled([assumed.query(read), assumed.query(read), settle()]);
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
});
