/** A workspace keeps an administrator who can sign in, and whoever is none takes none away. */
import { expect, test } from 'vitest';
import { ensureFirstAdmin } from '../../server/identity/first-admin.ts';
import { readRows } from '../../server/query/rows.ts';
import { writeRecords } from '../../server/records/write.ts';
import { expectProblem } from '../support/problems.ts';
import { startTestApp } from '../support/test-app.ts';
import { createWorkspaceOf, systemOf, testPack } from '../support/test-workspace.ts';

const company = { id: 'test.company', title: 'Company', plural: 'Companies', display: 'name', properties: { name: { field: 'text' } } };
const documents = testPack([
  {
    kind: 'role',
    content: { id: 'test.clerk', title: 'Clerk', entities: { '*': { create: true, read: 'all', update: 'all', delete: 'all' } } },
  },
  { kind: 'entity', content: company },
]);
const employer = { field: 'link', to: 'test.company', onDelete: 'cascade' };
/** Users go along with the company that they work for. */
const withEmployer = (content: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  content['id'] === 'system.user' ? { ...content, properties: { ...(content['properties'] as object), employer } } : content;
const workspace = await createWorkspaceOf(
  documents.map((document) => ({ ...document, content: withEmployer(document.content as Readonly<Record<string, unknown>>) })),
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

test('no administrator goes along with what somebody else deletes, nor the last one with what they delete themselves', async () => {
  const [boss, deputy] = [await app.signIn(['system.admin']), await app.signIn(['system.admin'])];
  const companyOf = async (...users: string[]): Promise<string> => {
    const { body } = await boss.call('POST', '/api/records/company', { name: 'Company' });
    for (const id of users) expect((await boss.call('PATCH', at(id), { employer: body.id as string })).status).toBe(200);
    return `/api/records/company/${body.id as string}`;
  };
  const mixed = await companyOf(other.id, deputy.id);
  expectProblem(await clerk.call('DELETE', mixed), 403);
  const everybody = await companyOf(one.id, two.id, deputy.id, boss.id);
  const refused = await boss.call('DELETE', everybody);
  expectProblem(refused, 409);
  expect(refused.body.code).toBe('last-administrator');
  for (const id of [one.id, two.id, deputy.id, boss.id]) expect((await boss.call('GET', at(id))).body.deletedAt).toBeNull();
  const another = await companyOf(deputy.id);
  expect((await boss.call('DELETE', another)).status).toBe(204);
  expectProblem(await clerk.call('POST', `${another}/restore`), 403);
  expect((await boss.call('POST', `${another}/restore`)).status).toBe(200);
  for (const id of [deputy.id, boss.id]) expect((await boss.call('DELETE', at(id))).status).toBe(204);
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

test('whoever has the role but no address, or is switched off, is none who could be left', async () => {
  const make = async (values: object): Promise<void> => {
    const [made] = await writeRecords(systemOf(workspace), 'system.user', [
      { action: 'create', values: { roles: ['system.admin'], ...values } },
    ]);
    expect(made?.ok).toBe(true);
  };
  await make({ name: 'Without an address' });
  await make({ name: 'Switched off', email: 'off@example.com', active: false });
  expectProblem(await clerk.call('PATCH', at(clerk.id), { active: false }), 409);
  expectProblem(await clerk.call('DELETE', at(clerk.id)), 409);
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
