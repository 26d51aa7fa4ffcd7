/** What is half done of a sign-in: good for what it was made for, once, and for some minutes. */
import { expect, test } from 'vitest';
import { systemContext } from '../../server/access/workspace.ts';
import { sql } from '../../server/database/sql.ts';
import { makeChallenge, takeChallenge, userOfChallenge, type ChallengeKind } from '../../server/identity/challenges.ts';
import { newId } from '../../server/kernel/ids.ts';
import { createWorkspaceOf, testPack } from '../support/test-workspace.ts';

const workspace = await createWorkspaceOf(testPack([]));
const began = new Date('2030-01-01T12:00:00Z').getTime();
const after = (minutes: number): ReturnType<typeof systemContext> => ({
  ...systemContext(workspace, 'api'),
  clock: { now: () => new Date(began + minutes * 60_000) },
});
const userId = newId();
const make = async (kind: ChallengeKind): Promise<string> =>
  (await makeChallenge(after(0), { kind, userId, payload: { kind }, minutes: 5 }))?.secret ?? '';

test('it is taken once, for what it was made for', async () => {
  const [factor, oidc] = [await make('second-factor'), await make('oidc')];
  expect(await userOfChallenge(after(1), factor)).toBe(userId);
  expect(await userOfChallenge(after(1), oidc)).toBeUndefined();
  expect(await takeChallenge(after(1), 'oidc', factor)).toBeUndefined();
  expect(await takeChallenge(after(1), 'second-factor', oidc)).toBeUndefined();
  expect(await takeChallenge(after(1), 'second-factor', factor)).toEqual({ kind: 'second-factor' });
  expect(await takeChallenge(after(1), 'second-factor', factor)).toBeUndefined();
  expect(await takeChallenge(after(1), 'oidc', oidc)).toEqual({ kind: 'oidc' });
});

test('it is over after its minutes', async () => {
  const [factor, oidc] = [await make('second-factor'), await make('oidc')];
  expect(await userOfChallenge(after(5), factor)).toBeUndefined();
  expect(await takeChallenge(after(5), 'second-factor', factor)).toBeUndefined();
  expect(await takeChallenge(after(5), 'oidc', oidc)).toBeUndefined();
  expect(await takeChallenge(after(4.9), 'oidc', oidc)).toEqual({ kind: 'oidc' });
});

test('none is made of what does not hold any more, and of those that race for one, one has it', async () => {
  const held = sql`select 1 as one where false`;
  expect(await makeChallenge(after(0), { kind: 'second-factor', userId, minutes: 5, held })).toBeUndefined();
  const secret = await make('oidc');
  const taken = await Promise.all(Array.from({ length: 5 }, () => takeChallenge(after(1), 'oidc', secret)));
  expect(taken.filter((payload) => payload !== undefined)).toHaveLength(1);
});
