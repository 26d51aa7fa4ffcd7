/** Names of records whose name a role may not see. */
import { expect, test } from 'vitest';
import { startTestApp } from '../support/test-app.ts';
import { createWorkspaceOf, testPack } from '../support/test-workspace.ts';

const workspace = await createWorkspaceOf(
  testPack([
    {
      kind: 'entity',
      content: { id: 'test.firm', title: 'Firm', plural: 'Firms', display: 'name', properties: { name: { field: 'text', title: 'Name' } } },
    },
    {
      kind: 'entity',
      content: {
        id: 'test.order',
        title: 'Order',
        plural: 'Orders',
        display: 'number',
        properties: { number: { field: 'text', title: 'Number' }, firm: { field: 'link', title: 'Firm', to: 'test.firm' } },
      },
    },
    {
      kind: 'role',
      content: {
        id: 'test.blind',
        title: 'Blind',
        entities: { '*': { read: 'all' }, 'test.firm': { read: 'all', fields: { name: 'hidden' } } },
      },
    },
  ]),
);
const app = await startTestApp(workspace);

test('history, shares and a record as it was show a link without the name that its reader may not see', async () => {
  const admin = await app.signIn(['system.admin']);
  const firm = await admin.call('POST', '/api/records/test.firm', { name: 'Secret name' });
  const order = await admin.call('POST', '/api/records/test.order', { number: '1', firm: firm.body.id });
  await admin.call('PATCH', `/api/records/test.order/${String(order.body.id)}`, { number: '2' });
  const { call } = await app.signIn(['test.blind']);
  const at = `/api/records/test.order/${String(order.body.id)}`;
  for (const path of [at, `${at}/history`, `${at}?at=${new Date().toISOString()}`, `${at}/shares`, `${at}/access`]) {
    const answer = await call('GET', path);
    expect([path, answer.status]).toEqual([path, 200]);
    expect(JSON.stringify(answer.body)).not.toContain('Secret name');
  }
  const { body } = await call('GET', `${at}/history`);
  expect(JSON.stringify(body)).toContain(`{"id":"${String(firm.body.id)}","label":null}`);
});
