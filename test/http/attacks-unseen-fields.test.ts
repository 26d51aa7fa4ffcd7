/** What keeps a record from being written may be a field that the writer may not know of: then it is said that there is something, and no more. */
import { expect, test } from 'vitest';
import { expectProblem } from '../support/problems.ts';
import { startTestApp } from '../support/test-app.ts';
import { createWorkspaceOf, testPack } from '../support/test-workspace.ts';

const rules = [
  { id: 'need', when: { name: 'needs' }, require: ['clearance'] },
  { id: 'never', when: { name: 'never' }, invalid: 'clearance', message: 'Clearance is never given to these.' },
];
const writing = { create: true, read: 'all', update: 'all', fields: { clearance: 'hidden' } };
const workspace = await createWorkspaceOf(
  testPack([
    {
      kind: 'entity',
      content: { id: 'test.job', title: 'Job', properties: { name: { field: 'text' }, clearance: { field: 'text' } }, rules },
    },
    {
      kind: 'entity',
      content: {
        id: 'test.task',
        title: 'Task',
        properties: { name: { field: 'text' }, clearance: { field: 'text' }, job: { field: 'link', to: 'test.job', inverse: 'tasks' } },
        rules,
      },
    },
    { kind: 'role', content: { id: 'test.writer', title: 'Writer', entities: { 'test.job': writing, 'test.task': writing } } },
  ]),
);
const app = await startTestApp(workspace);
const writer = await app.signIn(['test.writer']);
const post = (body: object): ReturnType<typeof writer.call> => writer.call('POST', '/api/records/job', body);
const unseen = { code: 'unseen', message: 'Something that you may not see keeps this from being written.' };

test.each(['needs', 'never'])('of the record itself (%s)', async (name) => {
  const answer = await post({ name });
  expectProblem(answer, 422);
  expect(answer.body.errors).toEqual([expect.objectContaining({ ...unseen, pointer: '' })]);
  expect(JSON.stringify(answer.body)).not.toMatch(/clearance/i);
  const made = await post({ name: 'fine' });
  const changed = await writer.call('PATCH', `/api/records/job/${made.body.id as string}`, { name });
  expectProblem(changed, 422);
  expect(JSON.stringify(changed.body)).not.toMatch(/clearance/i);
});

test.each(['needs', 'never'])('of a new record that comes with it (%s)', async (name) => {
  const answer = await post({ name: 'fine', tasks: [{ name: 'fine' }, { name }] });
  expectProblem(answer, 422);
  expect(answer.body.errors).toEqual([expect.objectContaining({ ...unseen, pointer: '/tasks/1' })]);
  expect(JSON.stringify(answer.body)).not.toMatch(/clearance/i);
});

test('what is seen is named beside it', async () => {
  const answer = await post({ name: 'needs', title: 'x' });
  expect(answer.body.errors).toEqual([
    expect.objectContaining({ pointer: '/title', code: 'unknown-field' }),
    expect.objectContaining({ ...unseen, pointer: '' }),
  ]);
});
