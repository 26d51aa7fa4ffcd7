/** A message may come to the worker twice: what it did the first time is not done again, whatever happened since. */
import { expect, test } from 'vitest';
import { automationHandler } from '../../server/automation/run.ts';
import type { JobHandler } from '../../server/jobs/queue.ts';
import { readRecord } from '../../server/query/record.ts';
import { writeRecords } from '../../server/records/write.ts';
import { createWorkspaceOf, systemOf, testPack } from '../support/test-workspace.ts';

const workspace = await createWorkspaceOf(
  testPack([
    {
      kind: 'entity',
      content: {
        id: 'test.task',
        title: 'Task',
        plural: 'Tasks',
        display: 'name',
        properties: { name: { field: 'text' }, priority: { field: 'text' } },
      },
    },
    {
      kind: 'automation',
      content: {
        id: 'test.urgent',
        title: 'What is new is urgent',
        entity: 'test.task',
        trigger: { on: 'create' },
        actions: [{ type: 'update', values: { priority: 'high' } }],
      },
    },
  ]),
);
const context = systemOf(workspace);

const schema = `"${workspace.database.schema}"`;
const run = (text: string): Promise<unknown> => workspace.database.query({ text, values: [] });
const handle = automationHandler({ workspace, publicUrl: 'http://127.0.0.1', sendMails: false });

/** A new record, and the message to the worker that came of it. */
async function makeTask(): Promise<{ id: string; payload: Parameters<JobHandler>[0] }> {
  const [made] = await writeRecords(context, 'test.task', [{ action: 'create', values: { name: 'T' } }], { atomic: true });
  const id = made?.ok === true ? made.id : '';
  const { rows } = await workspace.database.query<{ id: string; payload: object }>({
    text: `select id::text as id, payload from ${schema}.relata_outbox where payload ->> 'id' = $1`,
    values: [id],
  });
  return { id, payload: { ...rows[0]?.payload, message: rows[0]?.id ?? '' } };
}

async function priorityOf(id: string): Promise<unknown> {
  return (JSON.parse((await readRecord(context, 'test.task', id, {})).json) as { priority: unknown }).priority;
}

test('what others were in the way of fails, so that it is tried again', async () => {
  const { id, payload } = await makeTask();
  await run(
    `create function ${schema}.trip() returns trigger language plpgsql as $$ begin raise exception 'Broken off' using errcode = '40P01'; end $$`,
  );
  await run(`create trigger trip before update on ${schema}.test_task for each row execute function ${schema}.trip()`);
  await expect(handle(payload)).rejects.toMatchObject({ status: 409 });
  await run(`drop trigger trip on ${schema}.test_task`);
  await handle(payload);
  expect(await priorityOf(id)).toBe('high');
});

test('an update by an automation does not come again over what somebody made of it', async () => {
  const { id, payload } = await makeTask();
  await handle(payload);
  expect(await priorityOf(id)).toBe('high');
  await writeRecords(context, 'test.task', [{ action: 'update', id, values: { priority: 'low' } }], { atomic: true, effects: false });
  await handle(payload);
  expect(await priorityOf(id)).toBe('low');
});
