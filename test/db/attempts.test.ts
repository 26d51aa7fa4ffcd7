/** How attempts at guessing are counted: in quarters of an hour that begin with the first of them. */
import { expect, test } from 'vitest';
import { systemContext } from '../../server/access/workspace.ts';
import { attemptKey, countAttempt, forgetAttempts, noteAttempt } from '../../server/identity/attempts.ts';
import { askPasswordReset } from '../../server/identity/password-resets.ts';
import { createWorkspaceOf, testPack } from '../support/test-workspace.ts';

const workspace = await createWorkspaceOf(testPack([]));
const began = new Date('2030-01-01T12:00:00Z').getTime();
const after = (minutes: number): ReturnType<typeof systemContext> => ({
  ...systemContext(workspace, 'api'),
  clock: { now: () => new Date(began + minutes * 60_000) },
});

test('what comes in the same quarter of an hour adds up and does not draw it out, what comes later begins anew', async () => {
  const key = attemptKey('sign-in', 'ann@example.com');
  expect(await noteAttempt(after(0), key)).toEqual({ count: 1, secondsLeft: 900 });
  expect(await noteAttempt(after(5), key)).toEqual({ count: 2, secondsLeft: 600 });
  expect(await noteAttempt(after(14.5), key)).toEqual({ count: 3, secondsLeft: 30 });
  expect(await noteAttempt(after(15), key)).toEqual({ count: 1, secondsLeft: 900 });
  expect(await noteAttempt(after(29), key)).toEqual({ count: 2, secondsLeft: 60 });
});

test('as many as are permitted pass, the next one is told when to come again, and a success forgets them', async () => {
  const key = attemptKey('code', 'ann');
  for (let n = 0; n < 10; n++) await countAttempt(after(1), key);
  await expect(countAttempt(after(2), key)).rejects.toMatchObject({ status: 429, code: 'locked', retryAfter: 840 });
  await expect(countAttempt(after(15), key)).rejects.toMatchObject({ status: 429, retryAfter: 60 });
  await forgetAttempts(after(15), key);
  await countAttempt(after(15), key);
  await countAttempt(after(15), key, 2);
  await expect(countAttempt(after(15), key, 2)).rejects.toMatchObject({ status: 429 });
});

test('attempts at one thing are none at another, and the table does not tell at what', async () => {
  const keys = [attemptKey('sign-in', 'x'), attemptKey('password', 'x'), attemptKey('code', 'x'), attemptKey('sign-in', 'y')];
  for (const key of keys) expect((await noteAttempt(after(40), key)).count).toBe(1);
  const { rows } = await workspace.database.query<{ key: string }>({
    text: `select key from "${workspace.database.schema}".relata_attempts`,
    values: [],
  });
  expect(rows.every(({ key }) => /^[\w-]{43}$/.test(key))).toBe(true);
});

test('questions for a new password count by network: an IPv6 network is the half of the address that its people cannot choose', async () => {
  let minutes = 60;
  const ask = (from: string): Promise<void> =>
    askPasswordReset(after(minutes), 'nobody@example.com', from, { publicUrl: 'http://127.0.0.1', sendsMails: false });
  const refused = { status: 429, code: 'locked' };
  for (let n = 0; n < 30; n++) await ask(`2001:db8:0:1:${n}::${n}`);
  for (const same of ['2001:db8:0:1:ffff:ffff:ffff:ffff', '2001:0db8::1:0:0:0:1', '2001:DB8:0:1::', '2001:db8:0:1::7%eth0'])
    await expect(ask(same), same).rejects.toMatchObject(refused);
  for (const other of ['2001:db8:0:2::1', '2001:db8:1:1::1', '::1', '192.0.2.1']) await ask(other);
  minutes = 120;
  for (let n = 0; n < 30; n++) await ask(n % 2 === 0 ? '192.0.2.7' : '::ffff:192.0.2.7');
  await expect(ask('192.0.2.7')).rejects.toMatchObject(refused);
  await ask('192.0.2.8');
});
