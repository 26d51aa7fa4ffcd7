/** What was right a moment ago opens nothing when it has been changed meanwhile: a password, be it by a transaction that is still under way, or a second factor that is on by now. */
import { expect, test } from 'vitest';
import { systemContext } from '../../server/access/workspace.ts';
import { heldPassword, storePassword } from '../../server/identity/credentials.ts';
import { openSession } from '../../server/identity/sessions.ts';
import { letIn } from '../../server/identity/sign-in.ts';
import { writeRecords } from '../../server/records/write.ts';
import { createWorkspaceOf, testPack } from '../support/test-workspace.ts';

const workspace = await createWorkspaceOf(testPack([]));
const { database } = workspace;
const system = systemContext(workspace, 'api');
const table = (name: string): string => `"${database.schema}".${name}`;
const [made] = await writeRecords(system, 'system.user', [{ action: 'create', values: { name: 'Ann', email: 'ann@example.com' } }]);
const userId = made?.ok === true ? made.id : '';
await storePassword(system, userId, 'correct horse battery');

const hashOf = async (): Promise<string> =>
  (
    await database.query<{ password: string }>({
      text: `select password from ${table('relata_credentials')} where user_id = $1`,
      values: [userId],
    })
  ).rows[0]?.password ?? '';
const open = (hash: string): ReturnType<typeof openSession> =>
  openSession(system, { userId, agent: '', address: '', previous: undefined, by: 'password', held: heldPassword(system, userId, hash) });
const counts = async (): Promise<unknown> =>
  (
    await database.query({
      text: `select (select count(*)::int from ${table('relata_sessions')}) as sessions, (select count(*)::int from ${table('relata_history')} where action = 'sign-in') as entries`,
      values: [],
    })
  ).rows[0];

test('what holds opens a session, and what was changed before opens none and is no sign-in', async () => {
  const hash = await hashOf();
  expect(await open(hash)).toMatchObject({ userId });
  expect(await counts()).toEqual({ sessions: 1, entries: 1 });
  await storePassword(system, userId, 'another horse battery');
  expect(await open(hash)).toBeUndefined();
  expect(await counts()).toEqual({ sessions: 1, entries: 1 });
});

test('whoever changes it just now is waited for', async () => {
  const hash = await hashOf();
  let answered = false;
  const opening = await database.tx(async (tx) => {
    await tx.query({
      text: `update ${table('relata_credentials')} set password = password || 'x' where user_id = $1::uuid`,
      values: [userId],
    });
    const opened = open(hash).then((session) => {
      answered = true;
      return session;
    });
    // Either it waits for the row, or it has answered too early.
    const waiting = `select 1 from pg_locks l join pg_locks h on h.pid = l.pid and h.granted and h.relation = '${table('relata_credentials')}'::regclass where not l.granted`;
    await expect
      .poll(async () => answered || (await database.query({ text: waiting, values: [] })).rowCount > 0, { timeout: 20_000 })
      .toBe(true);
    return { opened };
  });
  expect(await opening.opened).toBeUndefined();
});

test('a second factor that is switched on after it was looked for is asked for', async () => {
  const before = await counts();
  let looked = false;
  // Between the look and the session somebody confirms a second factor.
  const between: typeof system = {
    ...system,
    database: {
      ...database,
      async query(statement) {
        const result = await database.query<never>(statement);
        if (!looked)
          await database.query({
            text: `insert into ${table('relata_second_factors')} (user_id, secret, created_at, confirmed_at) values ($1, 'sealed', now(), now())`,
            values: [userId],
          });
        looked = true;
        return result;
      },
    },
  };
  expect(await letIn(between, { userId, agent: '', address: '', previous: undefined, by: 'link' })).toBeUndefined();
  expect(await counts()).toEqual(before);
  expect(await letIn(system, { userId, agent: '', address: '', previous: undefined, by: 'link' })).toMatchObject({
    challenge: expect.any(String) as string,
  });
});
