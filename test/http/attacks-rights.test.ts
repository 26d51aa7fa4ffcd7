/** What roles do not permit stays undone, by whatever door: every route, forged fields, guessed ids. */
import { describe, expect, test } from 'vitest';
import { expectProblem } from '../support/problems.ts';
import { startTestApp, type Answer } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const reader = await app.signIn(['crm.read-only']);
const sales = await app.signIn(['crm.sales']);
const nobody = await app.signIn([]);

const create = async (entity: string, values: object): Promise<string> => {
  const answer = await admin.call('POST', `/api/records/${entity}`, values);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.id as string;
};
const account = await create('account', { name: 'Guarded', taxNumber: 'TAX-123' });
const deal = await create('deal', { name: 'Guarded deal', amount: 10, account });

const form = (entity: string, mode: string): FormData => {
  const data = new FormData();
  data.set('entity', entity);
  data.set('mode', mode);
  data.set('map', JSON.stringify({ columns: { name: 'name' } }));
  data.set('file', new Blob(['name\nImported\n']), 'x.csv');
  return data;
};

const everything = async (): Promise<string> => {
  const parts = ['account', 'deal', 'system.user', 'system.team', 'product'].map(
    async (entity) => (await admin.call('GET', `/api/records/${entity}?limit=1000&sort=createdAt`)).body.data as unknown,
  );
  const drafts = (await admin.call('GET', '/api/metadata/drafts')).body as unknown;
  const runs = (await admin.call('GET', '/api/audits/crm.year-end/runs')).body as unknown;
  return JSON.stringify([...(await Promise.all(parts)), drafts, runs]);
};

describe('a role that only reads', () => {
  const writes: [string, string, unknown][] = [
    ['POST', '/api/records/account', { name: 'New' }],
    ['PATCH', `/api/records/account/${account}`, { name: 'Changed' }],
    ['DELETE', `/api/records/account/${account}`, undefined],
    ['POST', `/api/records/account/${account}/restore`, undefined],
    ['POST', `/api/records/deal/${deal}/transition`, { to: 'won' }],
    ['POST', '/api/records/account/bulk', { atomic: true, operations: [{ action: 'create', values: { name: 'Bulk' } }] }],
    ['POST', '/api/records/system.user', { name: 'Friend', roles: ['system.admin'] }],
    ['PATCH', `/api/records/system.user/${reader.id}`, { roles: ['system.admin'] }],
    ['DELETE', `/api/records/system.user/${admin.id}`, undefined],
    ['POST', '/api/records/system.team', { name: 'Team' }],
    ['POST', '/api/imports', form('account', 'run')],
    ['POST', '/api/imports', form('account', 'preview')],
    ['POST', '/api/exports', { entity: 'account' }],
    ['POST', '/api/audits/crm.year-end/runs', {}],
    ['PUT', '/api/audits/crm.year-end/answers', { check: 'x', item: 'y', answer: true }],
    ['PUT', '/api/metadata/documents/role/crm.read-only', { id: 'crm.read-only', title: 'Root', admin: true }],
    ['DELETE', '/api/metadata/documents/role/crm.sales', undefined],
    ['POST', '/api/metadata/drafts', {}],
    ['POST', '/api/metadata/plan', { draft: account }],
    ['POST', '/api/metadata/apply', { draft: account, hash: 'x' }],
    ['POST', '/api/metadata/cancel', { draft: account }],
    ['POST', '/api/metadata/rollback', { version: 1 }],
    ['DELETE', `/api/metadata/drafts/${account}`, undefined],
  ];

  test.each(writes)('%s %s is refused and changes nothing', async (method, path, body) => {
    const before = await everything();
    expectProblem(await reader.call(method, path, body), 403, 404);
    expectProblem(await nobody.call(method, path, body), 403, 404);
    expect(await everything()).toBe(before);
  });

  test.each([
    '/api/outbox',
    `/api/outbox/${account}`,
    '/api/metadata/documents',
    '/api/metadata/documents/role/system.admin',
    '/api/metadata/drafts',
    `/api/metadata/drafts/${account}`,
    `/api/metadata/drafts/${account}/model`,
    `/api/metadata/drafts/${account}/unconverted`,
    '/api/metadata/versions',
    '/api/metadata/versions/1',
    '/api/metadata/versions/1/compare/1',
    '/api/metadata/trash',
  ])('GET %s is for administrators', async (path) => {
    for (const caller of [reader, sales, nobody]) expectProblem(await caller.call('GET', path), 403, 404);
  });

  test('a batch that is not atomic says of each row that it was refused', async () => {
    const before = await everything();
    const operations = [
      { action: 'create', values: { name: 'Bulk' } },
      { action: 'delete', id: account },
    ];
    const { body } = await reader.call('POST', '/api/records/account/bulk', { operations });
    expect(body.results.map((result: { status: number }) => result.status)).toEqual([403, 403]);
    expect(await everything()).toBe(before);
  });
});

