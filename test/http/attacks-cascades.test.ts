/** What goes along with a delete, and may not: whoever does not see it hears that there is something, and no more. */
import { expect, test } from 'vitest';
import { expectProblem } from '../support/problems.ts';
import { startTestApp } from '../support/test-app.ts';
import { createWorkspaceOf, testPack } from '../support/test-workspace.ts';

const restrictions = [{ id: 'vault', title: 'Vault', actions: ['delete'], where: { locked: true }, message: 'The vault is locked.' }];
const cleaning = { create: true, read: 'all', delete: 'all' };
const workspace = await createWorkspaceOf(
  testPack([
    { kind: 'entity', content: { id: 'test.room', title: 'Room', properties: { name: { field: 'text' } } } },
    {
      kind: 'entity',
      content: {
        id: 'test.box',
        title: 'Box',
        properties: { locked: { field: 'boolean' }, room: { field: 'link', to: 'test.room', inverse: 'boxes', onDelete: 'cascade' } },
        restrictions,
      },
    },
    { kind: 'role', content: { id: 'test.cleaner', title: 'Cleaner', entities: { 'test.room': cleaning } } },
    { kind: 'role', content: { id: 'test.keeper', title: 'Keeper', entities: { 'test.room': cleaning, 'test.box': { read: 'all' } } } },
  ]),
);
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const cleaner = await app.signIn(['test.cleaner']);
const keeper = await app.signIn(['test.keeper']);

test('a restriction of what is not seen is not told in its own words', async () => {
  const room = (await admin.call('POST', '/api/records/room', { name: 'Room', boxes: [{ locked: true }] })).body.id as string;
  const [blind, seeing] = [
    await cleaner.call('DELETE', `/api/records/room/${room}`),
    await keeper.call('DELETE', `/api/records/room/${room}`),
  ];
  expectProblem(blind, 403);
  expectProblem(seeing, 403);
  expect(JSON.stringify(blind.body)).not.toMatch(/vault|box|locked/i);
  expect(seeing.body.detail).toBe('The vault is locked.');
  expect((await admin.call('GET', `/api/records/room/${room}`)).body.deletedAt).toBeNull();
});

test('what may be deleted goes along, whoever may see it', async () => {
  const { body } = await admin.call('POST', '/api/records/room', { name: 'Room', boxes: [{ locked: false }] });
  expect((await cleaner.call('DELETE', `/api/records/room/${body.id as string}`)).status).toBe(204);
  const { body: boxes } = await admin.call('POST', '/api/records/box/query', { trash: true, filter: { locked: false }, count: 'exact' });
  expect(boxes.page.count).toBe(1);
});
