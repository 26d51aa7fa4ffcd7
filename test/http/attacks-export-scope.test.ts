/** A role may let out less than it shows. */
import { expect, test } from 'vitest';
import { startTestApp } from '../support/test-app.ts';
import { createWorkspaceOf, testPack } from '../support/test-workspace.ts';

const rights = { create: true, read: 'all', update: 'all' };
const workspace = await createWorkspaceOf(
  testPack([
    {
      kind: 'entity',
      content: {
        id: 'test.note',
        title: 'Note',
        plural: 'Notes',
        display: 'name',
        properties: { name: { field: 'text', title: 'Name' }, open: { field: 'boolean', title: 'Open' } },
      },
    },
    { kind: 'role', content: { id: 'test.own', title: 'Own', entities: { 'test.note': { ...rights, export: 'own' } } } },
    { kind: 'role', content: { id: 'test.team', title: 'Team', entities: { 'test.note': { ...rights, export: 'team' } } } },
    { kind: 'role', content: { id: 'test.open', title: 'Open', entities: { 'test.note': { ...rights, export: { open: true } } } } },
  ]),
);
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
await admin.call('POST', '/api/records/test.note', { name: 'closed of others', open: false });
await admin.call('POST', '/api/records/test.note', { name: 'open of others', open: true });

test.each([
  ['test.own', ['own']],
  ['test.team', ['own']],
  ['test.open', ['open of others']],
])('%s reads everything and exports only %j', async (role, names) => {
  const user = await app.signIn([role]);
  const own = await user.call('POST', '/api/records/test.note', { name: 'own', open: false });
  expect((await user.call('GET', '/api/records/test.note')).body.data.length).toBeGreaterThanOrEqual(3);
  for (const filter of [undefined, { name: { empty: false } }]) {
    const { body } = await user.call('POST', '/api/exports', { entity: 'test.note', filter, select: ['name'], format: 'jsonl' });
    const exported = (body as string)
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { name: string }).name);
    expect(exported).toEqual(names);
  }
  await admin.call('DELETE', `/api/records/test.note/${own.body.id as string}`);
});
