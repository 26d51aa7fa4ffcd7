/** A workspace keeps an administrator who can sign in, and whoever is none takes none away. */
import { expect, test } from 'vitest';
import { ensureFirstAdmin } from '../../server/identity/first-admin.ts';
import { readRows } from '../../server/query/rows.ts';
import { writeRecords } from '../../server/records/write.ts';
import { expectProblem } from '../support/problems.ts';
import { startTestApp } from '../support/test-app.ts';
import { createWorkspaceOf, systemOf, testPack } from '../support/test-workspace.ts';

const workspace = await createWorkspaceOf(
  testPack([
    {
      kind: 'role',
      content: { id: 'test.clerk', title: 'Clerk', entities: { '*': { create: true, read: 'all', update: 'all', delete: 'all' } } },
    },
  ]),
);
const app = await startTestApp(workspace);
const one = await app.signIn(['system.admin']);
const two = await app.signIn(['system.admin']);
const clerk = await app.signIn(['test.clerk']);
const other = await app.signIn(['test.clerk']);
const at = (id: string): string => `/api/records/system.user/${id}`;

test('a user with a wide role deletes and restores users, but no administrator', async () => {
  expectProblem(await clerk.call('DELETE', at(one.id)), 403);
  const { body } = await clerk.call('POST', '/api/records/system.user/bulk', {
    operations: [one, two].map(({ id }) => ({ action: 'delete', id })),
  });
  expect(body.results.map(({ status }: { status: number }) => status)).toEqual([403, 403]);
  expect((await clerk.call('DELETE', at(other.id))).status).toBe(204);
  expect((await clerk.call('POST', `${at(other.id)}/restore`)).status).toBe(200);
  expect((await one.call('GET', at(one.id))).body.deletedAt).toBeNull();
});

test('two administrators who take each other away at once leave one of them', async () => {
  const answers = await Promise.all([one.call('PATCH', at(two.id), { active: false }), two.call('PATCH', at(one.id), { roles: [] })]);
  const left = await Promise.all([one, two].map(async (each) => (await each.call('GET', '/api/history')).status === 200));
  expect(left.filter(Boolean)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
});

test('the last one cannot be deleted, switched off, or lose the role or the address, not in a bulk call either', async () => {
  const last = (await one.call('GET', '/api/history')).status === 200 ? one : two;
  for (const values of [{ active: false }, { roles: ['test.clerk'] }, { email: null }])
    expectProblem(await last.call('PATCH', at(last.id), values), 409);
  expectProblem(await last.call('DELETE', at(last.id)), 409);
  const operations = [
    { action: 'delete', id: last.id },
    { action: 'update', id: clerk.id, values: { name: 'Clara' } },
  ];
  expect((await last.call('POST', '/api/records/system.user/bulk', { operations })).body.results).toMatchObject([
    { status: 409 },
    { status: 200 },
  ]);
  expect((await last.call('PATCH', at(clerk.id), { roles: ['system.admin'] })).status).toBe(200);
  expect((await last.call('DELETE', at(last.id))).status).toBe(204);
});

test('where nobody is left, a start makes whoever has the operator’s address one again', async () => {
  const system = systemOf(await createWorkspaceOf(testPack([])));
  const [lost] = await writeRecords(system, 'system.user', [
    { action: 'create', values: { name: 'Ada', email: 'ada@example.com', active: false, roles: ['system.other'] } },
  ]);
  const config = { adminEmail: 'Ada@Example.com', adminPassword: 'a good long password', publicUrl: 'http://127.0.0.1' };
  expect(await ensureFirstAdmin(system, config as never)).toEqual({ email: config.adminEmail });
  const { rows } = await readRows(system, 'system.user', { select: ['name', 'active', 'roles'] });
  expect(rows).toMatchObject([
    { id: lost?.ok === true ? lost.id : '', name: 'Ada', active: true, roles: ['system.other', 'system.admin'] },
  ]);
  expect(await ensureFirstAdmin(system, config as never)).toBeUndefined();
});
