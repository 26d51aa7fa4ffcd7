/** Why somebody may or may not: roles, shares and restrictions in words, and of what is hidden nothing. */
import { describe, expect, test } from 'vitest';
import { accessPack } from '../support/access-pack.ts';
import { expectProblem } from '../support/problems.ts';
import { startTestApp, type Call } from '../support/test-app.ts';
import { createWorkspaceOf } from '../support/test-workspace.ts';

const workspace = await createWorkspaceOf(accessPack());
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const seller = await app.signIn(['test.seller', 'test.reopener']);
const friend = await app.signIn(['test.seller']);
const none = '00000000-0000-7000-8000-000000000001';

const create = async (call: Call, values: object): Promise<string> => (await call('POST', '/api/records/deal', values)).body.id as string;
interface Why {
  actions: Record<string, { allowed: boolean; because: { kind: string; role?: string; scope?: string; text: string }[] }>;
  fields: { field: string; title: string; access: string; because: { kind: string; text: string }[] }[];
}
const why = async (call: Call, id: string, query = ''): Promise<Why> => {
  const { status, body } = await call('GET', `/api/records/deal/${id}/access${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body as Why;
};

describe('the reasons', () => {
  test('name the role and how far it reaches', async () => {
    const id = await create(seller.call, { name: 'Mine' });
    const { actions, fields } = await why(seller.call, id);
    expect(actions['update']).toEqual({
      allowed: true,
      because: [{ kind: 'role', role: 'test.seller', title: 'Seller', scope: 'own', text: 'Seller lets you change Deals that you own.' }],
    });
    expect(actions['read']!.because.map((each) => each.role)).toEqual(['test.reopener', 'test.seller']);
    expect(fields.find((each) => each.field === 'bonus')).toMatchObject({ title: 'Bonus', access: 'write' });
    expect(fields.find((each) => each.field === 'net')).toMatchObject({ access: 'read' });
  });

  test('name the status in which a role takes something', async () => {
    const id = await create(friend.call, { name: 'Won', stage: 'won' });
    const { actions } = await why(friend.call, id);
    expect(actions['update']!.allowed).toBe(false);
    expect(actions['update']!.because[0]).toMatchObject({
      role: 'test.seller',
      scope: 'none',
      text: 'Seller lets nobody change Deals in the status Won.',
    });
    const offered = await create(friend.call, { name: 'Offered', stage: 'offered' });
    const { fields } = await why(friend.call, offered);
    expect(fields.find((each) => each.field === 'amount')!.access).toBe('read');
    expect(fields.find((each) => each.field === 'discount')!.access).toBe('masked');
  });

  test('name restrictions with their message, also to an administrator', async () => {
    const id = await create(admin.call, { name: 'Frozen', frozen: true, stage: 'won' });
    const { actions, fields } = await why(admin.call, id);
    expect(actions['read']).toMatchObject({ allowed: true, because: [{ kind: 'admin' }] });
    expect(actions['delete']).toMatchObject({
      allowed: false,
      because: [{ kind: 'admin' }, { kind: 'restriction', text: 'The deal is frozen by the auditors.' }],
    });
    expect(fields.find((each) => each.field === 'amount')).toMatchObject({ access: 'read' });
  });

  test('name shares', async () => {
    const id = await create(seller.call, { name: 'Shared' });
    await seller.call('PUT', `/api/records/deal/${id}/shares`, { user: friend.id, level: 'read' });
    const { actions } = await why(friend.call, id);
    expect(actions['read']).toMatchObject({ allowed: true, because: [{ kind: 'share' }] });
    expect(actions['update']!.allowed).toBe(false);
  });

  test('are the same for what is hidden and for what is not there', async () => {
    const hidden = await create(admin.call, { name: 'Hidden' });
    const held = await create(admin.call, { name: 'Held' });
    await admin.call('PATCH', `/api/records/deal/${held}`, { note: 'LEGAL HOLD' });
    const missing = await why(friend.call, none);
    expect(await why(friend.call, hidden)).toEqual(missing);
    expect(await why(friend.call, held)).toEqual(missing);
    expect(await why(friend.call, 'nonsense')).toEqual(missing);
    expect(await why(admin.call, held)).toEqual(await why(admin.call, none));
    expect(missing.actions['read']!.allowed).toBe(false);
    expect(missing.actions['read']!.because.map((each) => each.kind)).toEqual(['role', 'restriction', 'none']);
  });

  test('of another user are for administrators, and are those of that user', async () => {
    const id = await create(seller.call, { name: 'Mine' });
    const asked = await why(admin.call, id, `?user=${friend.id}`);
    expect(asked.actions['read']!.allowed).toBe(false);
    expect(asked.actions['read']!.because.map((each) => each.kind)).toEqual(['role', 'none']);
    expect(await why(admin.call, id, `?user=${seller.id}`)).toEqual(await why(seller.call, id));
    expectProblem(await friend.call('GET', `/api/records/deal/${id}/access?user=${seller.id}`), 403);
    expectProblem(await admin.call('GET', `/api/records/deal/${id}/access?user=${none}`), 404);
    expectProblem(await admin.call('GET', `/api/records/deal/${id}/access?usr=x`), 400);
  });

  test('agree with what then happens, for every role and status', async () => {
    for (const user of [seller, friend, admin]) {
      for (const stage of ['draft', 'offered', 'won', 'lost']) {
        const id = await create(admin.call, { name: 'Tried', stage, owner: user.id, frozen: stage === 'lost' });
        const { actions } = await why(user.call, id);
        const update = await user.call('PATCH', `/api/records/deal/${id}`, { note: 'tried' });
        expect(update.status === 200, `${stage} update`).toBe(actions['update']!.allowed);
        const move = await user.call('POST', `/api/records/deal/${id}/transition`, { to: stage === 'draft' ? 'offered' : 'draft' });
        expect(move.status === 200, `${stage} transition`).toBe(actions['transition']!.allowed);
        await admin.call('POST', `/api/records/deal/${id}/transition`, { to: stage });
        const gone = await user.call('DELETE', `/api/records/deal/${id}`);
        expect(gone.status === 204, `${stage} delete`).toBe(actions['delete']!.allowed);
      }
    }
  });
});
