/** What history must not tell: of the accounts of others, of whoever changed what they may not be known by, and of records behind guessed places. */
import { describe, expect, test } from 'vitest';
import { expectProblem } from '../support/problems.ts';
import { startTestApp, type Call } from '../support/test-app.ts';
import { createWorkspaceOf, testPack } from '../support/test-workspace.ts';

const people = { 'system.user': { read: true } };
const workspace = await createWorkspaceOf(
  testPack([
    { kind: 'entity', content: { id: 'test.secret', title: 'Secret', properties: { name: { field: 'text' } } } },
    {
      kind: 'entity',
      content: {
        id: 'test.job',
        title: 'Job',
        properties: { secret: { field: 'link', to: 'test.secret' }, name: { field: 'text' }, wage: { field: 'decimal' } },
      },
    },
    {
      kind: 'role',
      content: { id: 'test.writer', title: 'Writer', entities: { ...people, 'test.job': { create: true, read: 'all', update: 'own' } } },
    },
    { kind: 'role', content: { id: 'test.reader', title: 'Reader', entities: { ...people, 'test.job': { read: 'all' } } } },
    {
      kind: 'role',
      content: {
        id: 'test.blind',
        title: 'Blind',
        entities: { ...people, 'test.job': { read: 'all', fields: { updatedBy: 'hidden', wage: 'hidden' } } },
      },
    },
    {
      kind: 'role',
      content: {
        id: 'test.squinting',
        title: 'Squinting',
        entities: { ...people, 'test.job': { read: 'all', fields: { updatedBy: 'masked' } } },
      },
    },
  ]),
);
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const writer = await app.signIn(['test.writer']);
const reader = await app.signIn(['test.reader']);
const blind = await app.signIn(['test.blind']);
const squinting = await app.signIn(['test.squinting']);

interface Entry {
  readonly id: string;
  readonly action: string;
  readonly actor: unknown;
  readonly key: unknown;
  readonly changes: unknown[];
}
const historyOf = async (call: Call, where: string, page = ''): Promise<Entry[]> =>
  (await call('GET', `/api/records/${where}/history${page}`)).body.data as Entry[];
const actions = async (call: Call, where: string): Promise<string[]> => [
  ...new Set((await historyOf(call, where)).map(({ action }) => action)),
];

const key = (await writer.call('POST', '/api/keys', { name: 'Robot', scopes: ['read', 'write'] })).body.key as string;
const robot: Call = (method, path, body) => app.anonymous(method, path, body, { Authorization: `Bearer ${key}`, 'X-Requested-With': '' });
const job = (await robot('POST', '/api/records/job', { name: 'One', wage: 1 })).body.id as string;
await robot('PATCH', `/api/records/job/${job}`, { name: 'Two' });

describe('an account', () => {
  const account = `system.user/${writer.id}`;

  test('tells others of its record, and its user and administrators of how it is signed in', async () => {
    expect((await actions(writer.call, account)).sort()).toEqual(['create', 'key-made', 'password', 'sign-in']);
    expect((await actions(admin.call, account)).sort()).toEqual(['create', 'key-made', 'password', 'sign-in']);
    for (const other of [reader, blind]) expect(await actions(other.call, account)).toEqual(['create']);
    expect(await actions(writer.call, `system.user/${admin.id}`)).toEqual(['create']);
  });

  test('tells its user no more than that it was', async () => {
    const [made] = (await historyOf(writer.call, account)).filter(({ action }) => action === 'key-made');
    expect(made?.changes).toEqual([]);
  });
});

describe('sharing', () => {
  test('is heard of by whoever may share the record, did it, or was given it', async () => {
    const other = await app.signIn(['test.writer']);
    expect((await writer.call('PUT', `/api/records/job/${job}/shares`, { user: reader.id, level: 'read' })).status).toBe(200);
    expect(await actions(writer.call, `test.job/${job}`)).toContain('share');
    expect(await actions(reader.call, `test.job/${job}`)).toContain('share');
    for (const each of [other, blind]) expect(await actions(each.call, `test.job/${job}`)).not.toContain('share');
    // Whoever was only given the record for changing may not share it, and hears of no other share.
    expect((await writer.call('PUT', `/api/records/job/${job}/shares`, { user: other.id, level: 'update' })).status).toBe(200);
    const heard = (await historyOf(other.call, `test.job/${job}`)).filter(({ action }) => action === 'share');
    expect(heard).toHaveLength(1);
  });
});

describe('an entry', () => {
  test('names neither who changed a record nor by which key to whoever may not see who changed it last', async () => {
    const [seen] = await historyOf(reader.call, `test.job/${job}`, '?limit=200');
    expect(seen).toMatchObject({ actor: { id: writer.id } });
    expect((await historyOf(reader.call, `test.job/${job}`)).filter(({ key: by }) => by !== null)).toHaveLength(2);
    for (const each of [blind, squinting])
      for (const entry of await historyOf(each.call, `test.job/${job}`)) expect(entry).toMatchObject({ actor: null, key: null });
  });

  test('that changed nothing but hidden fields is none, and takes no place on a page', async () => {
    await writer.call('PATCH', `/api/records/job/${job}`, { wage: 2 });
    await writer.call('PATCH', `/api/records/job/${job}`, { name: 'Three' });
    await writer.call('PATCH', `/api/records/job/${job}`, { wage: 3 });
    const updates = (await historyOf(blind.call, `test.job/${job}`)).filter(({ action }) => action === 'update');
    expect(updates.map(({ changes }) => changes)).toEqual([
      [expect.objectContaining({ field: 'name', after: 'Three' })],
      [expect.objectContaining({ field: 'name', after: 'Two' })],
    ]);
    expect(await historyOf(blind.call, `test.job/${job}`, '?limit=2')).toHaveLength(2);
  });

  test('that changed a link from one record to another, neither of which is seen, is none', async () => {
    const [one, two] = [
      await admin.call('POST', '/api/records/secret', { name: 'A' }),
      await admin.call('POST', '/api/records/secret', { name: 'B' }),
    ];
    const other = (await admin.call('POST', '/api/records/job', { name: 'Linked', secret: one.body.id })).body.id as string;
    await admin.call('PATCH', `/api/records/job/${other}`, { secret: two.body.id });
    expect(await actions(admin.call, `test.job/${other}`)).toEqual(['update', 'create']);
    expect(await actions(reader.call, `test.job/${other}`)).toEqual(['create']);
  });

  test('of another record is no place at which a page could begin', async () => {
    const other = (await writer.call('POST', '/api/records/job', { name: 'Other' })).body.id as string;
    const [foreign] = await historyOf(writer.call, `test.job/${other}`);
    const [ofAccount] = await historyOf(admin.call, `system.user/${admin.id}`);
    for (const entry of [foreign, ofAccount])
      expectProblem(await reader.call('GET', `/api/records/job/${job}/history?after=${entry?.id ?? ''}`), 400);
    const [own] = await historyOf(writer.call, `test.job/${job}`);
    expect((await reader.call('GET', `/api/records/job/${job}/history?after=${own?.id ?? ''}`)).status).toBe(200);
  });
});
