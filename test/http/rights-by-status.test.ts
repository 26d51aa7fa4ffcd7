/** Rights by the status of a record, and restrictions that no role lifts. */
import { describe, expect, test } from 'vitest';
import { accessPack } from '../support/access-pack.ts';
import { expectProblem } from '../support/problems.ts';
import { startTestApp, type Answer, type Call } from '../support/test-app.ts';
import { createWorkspaceOf } from '../support/test-workspace.ts';

const workspace = await createWorkspaceOf(accessPack());
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const seller = await app.signIn(['test.seller']);
const both = await app.signIn(['test.seller', 'test.reopener']);
const clerk = await app.signIn(['test.clerk']);

const create = async (call: Call, values: object, entity = 'deal'): Promise<string> => {
  const { status, body } = await call('POST', `/api/records/${entity}`, values);
  expect(status, JSON.stringify(body)).toBe(201);
  return body.id as string;
};
const patch = (call: Call, id: string, values: object): Promise<Answer> => call('PATCH', `/api/records/deal/${id}`, values);
const read = async (call: Call, id: string): Promise<Answer['body']> => (await call('GET', `/api/records/deal/${id}`)).body;
const move = (call: Call, id: string, to: string): Promise<Answer> => call('POST', `/api/records/deal/${id}/transition`, { to });

