/** An administrator looks at the system as others see it: exactly so, reading only, and history knows. */
import { expect, test } from 'vitest';
import { accessPack } from '../support/access-pack.ts';
import { expectProblem } from '../support/problems.ts';
import { startTestApp, type Answer } from '../support/test-app.ts';
import { createWorkspaceOf } from '../support/test-workspace.ts';

const workspace = await createWorkspaceOf(accessPack());
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const seller = await app.signIn(['test.seller']);
const deal = (await seller.call('POST', '/api/records/deal', { name: 'Mine', bonus: undefined })).body.id as string;
const hidden = (await admin.call('POST', '/api/records/deal', { name: 'Not mine' })).body.id as string;
const as = (view: string, method: string, path: string, body?: unknown): Promise<Answer> =>
  admin.call(method, path, body, { 'X-Relata-View-As': view });
const user = `user:${seller.id}`;

test('as a user, records, lists, sums and exports are those of this user', async () => {
  for (const [method, path, body] of [
    ['GET', '/api/records/deal', undefined],
    ['GET', `/api/records/deal/${hidden}`, undefined],
    ['GET', `/api/records/deal/${deal}`, undefined],
    ['POST', '/api/records/deal/query', { filter: { name: { contains: 'mine' } }, count: 'exact' }],
    ['POST', '/api/records/deal/aggregate', { measures: [{ count: true }] }],
    ['POST', '/api/exports', { entity: 'deal', format: 'csv' }],
    ['GET', '/api/openapi.json', undefined],
    ['GET', '/api/metadata/documents', undefined],
    ['GET', '/api/outbox', undefined],
  ] as const) {
    const [seen, own] = [await as(user, method, path, body), await seller.call(method, path, body)];
    expect([seen.status, seen.body], `${method} ${path}`).toEqual([own.status, own.body]);
  }
});

test('the model is the one of the roles, and says so', async () => {
  const [seen, own] = [await as(user, 'GET', '/api/model'), await seller.call('GET', '/api/model')];
  const { version: _, viewAs, ...rest } = seen.body as Record<string, unknown>;
  const { version: __, ...expected } = own.body as Record<string, unknown>;
  expect(rest).toEqual(expected);
  expect(viewAs).toEqual({ roles: ['test.seller'], user: { id: seller.id, name: own.body.user.name } });
  const roles = await as('test.outsider,test.team-reader', 'GET', '/api/model');
  expect(roles.body).toMatchObject({ viewAs: { roles: ['test.outsider', 'test.team-reader'] }, user: { id: admin.id, admin: false } });
});

test('nothing can be written, by whatever door', async () => {
  for (const [method, path, body] of [
    ['POST', '/api/records/deal', { name: 'x' }],
    ['PATCH', `/api/records/deal/${deal}`, { name: 'x' }],
    ['PUT', `/api/records/deal/${deal}/shares`, { user: admin.id, level: 'read' }],
    ['DELETE', `/api/records/deal/${deal}`, undefined],
    ['POST', `/api/records/deal/${deal}/transition`, { to: 'won' }],
    ['POST', '/api/records/deal/bulk', { operations: [] }],
    ['POST', '/api/imports', undefined],
    ['PUT', '/api/metadata/documents/role/test.x', {}],
    ['DELETE', '/api/session', undefined],
    ['GET', '/api/keys', undefined],
    ['GET', '/api/sessions', undefined],
  ] as const) {
    const answer = await as('test.seller', method, path, body);
    expectProblem(answer, 403);
    expect(answer.body.code, `${method} ${path}`).toBe('view-as');
  }
  expect((await seller.call('GET', `/api/records/deal/${deal}`)).body.version).toBe(1);
});

test('only administrators may, and only as what there is', async () => {
  const refused = await seller.call('GET', '/api/model', undefined, { 'X-Relata-View-As': 'system.admin' });
  expectProblem(refused, 403);
  expect(refused.body.code).toBe('view-as');
  for (const view of ['test.seler', 'user:nobody', `user:${deal}`, ',', '__proto__'])
    expectProblem(await as(view, 'GET', '/api/model'), 400);
  expect((await as('test.seler', 'GET', '/api/model')).body.errors[0].hint).toContain('test.seller');
});

test('history knows who looked as whom, once for a session', async () => {
  await Promise.all(Array.from({ length: 5 }, () => as('test.clerk', 'GET', '/api/records/deal')));
  await as('test.clerk', 'GET', '/api/model');
  const { rows } = await workspace.database.query<{ record: string; actor: string; view: string }>({
    text: `select record_id::text as record, actor::text, changes->'as'->>'after' as view from ${workspace.database.schema}.relata_history where action = 'view-as' order by at`,
    values: [],
  });
  expect(rows.filter((row) => row.view === 'test.clerk')).toEqual([{ record: admin.id, actor: admin.id, view: 'test.clerk' }]);
  expect(rows.filter((row) => row.view === user)).toHaveLength(1);
});
