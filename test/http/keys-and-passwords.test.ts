/** API keys outlive what changes how their user signs in, unless whoever changes it wants them to end. */
import { beforeEach, describe, expect, test } from 'vitest';
import { systemContext } from '../../server/access/workspace.ts';
import { makeToken } from '../../server/identity/tokens.ts';
import { expectProblem } from '../support/problems.ts';
import { startTestApp, type Answer } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const present = 'correct horse battery';
const next = 'a password of another kind';
let user = await app.signIn(['crm.sales']);
let keys: string[] = [];
let foreign = '';

const makeKey = async ({ call }: typeof user, name: string): Promise<string> =>
  (await call('POST', '/api/keys', { name, scopes: ['read'] })).body.key as string;
const statusOf = async (key: string): Promise<number> =>
  (await app.anonymous('GET', '/api/model', undefined, { Authorization: `Bearer ${key}`, 'X-Requested-With': '' })).status;
const statuses = async (): Promise<number[]> => Promise.all(keys.map(statusOf));
const revocations = async (): Promise<unknown[]> =>
  (await admin.call('GET', `/api/history?record=${user.id}&action=key-revoked`)).body.data.map(
    ({ changes }: { changes: unknown }) => changes,
  );

beforeEach(async () => {
  user = await app.signIn(['crm.sales']);
  keys = [await makeKey(user, 'One'), await makeKey(user, 'Two')];
  foreign = await makeKey(admin, 'Of somebody else');
});

const ways: [string, (more: object) => Promise<Answer>][] = [
  [
    'a new password by a link',
    async (more) => {
      const token = await makeToken(systemContext(workspace, 'api'), user.id, 'password-reset', 60);
      return app.anonymous('PUT', '/api/password-resets', { token, password: next, ...more });
    },
  ],
  ['a change of the password', (more) => user.call('PUT', '/api/session/password', { current: present, password: next, ...more })],
  ['signing out everywhere', (more) => user.call('DELETE', '/api/sessions', more)],
  ['being signed out by an administrator', (more) => admin.call('DELETE', `/api/users/${user.id}/sessions`, more)],
];

describe.each(ways)('%s', (name, way) => {
  test('leaves keys as they are by itself', async () => {
    expect((await way(name === 'signing out everywhere' ? { revokeKeys: false } : {})).status).toBe(204);
    expect(await statuses()).toEqual([200, 200]);
    expect(await revocations()).toEqual([]);
  });

  test('ends all keys of the user, of nobody else, where that is asked for; history says so', async () => {
    expect((await way({ revokeKeys: true })).status).toBe(204);
    expect(await statuses()).toEqual([401, 401]);
    expect(await statusOf(foreign)).toBe(200);
    expect(await revocations()).toEqual([[{ field: 'all', title: 'all', before: null, after: true }]]);
  });

  test('does nothing at all when it cannot be told whether keys are to end', async () => {
    for (const revokeKeys of ['true', 1, null, {}]) expectProblem(await way({ revokeKeys }), 400);
    expect(await statuses()).toEqual([200, 200]);
    expect((await user.call('GET', '/api/session')).body.user).toMatchObject({ id: user.id });
  });
});

test('where there is no key, or all are revoked, history says nothing of it', async () => {
  const { body } = await user.call('GET', '/api/keys');
  for (const { id } of body.data as { id: string }[]) expect((await user.call('DELETE', `/api/keys/${id}`)).status).toBe(204);
  expect(await revocations()).toHaveLength(2);
  expect((await user.call('DELETE', '/api/sessions', { revokeKeys: true })).status).toBe(204);
  expect(await revocations()).toHaveLength(2);
});
