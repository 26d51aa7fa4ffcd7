/** A request begins on the assumption that its caller is who they were a moment ago: what has changed since must never serve anybody. */
import { expect, test, vi } from 'vitest';
import { assuming, AssumptionFailed, type Answers } from '../../server/database/assumed.ts';
import { raw, toStatement } from '../../server/database/sql.ts';
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

test('who calls is checked by the statement that reads, and by the one that writes', async () => {
  const user = await app.signIn(['crm.manager']);
  await user.call('GET', account);
  await user.call('GET', account);
  const query = vi.spyOn(workspace.database, 'query');
  const pair = vi.spyOn(workspace.database, 'pair');
  const finish = vi.spyOn(workspace.database.direct, 'finish');
  // The server asks on its own behalf, too.
  const counts = (): number[] =>
    [query, pair, finish].map(({ mock }) => mock.calls.filter(([{ text }]) => /relata_sessions|crm_account/.test(text)).length);
  expect((await user.call('GET', account)).status).toBe(200);
  expect(counts()).toEqual([0, 1, 0]);
  expect((await user.call('PATCH', account, { name: 'Once more' })).status).toBe(200);
  expect(counts()).toEqual([1, 1, 1]);
  expect((await user.call('POST', '/api/records/crm.account', { name: 'Another' })).status).toBe(201);
  expect(counts()).toEqual([1, 1, 2]);
  vi.restoreAllMocks();
});

test('a write that would be refused tells whoever is signed out no more than that', async () => {
  const user = await app.signIn(['crm.manager']);
  const taken = { name: 'Taken', code: `taken-${user.id}` };
  expect((await user.call('POST', '/api/records/crm.product', taken)).status).toBe(201);
  expect((await user.call('POST', '/api/records/crm.product', taken)).status).toBe(409);
  await app.anonymous('DELETE', '/api/session', undefined, { Cookie: user.cookie });
  expect((await user.call('POST', '/api/records/crm.product', taken)).status).toBe(401);
  expect((await user.call('POST', '/api/records/crm.deal', { name: 'x', account: user.id })).status).toBe(401);
});

/** A database that answers by a function, as PostgreSQL would write it, and notes what was asked. */
function scripted(answer: () => string): { database: Database; log: string[] } {
  const log: string[] = [];
  const query = ({ text }: Statement): Promise<{ rows: never[]; rowCount: number }> => {
    log.push(text.replace(/^select q\.\*.* from \((.*)\) q$/, 'check, $1').replace(/^select \(select to_json.*/, 'check'));
    const found = { name: answer() };
    const rows = text.includes('as assumed') ? [{ text, assumed: JSON.stringify(found) }] : [text === who.text ? found : { text }];
    return Promise.resolve({ rows: rows as never[], rowCount: rows.length });
  };
  const database = {
    query,
    pair: async (one: Statement, other: Statement) => {
      const both = [await query(one), await query(other)];
      log.splice(-2, 2, `${log.at(-2) ?? ''} & ${log.at(-1) ?? ''}`);
      return both;
    },
    direct: { finish: query },
    tx: (work: (tx: unknown) => unknown) => (log.push('tx'), work(undefined)),
  } as unknown as Database;
  return { database, log };
}

const who = toStatement(raw('select who'), 'who');
const read = toStatement(raw('select read'), 'read');
const look: Statement = { ...toStatement(raw('select look'), 'look'), brief: true };

test('what is asked first is answered from memory, and checked by the first look-up, or in the packet of the first read', async () => {
  const { database, log } = scripted(() => 'me');
  const answers: Answers = new Map();
  await assuming(database, answers, 'me').database.query(who);
  const { database: assumed, settle } = assuming(database, answers, 'me');
  expect((await assumed.query(who)).rows).toEqual([{ name: 'me' }]);
  // Nothing of the check is left in what was read.
  expect(Object.keys((await assumed.query(look)).rows[0] ?? {})).toEqual(['text']);
  await assumed.query(look);
  await settle();
  const { database: again } = assuming(database, answers, 'me');
  await again.query(who);
  await again.query(read);
  await again.query(read);
  expect(log).toEqual(['select who', 'check, select look', 'select look', 'check & select read', 'select read']);
});

test('the last statement of a write takes the check as a guard, once it is known how the answer is written', async () => {
  const { database, log } = scripted(() => 'me');
  const answers: Answers = new Map();
  await assuming(database, answers, 'me').database.query(who);
  const write = async (): Promise<boolean> => {
    const { database: assumed, settle } = assuming(database, answers, 'me');
    await assumed.query(who);
    const guard = assumed.direct.guard?.();
    await assumed.direct.finish(toStatement(raw('with w')));
    await settle();
    return guard !== undefined;
  };
  expect(await write()).toBe(false);
  expect(await write()).toBe(true);
  expect(log).toEqual(['select who', 'check', 'with w', 'with w']);
});

test('a guard that nobody took, or that was not enough, leaves the check to be made', async () => {
  let name = 'before';
  const { database, log } = scripted(() => name);
  const answers: Answers = new Map();
  await assuming(database, answers, 'me').database.query(who);
  const begin = async (): Promise<ReturnType<typeof assuming>> => {
    const assumption = assuming(database, new Map([...answers].map(([key, answer]) => [key, { ...answer }])), 'me');
    await assumption.database.query(who);
    return assumption;
  };
  const first = assuming(database, answers, 'me');
  await first.database.query(who);
  await first.settle();
  name = 'after';
  await expect((await begin()).database.direct.finish(toStatement(raw('with w')))).rejects.toThrow(AssumptionFailed);
  const guarded = await begin();
  expect(guarded.database.direct.guard?.()).toBeDefined();
  vi.spyOn(database.direct, 'finish').mockRejectedValue(Object.assign(new Error('division by zero'), { code: '22012' }));
  await expect(guarded.database.direct.finish(toStatement(raw('with w')))).rejects.toThrow('division by zero');
  await expect(guarded.settle()).rejects.toThrow(AssumptionFailed);
  expect(log).not.toContain('with w');
});

test("nothing is written, and nothing of several reads is used, before the check; a failed check is every later statement's", async () => {
  let name = 'before';
  const { database, log } = scripted(() => name);
  const answers: Answers = new Map();
  await assuming(database, answers, 'me').database.query(who);
  name = 'after';
  for (const use of [
    (assumed: Database) => assumed.tx(() => Promise.resolve(1)),
    (assumed: Database) => assumed.query(toStatement(raw('with x as (insert into t) select 1'), 'insert')),
    (assumed: Database) => assumed.query(toStatement(raw('update t'), 'update')),
    (assumed: Database) => assumed.query(toStatement(raw('select 1 from t for update'), 'lock')),
  ]) {
    const { database: assumed, settle } = assuming(database, new Map(answers), 'me');
    await assumed.query(who);
    await expect(use(assumed)).rejects.toThrow(AssumptionFailed);
    await expect(settle()).rejects.toThrow(AssumptionFailed);
  }
  expect(log.filter((text) => /tx|insert|update t/.test(text))).toEqual([]);
  const { database: assumed, settle } = assuming(database, answers, 'me');
  await assumed.query(who);
  const settled = await Promise.allSettled([assumed.query(read), assumed.query(look), settle()]);
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  const { database: other } = assuming(database, new Map([['me', { rows: [{ name: 'before' }] }]]), 'me');
  await other.query(who);
  await expect(other.query(look)).rejects.toThrow(AssumptionFailed);
});
