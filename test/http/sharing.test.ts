/** Sharing one record with a user or a team: what it gives, who may do it, and that it opens nothing else. */
import { describe, expect, test } from 'vitest';
import { accessPack } from '../support/access-pack.ts';
import { expectProblem } from '../support/problems.ts';
import { startTestApp, type Answer } from '../support/test-app.ts';
import { createWorkspaceOf } from '../support/test-workspace.ts';

const workspace = await createWorkspaceOf(accessPack());
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const create = async (values: object, entity = 'deal', call = admin.call): Promise<string> => {
  const { status, body } = await call('POST', `/api/records/${entity}`, values);
  expect(status, JSON.stringify(body)).toBe(201);
  return body.id as string;
};
const north = await create({ name: 'North' }, 'system.team');
const city = await create({ name: 'City', parent: north }, 'system.team');
const owner = await app.signIn(['test.seller']);
const friend = await app.signIn(['test.seller']);
const member = await app.signIn(['test.team-reader'], { team: north });
const outsider = await app.signIn(['test.outsider']);
const none = '00000000-0000-7000-8000-000000000001';

const share = (id: string, body: object, by = owner): Promise<Answer> => by.call('PUT', `/api/records/deal/${id}/shares`, body);
const get = async (by: typeof owner, id: string): Promise<number> => (await by.call('GET', `/api/records/deal/${id}`)).status;

test('is made with nobody but those whom the giver may see, in the words for nobody', async () => {
  const hermit = await app.signIn(['test.hermit']);
  const id = await create({ name: 'Deal' }, 'deal', hermit.call);
  const [unseen, missing] = [
    await share(id, { user: friend.id, level: 'read' }, hermit),
    await share(id, { user: none, level: 'read' }, hermit),
  ];
  expectProblem(unseen, 422);
  expect(unseen.body).toEqual(missing.body);
  expectProblem(await share(id, { team: north, level: 'read' }, hermit), 422);
  expect((await share(id, { user: friend.id, level: 'read' }, admin)).status).toBe(200);
});