describe('rights by status', () => {
  test('what is won can no longer be changed, moved or deleted by its owner, though it could be brought there', async () => {
    const id = await create(seller.call, { name: 'Deal', amount: 5 });
    expect((await patch(seller.call, id, { note: 'x', stage: 'won' })).status).toBe(200);
    expectProblem(await patch(seller.call, id, { name: 'Changed' }), 403);
    expectProblem(await move(seller.call, id, 'draft'), 403);
    expectProblem(await seller.call('DELETE', `/api/records/deal/${id}`), 403);
    expect((await read(seller.call, id)).name).toBe('Deal');
    expect((await move(admin.call, id, 'draft')).status).toBe(200);
    expect((await patch(seller.call, id, { name: 'Changed' })).status).toBe(200);
  });

  test('a bulk call refuses exactly the rows in that status', async () => {
    const open = await create(seller.call, { name: 'Open' });
    const won = await create(seller.call, { name: 'Won', stage: 'won' });
    const operations = [open, won].map((id) => ({ action: 'update', id, values: { note: 'bulk' } }));
    const { body } = await seller.call('POST', '/api/records/deal/bulk', { operations });
    expect(body.results.map((result: { status: number }) => result.status)).toEqual([200, 403]);
  });

  test('a field that may only be read in a status refuses writes there, and takes them elsewhere', async () => {
    const id = await create(seller.call, { name: 'Deal', amount: 5 });
    expect((await patch(seller.call, id, { bonus: 3 })).status).toBe(200);
    expect((await move(seller.call, id, 'offered')).status).toBe(200);
    for (const values of [{ amount: 9 }, { bonus: 9 }, { amount: 5 }]) expectProblem(await patch(seller.call, id, values), 403);
    expect((await patch(seller.call, id, { note: 'ok' })).status).toBe(200);
    expect(await read(seller.call, id)).toMatchObject({ amount: '5', bonus: '3' });
    // General rights bind new records: the bonus is only given in a draft.
    expectProblem(await seller.call('POST', '/api/records/deal', { name: 'x', bonus: 1 }), 403);
  });

  test('a field that is masked in a status reads as empty there, in every place', async () => {
    const id = await create(seller.call, { name: 'Masked', discount: 77, stage: 'offered' });
    const other = await create(seller.call, { name: 'Masked', discount: 66 });
    expect(await read(seller.call, id)).toMatchObject({ discount: null, _masked: ['discount'] });
    expect(await read(seller.call, other)).toMatchObject({ discount: '66', _masked: [] });
    const query = async (body: object): Promise<string[]> =>
      (await seller.call('POST', '/api/records/deal/query', body)).body.data.map((row: { id: string }) => row.id) as string[];
    expect(await query({ filter: { discount: { gt: 70 } } })).toEqual([]);
    expect(await query({ filter: { discount: { gt: 60 } } })).toEqual([other]);
    expect(await query({ filter: { name: 'Masked' }, sort: ['-discount'] })).toEqual([other, id]);
    const sums = await seller.call('POST', '/api/records/deal/aggregate', { filter: { name: 'Masked' }, measures: [{ sum: 'discount' }] });
    expect(sums.body.totals).toEqual(['66']);
    const csv = await seller.call('POST', '/api/exports', {
      entity: 'deal',
      filter: { name: 'Masked' },
      select: ['discount'],
      format: 'csv',
    });
    // Beside ids whose digits may be any: only the cell counts.
    expect(csv.body.split(/\r\n/).map((line: string) => line.split(',').slice(1).join())).toEqual(['Discount', '', '66', '']);
    expectProblem(await patch(seller.call, id, { rebate: 77 }), 403);
  });

  test('a field that is masked in a status is not told to whoever comes too late, and its changes are not theirs to undo', async () => {
    const id = await create(seller.call, { name: 'Late', discount: 77, stage: 'offered' });
    await patch(admin.call, id, { discount: 78, note: 'with a note' });
    await patch(admin.call, id, { discount: 79 });
    const late = async (version: number): Promise<Answer> =>
      seller.call('PATCH', `/api/records/deal/${id}`, { note: 'mine' }, { 'If-Match': `"${version}"` });
    const [first, second] = [await late(1), await late(2)];
    for (const answer of [first, second]) expectProblem(answer, 412);
    expect(first.body.changes).toEqual([{ field: 'note', title: 'Note', before: null, after: 'with a note' }]);
    expect(second.body.changes).toEqual([]);
    const entries = (await admin.call('GET', `/api/records/deal/${id}/history`)).body.data as { id: string }[];
    const undo = (place: number): Promise<Answer> => seller.call('POST', `/api/records/deal/${id}/undo`, { entry: entries[place]?.id });
    // Of the last one the seller knows nothing; half of the one before is none of theirs.
    expectProblem(await undo(0), 404);
    expectProblem(await undo(1), 403);
    expect(await read(admin.call, id)).toMatchObject({ discount: '79', note: 'with a note', version: 3 });
  });

  test('another role of the same user gives what this one takes', async () => {
    const id = await create(both.call, { name: 'Deal', stage: 'won' });
    expect((await move(both.call, id, 'draft')).status).toBe(200);
    expect((await patch(both.call, id, { stage: 'won' })).status).toBe(200);
    expectProblem(await patch(both.call, id, { name: 'x', stage: 'draft' }), 403);
  });

  test('who may change but not move cannot move by changing something else along', async () => {
    const id = await create(admin.call, { name: 'Deal' });
    expectProblem(await patch(clerk.call, id, { stage: 'won' }), 403);
    expectProblem(await patch(clerk.call, id, { stage: 'won', note: 'x' }), 403);
    expect((await patch(clerk.call, id, { note: 'x' })).status).toBe(200);
    expect((await read(admin.call, id)).stage).toBe('draft');
  });

  test('the model says it', async () => {
    const model = (await seller.call('GET', '/api/model')).body;
    const deal = model.entities.find((entity: { id: string }) => entity.id === 'test.deal');
    expect(deal.statuses['stage.won']).toMatchObject({ update: false, delete: false, transition: false });
    expect(deal.statuses['stage.offered']).toEqual({
      update: true,
      delete: false,
      transition: true,
      fields: { amount: 'read', discount: 'masked' },
    });
    expect(deal.statuses['stage.draft'].fields).toEqual({ bonus: 'write' });
    expect(deal.fields.find((field: { name: string }) => field.name === 'bonus').access).toBe('read');
    expect(deal.restrictions.map((each: { id: string }) => each.id)).toEqual([
      'frozen',
      'closed-books',
      'final-amount',
      'no-new-for-closed',
    ]);
  });
});

test('the log of everything tells administrators of a record under a restriction that it was written, and nothing of it', async () => {
  const id = await create(admin.call, { name: 'Under hold', amount: 4711 });
  const logOf = async (): Promise<string> => JSON.stringify((await admin.call('GET', `/api/history?record=${id}`)).body);
  expect(await logOf()).toContain('4711');
  await patch(admin.call, id, { note: 'LEGAL HOLD' });
  expect((await admin.call('GET', `/api/records/deal/${id}`)).status).toBe(404);
  const log = await logOf();
  expect(log).toContain('"action":"create"');
  expect(log).not.toMatch(/4711|Under hold|LEGAL HOLD/);
});

