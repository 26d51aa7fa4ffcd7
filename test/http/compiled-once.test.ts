/** What follows from the model is made once per version: a request compiles no validator, builds no schema and works out no rights anew. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test, vi } from 'vitest';
import { rightsOf } from '../../server/access/workspace.ts';
import { startTestApp } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const app = await startTestApp(workspace);

test('after the first of its kind no request compiles a validator, and a role has one set of rights for all', async () => {
  const { call } = await app.signIn(['crm.manager']);
  const all = async (n: number): Promise<void> => {
    const account = await call('POST', '/api/records/crm.account', { name: `Account ${n}` });
    const deal = await call('POST', '/api/records/crm.deal', { name: `Deal ${n}`, account: account.body.id, amount: 10 });
    const at = `/api/records/crm.deal/${String(deal.body.id)}`;
    const answers = [
      account,
      deal,
      await call('PATCH', at, { amount: n }),
      await call('PATCH', at, { amount: 'no amount' }),
      await call('GET', at),
      await call('GET', `/api/records/crm.deal?count=exact&sort=-amount&q=deal&filter=${encodeURIComponent('{"amount":{"gte":1}}')}`),
      await call('POST', '/api/records/crm.deal/aggregate', { groups: [{ field: 'stage' }], measures: [{ sum: 'amount' }] }),
      await call('POST', '/api/records/crm.deal/bulk', { operations: [{ action: 'create', values: { name: 'Bulk' } }] }),
      await call('GET', `${at}/history`),
      await call('DELETE', at),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 200, 422, 200, 200, 200, 200, 200, 204]);
  };
  await all(1);
  const compile = vi.spyOn(Ajv2020.prototype, 'compile');
  const rights = rightsOf(workspace.model(), ['crm.manager']);
  for (let n = 2; n < 5; n++) await all(n);
  expect(compile).not.toHaveBeenCalled();
  expect(rightsOf(workspace.model(), ['crm.manager'])).toBe(rights);
  vi.restoreAllMocks();
});

test('a request that came before is answered by a statement that was compiled before', async () => {
  const { call } = await app.signIn(['crm.manager']);
  const pair = vi.spyOn(workspace.database, 'pair');
  for (let n = 0; n < 3; n++) expect((await call('GET', '/api/records/crm.deal?select=expected&sort=-expected')).status).toBe(200);
  const reads = pair.mock.calls.flatMap(([, { name, text }]) => (text.includes('crm_deal') ? [name] : [])).slice(-2);
  expect([reads.length, new Set(reads).size]).toEqual([2, 1]);
  vi.restoreAllMocks();
});