describe('sales', () => {
  test('changes, moves, deletes and gives away nothing of others, in a batch as alone', async () => {
    const before = await everything();
    // A deal outside of the scope is not there at all; an account can be seen, but not changed.
    expectProblem(await sales.call('GET', `/api/records/deal/${deal}`), 404);
    expectProblem(await sales.call('PATCH', `/api/records/deal/${deal}`, { name: 'Mine' }), 404);
    expectProblem(await sales.call('PATCH', `/api/records/deal/${deal}`, { owner: sales.id }), 404);
    expectProblem(await sales.call('POST', `/api/records/deal/${deal}/transition`, { to: 'won' }), 404);
    expectProblem(await sales.call('GET', `/api/records/deal/${deal}/history`), 404);
    expectProblem(await sales.call('PATCH', `/api/records/account/${account}`, { owner: sales.id }), 403);
    expectProblem(await sales.call('DELETE', `/api/records/account/${account}`), 403);
    const operations = [
      { action: 'create', values: { name: 'Half' } },
      { action: 'update', id: account, values: { name: 'Taken' } },
    ];
    expectProblem(await sales.call('POST', '/api/records/account/bulk', { atomic: true, operations }), 403);
    expect(await everything()).toBe(before);
  });

  test('a link to what may not be seen shows nothing of it, and cannot be made', async () => {
    expectProblem(
      await sales.call('POST', '/api/records/activity', { type: 'task', subject: 'x', regarding: { entity: 'crm.deal', id: deal } }),
      422,
    );
    const { body } = await admin.call('POST', '/api/records/activity', {
      type: 'task',
      subject: 'Secret',
      regarding: { entity: 'crm.deal', id: deal },
    });
    const seen = await sales.call('GET', `/api/records/activity/${body.id as string}`);
    expect(JSON.stringify(seen.body)).not.toContain('Guarded deal');
    expect(JSON.stringify(seen.body)).not.toContain(deal);
  });

  test.each<[string, Record<string, unknown>]>([
    ['its own roles', { roles: ['system.admin'] }],
    ['its own activity', { active: true }],
    ['its own address', { email: 'user1@example.com' }],
    ['its own name', { name: 'Root' }],
  ])('cannot set %s', async (_name, values) => {
    expectProblem(await sales.call('PATCH', `/api/records/system.user/${sales.id}`, values), 403);
    expectProblem(
      await sales.call('POST', '/api/records/system.user/bulk', { atomic: true, operations: [{ action: 'update', id: sales.id, values }] }),
      403,
    );
  });

  test('roles that no document has give nothing', async () => {
    for (const roles of [['__proto__'], ['constructor'], ['*'], ['SYSTEM.ADMIN']]) {
      const user = await app.signIn(roles);
      expectProblem(await user.call('GET', '/api/records/account'), 403);
      expectProblem(await user.call('GET', '/api/outbox'), 403);
    }
  });
});

describe('fields of the system', () => {
  const forged = {
    id: '00000000-0000-7000-8000-000000000001',
    version: 99,
    createdAt: '2000-01-01T00:00:00Z',
    createdBy: null,
    updatedAt: '2000-01-01T00:00:00Z',
    updatedBy: null,
    deletedAt: '2000-01-01T00:00:00Z',
    source: 'import',
  };

  test.each(Object.entries(forged))('%s cannot be set, neither at first nor later', async (name, value) => {
    for (const caller of [admin, sales]) {
      const refused = await caller.call('POST', '/api/records/lead', { name: 'Forged', [name]: value });
      expectProblem(refused, 422);
      expect(refused.body.errors[0].pointer).toBe(`/${name}`);
    }
    const before = await admin.call('GET', `/api/records/account/${account}`);
    expectProblem(await admin.call('PATCH', `/api/records/account/${account}`, { [name]: value }), 422);
    expect((await admin.call('GET', `/api/records/account/${account}`)).body).toEqual(before.body);
  });

  test('an owner or a team that lies outside of one’s own reach cannot be named', async () => {
    const answers: Answer[] = [
      await sales.call('POST', '/api/records/deal', { name: 'Given away', owner: { constructor: 1 } }),
      await sales.call('POST', '/api/records/deal', { name: 'Given away', owner: '00000000-0000-7000-8000-000000000001' }),
      await sales.call('POST', '/api/records/deal', { name: 'Given away', team: account }),
    ];
    for (const answer of answers) expectProblem(answer, 422);
  });

  test('what sales may only read cannot be set on a record of its own', async () => {
    const { body } = await sales.call('POST', '/api/records/account', { name: 'Own' });
    for (const [name, value] of [
      ['taxNumber', 'X'],
      ['retainUntil', '2031-01-01'],
    ] as const)
      expectProblem(await sales.call('PATCH', `/api/records/account/${body.id as string}`, { [name]: value }), 403);
    expectProblem(await sales.call('POST', '/api/records/deal', { name: 'Own', cost: 1 }), 422);
    expectProblem(await sales.call('POST', '/api/records/deal', { name: 'Own', externalId: 'x' }), 403);
  });
});

describe('jobs and files of others', () => {
  test('an import is seen by who started it and by admins', async () => {
    const started = await admin.call('POST', '/api/imports', form('account', 'run'));
    expect(started.status).toBe(202);
    for (const path of [`/api/imports/${started.body.id as string}`, `/api/imports/${started.body.id as string}/errors.csv`])
      for (const caller of [reader, sales, nobody]) expectProblem(await caller.call('GET', path), 404);
  });

  test('audits and their runs are for roles that may read audits', async () => {
    for (const path of ['/api/audits/crm.year-end/runs', `/api/audit-runs/${account}`, `/api/audit-runs/${account}/report.html`])
      expectProblem(await sales.call('GET', path), 403, 404);
  });
});
