/** What is misspelt or of the wrong kind is refused: passed over, it would do something else than was asked for. */
import { describe, expect, test } from 'vitest';
import { expectProblem } from '../support/problems.ts';
import { startTestApp } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const { body: account } = await admin.call('POST', '/api/records/account', { name: 'Target' });
const { body: deal } = await admin.call('POST', '/api/records/deal', { name: 'Target' });
const where = `/api/records/account/${account.id as string}`;
const move = `/api/records/deal/${deal.id as string}/transition`;

const state = async (): Promise<string> => {
  const lists = ['account', 'deal'].map(async (entity) => {
    const answer = await admin.call('GET', `/api/records/${entity}?limit=1000&sort=createdAt`);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body.data as unknown;
  });
  const runs = (await admin.call('GET', '/api/audits/crm.year-end/runs')).body as unknown;
  return JSON.stringify([await Promise.all(lists), runs, (await admin.call('GET', '/api/metadata/drafts')).body]);
};

const update = { action: 'update', id: account.id as string, values: { name: 'Changed' } };

describe('a member that is not there', () => {
  test.each<[string, string, string, object]>([
    ['a batch that says in a text that it is atomic', 'POST', '/api/records/account/bulk', { operations: [update], atomic: 'true' }],
    ['a batch with "atomc"', 'POST', '/api/records/account/bulk', { operations: [update], atomc: true }],
    ['an operation whose version is misspelt', 'POST', '/api/records/account/bulk', { operations: [{ ...update, versoin: 1 }] }],
    ['a deletion with values', 'POST', '/api/records/account/bulk', { operations: [{ ...update, action: 'delete' }] }],
    ['a move whose values are misspelt', 'POST', move, { to: 'proposal', value: { amount: 1 } }],
    ['a move with a version in its body', 'POST', move, { to: 'proposal', version: 9 }],
    ['an export with a limit', 'POST', '/api/exports', { entity: 'account', limit: 1 }],
    ['an export of the trash', 'POST', '/api/exports', { entity: 'account', trash: true }],
    ['an aggregate with a sort', 'POST', '/api/records/account/aggregate', { measures: [{ count: true }], sort: ['name'] }],
    ['an audit with parameters under another name', 'POST', '/api/audits/crm.year-end/runs', { parameters: { year: 2020 } }],
    ['a draft without a title but with edits', 'POST', '/api/metadata/drafts', { edits: [] }],
    ['a plan of a version', 'POST', '/api/metadata/plan', { version: 1 }],
    ['a sign-in by address and link at once', 'POST', '/api/session', { email: 'user1@example.com', password: 'x', token: 'y' }],
    ['a password under the old name', 'PUT', '/api/session/password', { password: 'correct horse battery 2', old: 'x' }],
  ])('%s is refused and does nothing', async (_name, method, path, body) => {
    const before = await state();
    expectProblem(await admin.call(method, path, body), 400, 422);
    expect(await state()).toBe(before);
  });

  test.each([
    `${where}?filter={}`,
    `${where}?limit=1`,
    `${where}?trash=true`,
    `${where}/history?q=x`,
    `${where}/history?filter={}`,
    '/api/outbox?q=x',
    '/api/outbox?sort=at',
    '/api/model?langauge=th',
    '/api/audits?limit=1',
    '/api/metadata/documents?drfat=x',
    '/api/metadata/documents?draft=x&draft=y',
    '/api/metadata/versions?after=1',
  ])('GET %s is refused', async (path) => {
    expectProblem(await admin.call('GET', path), 400);
  });

  test.each(['PATCH', 'DELETE', 'POST'])('a %s with parameters in its address is refused', async (method) => {
    const before = await state();
    const path = method === 'POST' ? '/api/records/account' : where;
    expectProblem(await admin.call(method, `${path}?version=7`, method === 'DELETE' ? undefined : { name: 'Changed' }), 400);
    expect(await state()).toBe(before);
  });
});

describe('an import', () => {
  const form = (parts: Record<string, string>): FormData => {
    const data = new FormData();
    data.set('entity', 'account');
    data.set('map', JSON.stringify({ columns: { name: 'name' } }));
    for (const [name, value] of Object.entries(parts)) data.set(name, value);
    data.set('file', new Blob(['name\nImported\n']), 'x.csv');
    return data;
  };

  test.each<[string, Record<string, string>]>([
    ['a rehearsal called for by 1', { mode: 'run', dryRun: '1' }],
    ['a rehearsal called for in other letters', { mode: 'run', dryrun: 'true' }],
    ['effects that are neither true nor false', { mode: 'run', effects: 'no' }],
    ['a mode that is none', { mode: 'start' }],
    ['a part that is not there', { mode: 'run', delimiter: ';' }],
  ])('with %s is refused and makes no record', async (_name, parts) => {
    const before = await state();
    expectProblem(await admin.call('POST', '/api/imports', form(parts)), 400);
    expect(await state()).toBe(before);
  });
});