describe('a shared record', () => {
  test('is seen in lists, counts, sums and the search of whoever it was shared with, and of nobody else', async () => {
    const id = await create({ name: 'Zebra', amount: 7 }, 'deal', owner.call);
    await create({ name: 'Zebra too', amount: 8 }, 'deal', owner.call);
    expect(await get(friend, id)).toBe(404);
    const { status, body } = await share(id, { user: friend.id, level: 'read' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      canShare: true,
      data: [{ grantee: { entity: 'system.user', id: friend.id }, level: 'read', createdBy: { id: owner.id } }],
    });
    expect(await get(friend, id)).toBe(200);
    const list = await friend.call('GET', '/api/records/deal?q=zebra&count=exact');
    expect(list.body).toMatchObject({ data: [{ id }], page: { count: 1 } });
    const sums = await friend.call('POST', '/api/records/deal/aggregate', {
      filter: { name: { startsWith: 'Zebra' } },
      measures: [{ sum: 'amount' }],
    });
    expect(sums.body.totals).toEqual(['7']);
    expect(await get(member, id)).toBe(404);
    expect((await friend.call('GET', `/api/records/deal/${id}/history`)).status).toBe(200);
  });

  test('for reading lets nobody change it; for changing, change and move, but neither delete, export nor share it', async () => {
    const id = await create({ name: 'Deal' }, 'deal', owner.call);
    await share(id, { user: friend.id, level: 'read' });
    expectProblem(await friend.call('PATCH', `/api/records/deal/${id}`, { note: 'x' }), 403);
    expectProblem(await friend.call('POST', `/api/records/deal/${id}/transition`, { to: 'offered' }), 403);
    await share(id, { user: friend.id, level: 'update' });
    expect((await friend.call('PATCH', `/api/records/deal/${id}`, { note: 'x' })).status).toBe(200);
    expect((await friend.call('POST', `/api/records/deal/${id}/transition`, { to: 'offered' })).status).toBe(200);
    expectProblem(await friend.call('DELETE', `/api/records/deal/${id}`), 403);
    expectProblem(await share(id, { user: member.id, level: 'read' }, friend), 403);
    expectProblem(await friend.call('DELETE', `/api/records/deal/${id}/shares/${member.id}`), 403);
    const bulk = await friend.call('POST', '/api/records/deal/bulk', { operations: [{ action: 'delete', id }] });
    expect(bulk.body.results[0].status).toBe(403);
  });

  test('cannot be kept: whoever it was only shared with makes neither themselves nor their team its owner', async () => {
    const id = await create({ name: 'Lent' }, 'deal', owner.call);
    await share(id, { user: friend.id, level: 'update' });
    for (const values of [{ owner: friend.id }, { owner: null }, { team: north }, { note: 'x', owner: friend.id }])
      expectProblem(await friend.call('PATCH', `/api/records/deal/${id}`, values), 403);
    expectProblem(await friend.call('POST', `/api/records/deal/${id}/transition`, { to: 'offered', values: { owner: friend.id } }), 403);
    const { body } = await friend.call('POST', '/api/records/deal/bulk', {
      operations: [{ action: 'update', id, values: { owner: friend.id } }],
    });
    expect(body.results[0].status).toBe(403);
    expect((await owner.call('DELETE', `/api/records/deal/${id}/shares/${friend.id}`)).status).toBe(204);
    expect(await get(friend, id)).toBe(404);
    expect((await admin.call('PATCH', `/api/records/deal/${id}`, { owner: friend.id, team: north })).status).toBe(200);
    expect((await admin.call('GET', `/api/records/deal/${id}`)).body).toMatchObject({ version: 2, note: null });
  });

  test('in a status in which the role changes nothing stays as it is', async () => {
    const id = await create({ name: 'Deal', stage: 'won', owner: owner.id });
    expectProblem(await share(id, { user: friend.id, level: 'read' }), 403);
    await share(id, { user: friend.id, level: 'update' }, admin);
    expect(await get(friend, id)).toBe(200);
    expectProblem(await friend.call('PATCH', `/api/records/deal/${id}`, { note: 'x' }), 403);
  });

  test('with a team is shared with its members and with those of the teams above it', async () => {
    const id = await create({ name: 'Deal' }, 'deal', owner.call);
    await share(id, { team: city, level: 'read' });
    expect(await get(member, id)).toBe(200);
    expect(await get(friend, id)).toBe(404);
    expect((await owner.call('DELETE', `/api/records/deal/${id}/shares/${city}`)).status).toBe(204);
    expect(await get(member, id)).toBe(404);
  });

  test('opens nothing to who has no role for it, and an admin-only restriction stays', async () => {
    const id = await create({ name: 'Deal' }, 'deal', owner.call);
    await share(id, { user: outsider.id, level: 'update' });
    expect(await get(outsider, id)).toBe(403);
    await admin.call('PATCH', `/api/records/deal/${id}`, { frozen: true });
    await share(id, { user: friend.id, level: 'read' });
    expectProblem(await share(id, { user: friend.id, level: 'update' }), 403);
  });

  test('in the trash cannot be shared, and comes back with its shares', async () => {
    const id = await create({ name: 'Deal' }, 'deal', owner.call);
    await share(id, { user: friend.id, level: 'read' });
    await owner.call('DELETE', `/api/records/deal/${id}`);
    expectProblem(await share(id, { user: member.id, level: 'read' }), 400);
    expect((await friend.call('GET', '/api/records/deal?q=Deal')).body.data.map((row: { id: string }) => row.id)).not.toContain(id);
    await owner.call('POST', `/api/records/deal/${id}/restore`);
    expect(await get(friend, id)).toBe(200);
  });

  test('tells others of no shares but their own, and of a hidden record nothing', async () => {
    const id = await create({ name: 'Deal' }, 'deal', owner.call);
    await share(id, { user: friend.id, level: 'read' });
    await share(id, { user: member.id, level: 'read' });
    const seen = await friend.call('GET', `/api/records/deal/${id}/shares`);
    expect(seen.body.canShare).toBe(false);
    expect(seen.body.data.map((row: { grantee: { id: string } }) => row.grantee.id)).toEqual([friend.id]);
    const hidden = await create({ name: 'Hidden' });
    for (const [method, path, body] of [
      ['GET', 'shares', undefined],
      ['PUT', 'shares', { user: friend.id, level: 'read' }],
      ['DELETE', `shares/${friend.id}`, undefined],
    ] as const) {
      const answers = [hidden, none].map((record) => friend.call(method, `/api/records/deal/${record}/${path}`, body));
      const [one, other] = await Promise.all(answers);
      expectProblem(one!, 404);
      expect(one!.body).toEqual(other!.body);
    }
  });

  test('is one entry of history for each change of it, and none for what changes nothing', async () => {
    const id = await create({ name: 'Deal' }, 'deal', owner.call);
    await share(id, { user: friend.id, level: 'read' });
    await share(id, { user: friend.id, level: 'read' });
    await share(id, { user: friend.id, level: 'update' });
    await owner.call('DELETE', `/api/records/deal/${id}/shares/${friend.id}`);
    expectProblem(await owner.call('DELETE', `/api/records/deal/${id}/shares/${friend.id}`), 404);
    const { body } = await owner.call('GET', `/api/records/deal/${id}/history`);
    expect(body.data.map((entry: { action: string }) => entry.action)).toEqual(['unshare', 'share', 'share', 'create']);
  });

  test.each<[string, object]>([
    ['nobody', { level: 'read' }],
    ['a user and a team at once', { user: friend.id, team: north, level: 'read' }],
    ['no level', { user: friend.id }],
    ['a level that is none', { user: friend.id, level: 'delete' }],
    ['an unknown user', { user: none, level: 'read' }],
    ['a team as a user', { user: north, level: 'read' }],
    ['an object as a user', { user: { $ne: null }, level: 'read' }],
  ])('cannot be shared with %s', async (_what, body) => {
    const id = await create({ name: 'Deal' }, 'deal', owner.call);
    expectProblem(await share(id, body), 422);
    expect((await owner.call('GET', `/api/records/deal/${id}/shares`)).body.data).toEqual([]);
  });
});
