/** Passwords that are set while somebody else changes how the same user comes in. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { insideTransaction } from '../../server/database/inside.ts';
import type { Database } from '../../server/database/types.ts';
import { changePassword } from '../../server/identity/credentials.ts';
import { inviteAgain, inviteNewUser } from '../../server/identity/invitations.ts';
import { signInByPassword } from '../../server/identity/sign-in.ts';
import { writeRecords } from '../../server/records/write.ts';
import { contextOfRoles, createTestWorkspace, systemOf } from '../support/test-workspace.ts';
import type { Context } from '../../server/access/context.ts';

const workspace = await createTestWorkspace(8);
const { database } = workspace;
const system = systemOf(workspace);
const posting = { publicUrl: 'http://127.0.0.1', sendsMails: false };
const first = 'the first password of all';
const place = { agent: 'test', address: '127.0.0.1', previous: undefined };

async function contextOfNew(email: string): Promise<Context> {
  const values = { name: email, email, roles: ['crm.sales'] };
  const [made] = await writeRecords(system, 'system.user', [{ action: 'create', values }], { atomic: true });
  return contextOfRoles(workspace, ['crm.sales'], { id: made?.ok === true ? made.id : '', email });
}

test('of two who change a password by the same old one, the second is refused', async () => {
  const user = await contextOfNew('two@example.com');
  await changePassword(user, undefined, first, undefined, false);
  // The other one comes in between the look at the old password and the storing of the new one.
  const tx: Database['tx'] = async (work) => {
    await changePassword(user, first, 'what the user has chosen', undefined, false);
    return database.tx(work);
  };
  const late = changePassword({ ...user, database: { ...database, tx } }, first, 'what somebody else has chosen', undefined, false);
  await expect(late).rejects.toMatchObject({ status: 401, code: 'wrong-credentials' });
  const signIn = (password: string): Promise<unknown> => signInByPassword(system, 'two@example.com', password, place);
  await expect(signIn('what somebody else has chosen')).rejects.toMatchObject({ status: 401 });
  expect(await signIn('what the user has chosen')).toMatchObject({ userId: user.actor.id });
});

test('nobody who has just come is invited once more', async () => {
  const invited = await inviteNewUser(system, { email: 'come@example.com', name: 'C', roles: ['crm.sales'] }, posting);
  const user = contextOfRoles(workspace, ['crm.sales'], { id: invited.user.id, email: 'come@example.com' });
  let again: Promise<unknown> = Promise.resolve();
  let settled = false;
  await database.tx(async (tx) => {
    const inside = { ...user, database: insideTransaction(database, tx) };
    await changePassword(inside, undefined, first, undefined, false);
    again = inviteAgain(system, invited.user.id, posting).catch((error: unknown) => error);
    void again.finally(() => (settled = true));
    // It waits for the one who comes, or has looked past them.
    for (let waiting = 0; waiting === 0 && !settled;) {
      const { rows } = await database.query<{ waiting: number }>({
        text: `select count(*)::int as waiting from pg_stat_activity where wait_event_type = 'Lock' and position($1 in query) > 0`,
        values: [database.schema],
      });
      waiting = rows[0]?.waiting ?? 0;
      await sleep(5);
    }
  });
  expect(await again).toMatchObject({ status: 409, code: 'has-come' });
});
