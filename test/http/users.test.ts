/** Whoever may edit users cannot thereby make themselves, or anybody, more powerful. */
import { expect, test } from 'vitest';
import { startTestApp } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);

test('a role that may change users cannot give roles, take addresses over or switch people off', async () => {
  const { body: draft } = await admin.call('POST', '/api/metadata/drafts', {});
  await admin.call('PUT', `/api/metadata/documents/role/crm.people?draft=${draft.id as string}`, {
    id: 'crm.people',
    title: 'People',
    entities: { 'system.user': { create: true, read: 'all', update: 'all' } },
  });
  const { body: plan } = await admin.call('POST', '/api/metadata/plan', { draft: draft.id });
  expect((await admin.call('POST', '/api/metadata/apply', { draft: draft.id, hash: plan.hash })).status).toBe(202);
  while ((await admin.call('GET', `/api/metadata/drafts/${draft.id as string}`)).body.state === 'applying');
  const clerk = await app.signIn(['crm.people']);
  const own = `/api/records/system.user/${clerk.id}`;
  for (const values of [{ roles: ['system.admin'] }, { email: 'other@example.com' }, { active: false }])
    expect([values, (await clerk.call('PATCH', own, values)).status]).toEqual([values, 403]);
  expect((await clerk.call('POST', '/api/records/system.user', { name: 'Twin', roles: ['system.admin'] })).status).toBe(403);
  expect((await clerk.call('PATCH', `/api/records/system.user/${admin.id}`, { email: 'mine@example.com' })).status).toBe(403);
  expect((await clerk.call('PATCH', own, { name: 'Clerk' })).status).toBe(200);
  expect((await clerk.call('GET', own)).body.roles).toEqual(['crm.people']);
});
