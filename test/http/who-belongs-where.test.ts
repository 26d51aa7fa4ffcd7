/**
 * Who is in which team decides what a role that says `team` gives: whoever may change users or teams must not widen their own view, or that of
 * others, by it.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { systemContext } from '../../server/access/workspace.ts';
import { writeRecords } from '../../server/records/write.ts';
import { expectProblem } from '../support/problems.ts';
import { startTestApp, type Call } from '../support/test-app.ts';
import { createWorkspaceOf, testPack } from '../support/test-workspace.ts';

const anything = { create: true, read: true, update: true, delete: true, import: true };
const workspace = await createWorkspaceOf(
  testPack([
    {
      kind: 'entity',
      content: {
        id: 'test.deal',
        title: 'Deal',
        properties: { name: { field: 'text' }, keeper: { field: 'user', inverse: 'kept' } },
      },
    },
    {
      kind: 'role',
      content: {
        id: 'test.clerk',
        title: 'Clerk',
        entities: { 'system.user': anything, 'system.team': anything, 'test.deal': { read: 'team' } },
      },
    },
    {
      kind: 'role',
      content: {
        id: 'test.self',
        title: 'Self',
        entities: {
          'system.user': { read: true, update: { id: { $me: 'id' } }, fields: { name: 'read', owner: 'read' } },
          'system.team': { read: true },
        },
      },
    },
    {
      kind: 'role',
      content: { id: 'test.lead', title: 'Lead', entities: { 'test.deal': { read: { 'keeper.manager': { $me: 'id' } } } } },
    },
    {
      kind: 'role',
      content: {
        id: 'test.coach',
        title: 'Coach',
        entities: {
          'test.deal': { read: { 'keeper.team.leader': { $me: 'id' } }, update: { 'keeper.reports': { some: { region: 'North' } } } },
        },
      },
    },
  ]),
);
const app = await startTestApp(workspace);
const system = systemContext(workspace, 'api');
const make = async (entity: string, values: Record<string, unknown>): Promise<string> => {
  const [made] = await writeRecords(system, entity, [{ action: 'create', values }], { atomic: true, effects: false });
  if (!made?.ok) throw made?.problem ?? new Error('Nothing was made.');
  return made.id;
};
const admin = await app.signIn(['system.admin']);
const north = await make('system.team', { name: 'North' });
const south = await make('system.team', { name: 'South' });
const boss = await app.signIn(['test.lead'], { team: south });
const clerk = await app.signIn(['test.clerk'], { team: north });
await make('test.deal', { name: 'Of the north', team: north });
await make('test.deal', { name: 'Of the south', team: south, owner: boss.id });
const at = (id: string): string => `/api/records/system.user/${id}`;
const own = at(clerk.id);
const seen = async (): Promise<string[]> =>
  (await clerk.call('GET', '/api/records/deal?sort=name')).body.data.map((row: { name: string }) => row.name);

beforeEach(async () => {
  expect(await seen()).toEqual(['Of the north']);
});

test.each<[string, () => ReturnType<Call>]>([
  ['a change of one’s own team', () => clerk.call('PATCH', own, { team: south })],
  ['no team at all, to begin anew', () => clerk.call('PATCH', own, { team: null })],
  ['a change of the team of another', () => clerk.call('PATCH', at(boss.id), { team: north })],
  ['a team that is put below one’s own', () => clerk.call('PATCH', `/api/records/system.team/${south}`, { parent: north })],
  ['a new team in the middle of others', () => clerk.call('POST', '/api/records/system.team', { name: 'New', parent: south })],
  ['a new user in a team', () => clerk.call('POST', '/api/records/system.user', { name: 'New', team: south })],
  ['the manager, where a role goes by it', () => clerk.call('PATCH', own, { manager: boss.id })],
  ['the manager of another', () => clerk.call('PATCH', at(boss.id), { manager: clerk.id })],
  ['the leader of a team, where a role goes by it', () => clerk.call('PATCH', `/api/records/system.team/${south}`, { leader: clerk.id })],
  ['what a role asks of those who report to somebody', () => clerk.call('PATCH', own, { region: 'North' })],
])('only administrators say what a team or a role reaches: %s', async (_name, attempt) => {
  expectProblem(await attempt(), 403);
  expect(await seen()).toEqual(['Of the north']);
});

test('an import and a batch are refused in the same way', async () => {
  const operations = [{ action: 'update', id: clerk.id, values: { team: south } }];
  expect((await clerk.call('POST', '/api/records/system.user/bulk', { operations })).body.results).toMatchObject([{ status: 403 }]);
  const operation = [{ action: 'upsert', match: 'email', values: { email: 'user3@example.com', team: south } }];
  expect((await clerk.call('POST', '/api/records/system.user/bulk', { operations: operation })).body.results[0].status).toBeGreaterThan(
    399,
  );
});

test('whose record a user is has no part in the team of the user', async () => {
  expect((await clerk.call('PATCH', own, { owner: boss.id })).status).toBe(200);
  expect(await seen()).toEqual(['Of the north']);
  const { body } = await clerk.call('POST', '/api/records/system.user', { name: 'New', owner: boss.id });
  expect(body).toMatchObject({ name: 'New', team: null });
  // An administrator who is in a team brings nobody into it by the way.
  const inTeam = await app.signIn(['system.admin'], { team: south });
  const invited = await inTeam.call('POST', '/api/invitations', { email: 'new@example.com', name: 'Invited', roles: ['test.clerk'] });
  expect(invited.status).toBe(201);
  expect((await admin.call('GET', at(invited.body.user.id as string))).body.team).toBeNull();
});

describe('whoever may write their own record', () => {
  test('keeps their preferences, and nothing by which they could do more', async () => {
    const user = await app.signIn(['test.self'], { team: north });
    const preferences = { language: 'th', timeZone: 'Asia/Bangkok', phone: '+66812345678', title: 'Seller' };
    expect((await user.call('PATCH', at(user.id), preferences)).body).toMatchObject(preferences);
    const before = (await admin.call('GET', at(user.id))).body as object;
    const more = [
      { roles: ['system.admin'] },
      { active: false },
      { email: 'x@example.com' },
      { team: south },
      { manager: boss.id },
      { owner: null },
      { name: 'Root' },
    ];
    for (const values of more) {
      expectProblem(await user.call('PATCH', at(user.id), { ...values, language: 'fa' }), 403);
      const operations = [{ action: 'update', id: user.id, values }];
      expect((await user.call('POST', '/api/records/system.user/bulk', { operations })).body.results).toMatchObject([{ status: 403 }]);
    }
    expect((await admin.call('GET', at(user.id))).body).toEqual(before);
  });

  test('writes no other, and makes none', async () => {
    const user = await app.signIn(['test.self']);
    expectProblem(await user.call('PATCH', at(boss.id), { language: 'th' }), 403);
    expectProblem(await user.call('POST', '/api/records/system.user', { name: 'New' }), 403);
    expectProblem(await user.call('DELETE', at(user.id)), 403);
  });

  test('does so by a key that may write, too, with the same bounds', async () => {
    const user = await app.signIn(['test.self']);
    const key = (await user.call('POST', '/api/keys', { name: 'Robot', scopes: ['read', 'write'] })).body.key as string;
    const byKey: Call = (method, path, body) =>
      app.anonymous(method, path, body, { Authorization: `Bearer ${key}`, 'X-Requested-With': '' });
    expect((await byKey('PATCH', at(user.id), { timeZone: 'Asia/Tehran' })).status).toBe(200);
    for (const values of [{ roles: ['system.admin'] }, { team: south }]) expectProblem(await byKey('PATCH', at(user.id), values), 403);
  });
});

test('all else of users and teams is changed by whoever may change them', async () => {
  expect((await clerk.call('PATCH', own, { title: 'Clerk', phone: '+49301234567', timeZone: 'Asia/Bangkok' })).status).toBe(200);
  expect((await clerk.call('POST', '/api/records/system.team', { name: 'East' })).status).toBe(201);
});

test('administrators change it, and the reasons say what others may not', async () => {
  const { body } = await admin.call('GET', `${own}/access?user=${clerk.id}`);
  const accessTo = (name: string): string => body.fields.find(({ field }: { field: string }) => field === name).access as string;
  expect(['team', 'roles', 'email', 'active', 'manager', 'region'].map(accessTo)).toEqual(Array.from({ length: 6 }, () => 'read'));
  expect(accessTo('title')).toBe('write');
  expect((await admin.call('PATCH', own, { team: south })).status).toBe(200);
  expect((await clerk.call('GET', '/api/records/deal?sort=name')).body.data).toMatchObject([{ name: 'Of the south' }]);
  expect((await admin.call('PATCH', own, { team: north })).status).toBe(200);
});
