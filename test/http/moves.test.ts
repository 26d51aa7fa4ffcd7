/** Moves along pipelines: what a call says twice, and moves that come about by the choice of another pipeline. */
import { describe, expect, test } from 'vitest';
import { expectProblem } from '../support/problems.ts';
import { startTestApp, type Answer, type Call } from '../support/test-app.ts';
import { createWorkspaceOf, testPack } from '../support/test-workspace.ts';

const status = (code: string): object => ({ code, title: code, kind: 'open' });
const workspace = await createWorkspaceOf(
  testPack([
    {
      kind: 'entity',
      content: {
        id: 'test.deal',
        title: 'Deal',
        plural: 'Deals',
        display: 'name',
        properties: {
          name: { field: 'text', title: 'Name' },
          stage: { field: 'status', title: 'Stage', pipelines: ['test.flow'], aliases: ['phase'] },
          way: { field: 'status', title: 'Way', pipelines: ['test.short', 'test.long'] },
        },
        required: ['name'],
      },
    },
    {
      kind: 'pipeline',
      content: { id: 'test.flow', title: 'Flow', initial: 'new', statuses: [status('new'), status('half'), status('done')] },
    },
    { kind: 'pipeline', content: { id: 'test.short', title: 'Short', initial: 'one', statuses: [status('one'), status('two')] } },
    { kind: 'pipeline', content: { id: 'test.long', title: 'Long', initial: 'first', statuses: [status('first'), status('second')] } },
    {
      kind: 'role',
      content: {
        id: 'test.clerk',
        title: 'Clerk',
        entities: { 'test.deal': { create: true, read: 'all', update: 'all', transition: 'none' } },
      },
    },
    {
      kind: 'role',
      content: {
        id: 'test.mover',
        title: 'Mover',
        entities: { 'test.deal': { read: 'all', update: 'none', transition: 'all' } },
      },
    },
  ]),
);
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const clerk = await app.signIn(['test.clerk']);
const mover = await app.signIn(['test.mover']);

const create = async (values: object = {}): Promise<string> =>
  (await admin.call('POST', '/api/records/deal', { name: 'Deal', ...values })).body.id as string;
const read = async (id: string): Promise<Answer['body']> => (await admin.call('GET', `/api/records/deal/${id}`)).body;
const move = (call: Call, id: string, body: object): Promise<Answer> => call('POST', `/api/records/deal/${id}/transition`, body);

describe('a transition', () => {
  test.each([
    ['its name', 'stage', 'half'],
    ['an older name', 'phase', 'half'],
    ['nothing', 'stage', null],
  ])('with another value for the same status, by %s, is refused with both', async (_name, field, value) => {
    const id = await create();
    const refused = await move(admin.call, id, { field: 'stage', to: 'done', values: { [field]: value, name: 'Moved' } });
    expectProblem(refused, 400);
    expect(refused.body).toMatchObject({ errors: [{ pointer: `/values/${field}` }] });
    expect(refused.body.detail).toContain('"done"');
    expect(refused.body.detail).toContain(JSON.stringify(value));
    expect(await read(id)).toMatchObject({ name: 'Deal', stage: 'new', version: 1 });
  });

  test.each(['stage', 'phase'])('with the same value for it under %s goes through', async (field) => {
    const id = await create();
    const moved = await move(admin.call, id, { field: 'stage', to: 'done', values: { [field]: 'done', name: 'Moved' } });
    expect(moved).toMatchObject({ status: 200, body: { stage: 'done', name: 'Moved', version: 2 } });
  });
});

describe('the choice of another pipeline', () => {
  test('is a move: whoever may not move a record cannot bring it elsewhere by it', async () => {
    const id = await create({ way: 'two' });
    expect((await clerk.call('PATCH', `/api/records/deal/${id}`, { name: 'Renamed' })).status).toBe(200);
    expectProblem(await clerk.call('PATCH', `/api/records/deal/${id}`, { way: 'one' }), 403);
    expectProblem(await clerk.call('PATCH', `/api/records/deal/${id}`, { wayPipeline: 'test.long' }), 403);
    expect(await read(id)).toMatchObject({ way: 'two', wayPipeline: 'test.short' });
  });

  test('needs no more than the right to move', async () => {
    const id = await create({ way: 'two' });
    expectProblem(await mover.call('PATCH', `/api/records/deal/${id}`, { name: 'Renamed' }), 403);
    expect((await mover.call('PATCH', `/api/records/deal/${id}`, { way: 'one' })).status).toBe(200);
    expect(await mover.call('PATCH', `/api/records/deal/${id}`, { wayPipeline: 'test.long' })).toMatchObject({
      status: 200,
      body: { way: 'first' },
    });
  });
});

test('a field that is given under two of its names is refused, whichever comes first: nobody knows which value is meant', async () => {
  const id = await create();
  for (const values of [
    { stage: 'half', phase: 'done' },
    { phase: 'half', stage: 'done' },
  ]) {
    const refused = await admin.call('PATCH', `/api/records/deal/${id}`, values);
    expectProblem(refused, 422);
    expect(refused.body.errors).toMatchObject([{ pointer: `/${Object.keys(values)[1] ?? ''}`, code: 'twice' }]);
    expectProblem(await admin.call('POST', '/api/records/deal', { name: 'Two', ...values }), 422);
  }
  expect(await read(id)).toMatchObject({ stage: 'new', version: 1 });
});