describe('restrictions', () => {
  test('bind admins, too, with their message, and leave the record as it was', async () => {
    const id = await create(admin.call, { name: 'Frozen', frozen: true });
    for (const answer of [
      await patch(admin.call, id, { name: 'x' }),
      await patch(admin.call, id, { frozen: false }),
      await admin.call('DELETE', `/api/records/deal/${id}`),
    ]) {
      expectProblem(answer, 403);
      expect(answer.body).toMatchObject({ code: 'restriction', detail: 'The deal is frozen by the auditors.' });
    }
    expect((await move(admin.call, id, 'offered')).status).toBe(200);
    expect((await read(admin.call, id)).name).toBe('Frozen');
  });

  test('a record may be brought into a restricted state, but not out of it', async () => {
    const id = await create(admin.call, { name: 'Deal' });
    expect((await patch(admin.call, id, { frozen: true })).status).toBe(200);
    expectProblem(await patch(admin.call, id, { frozen: null }), 403);
  });

  test('go by linked records, also for bulk rows', async () => {
    const closed = await create(admin.call, { name: 'Closed' }, 'account');
    const id = await create(admin.call, { name: 'Deal', account: closed });
    await admin.call('PATCH', `/api/records/account/${closed}`, { closed: true });
    expectProblem(await move(admin.call, id, 'won'), 403);
    expectProblem(await patch(admin.call, id, { stage: 'won', note: 'x' }), 403);
    expect((await patch(admin.call, id, { note: 'x' })).status).toBe(200);
    const operations = [
      { action: 'delete', id },
      { action: 'create', values: { name: 'New', account: closed } },
      { action: 'create', values: { name: 'Fine' } },
    ];
    const { body } = await admin.call('POST', '/api/records/deal/bulk', { operations });
    expect(body.results.map((result: { status: number }) => result.status)).toEqual([403, 403, 201]);
    const refused = await admin.call('POST', '/api/records/deal', { name: 'New', account: closed });
    expect(refused.body).toMatchObject({ status: 403, code: 'restriction', detail: 'No new deals with a closed account.' });
    expect((await admin.call('POST', '/api/records/deal/query', { filter: { name: 'New' } })).body.data).toEqual([]);
  });

  test('on a field refuse that field alone', async () => {
    const id = await create(admin.call, { name: 'Deal', amount: 1, stage: 'won' });
    const refused = await patch(admin.call, id, { amount: 2, note: 'x' });
    expectProblem(refused, 403);
    expect(refused.body.errors).toEqual([{ pointer: '/amount', code: 'restriction', message: 'The amount of what was won is final.' }]);
    expect((await patch(admin.call, id, { note: 'x' })).status).toBe(200);
  });

  test('on reading hide the record from everybody, as if it were not there', async () => {
    const id = await create(admin.call, { name: 'Held' });
    await patch(admin.call, id, { note: 'LEGAL HOLD' });
    const missing = await admin.call('GET', '/api/records/deal/00000000-0000-7000-8000-000000000001');
    expect((await admin.call('GET', `/api/records/deal/${id}`)).body).toEqual(missing.body);
    expectProblem(await patch(admin.call, id, { note: 'x' }), 404);
    expect((await admin.call('POST', '/api/records/deal/query', { filter: { name: 'Held' }, count: 'exact' })).body).toMatchObject({
      data: [],
      page: { count: 0 },
    });
    expect((await admin.call('POST', '/api/exports', { entity: 'deal', filter: { name: 'Held' }, format: 'jsonl' })).body).not.toContain(
      id,
    );
    expectProblem(await admin.call('GET', `/api/records/deal/${id}/history`), 404);
  });

  test('on reading a field hide it on those records, also from formulas, rollups, filters, orders, sums and writes', async () => {
    const home = await create(admin.call, { name: 'Home' }, 'account');
    const lost = await create(admin.call, { name: 'Bonus', amount: 10, bonus: 4, stage: 'lost', account: home });
    const won = await create(admin.call, { name: 'Bonus', amount: 10, bonus: 3, stage: 'won', account: home });
    expect(await read(admin.call, lost)).toMatchObject({ bonus: null, net: null, _masked: ['bonus'] });
    expect(await read(admin.call, won)).toMatchObject({ bonus: '3', net: '7', _masked: [] });
    const ask = async (body: object): Promise<unknown> =>
      (await admin.call('POST', '/api/records/deal/query', body)).body.data.map((row: { id: string }) => row.id);
    expect(await ask({ filter: { name: 'Bonus', bonus: { gt: 0 } } })).toEqual([won]);
    expect(await ask({ filter: { name: 'Bonus', net: { lt: 100 } } })).toEqual([won]);
    expect((await admin.call('GET', `/api/records/account/${home}`)).body).toMatchObject({ dealSum: '20', bonusSum: '3' });
    const sums = await admin.call('POST', '/api/records/deal/aggregate', {
      filter: { name: 'Bonus' },
      measures: [{ sum: 'bonus' }, { maximum: 'net' }],
    });
    expect(sums.body.totals).toEqual(['3', '7']);
    // A write that changes nothing would tell what is there.
    expectProblem(await patch(admin.call, lost, { bonus: 4 }), 403);
  });
});
