/** A record is undone whole, or not at all: what needs several steps is one transaction. */
import { expect, test } from 'vitest';
import { newId } from '../../server/kernel/ids.ts';
import type { GivenOperation } from '../../server/records/types.ts';
import { undoOperation } from '../../server/records/undo-together.ts';
import { writeRecords } from '../../server/records/write.ts';
import { createWorkspaceOf, systemOf, testPack } from '../support/test-workspace.ts';

const workspace = await createWorkspaceOf(
  testPack([
    {
      kind: 'entity',
      content: {
        id: 'test.tool',
        title: 'Tool',
        plural: 'Tools',
        display: 'name',
        properties: { name: { field: 'text', unique: true } },
      },
    },
  ]),
);
const context = systemOf(workspace);
const write = async (operation: GivenOperation, together?: string): Promise<string> => {
  const acting = together === undefined ? context : { ...context, operation: together };
  const [result] = await writeRecords(acting, 'test.tool', [operation], { atomic: true });
  return result?.ok === true ? result.id : '';
};
const stateOf = async (id: string): Promise<unknown> => {
  const { rows } = await workspace.database.query({
    text: `select name, version, deleted_at is not null as deleted from "${workspace.database.schema}".test_tool where id = $1::uuid`,
    values: [id],
  });
  return rows[0];
};

test('what was changed and deleted together comes back as it was, or stays in the trash', async () => {
  const operation = newId();
  const id = await write({ action: 'create', values: { name: 'Saw' } });
  await write({ action: 'update', id, values: { name: 'Old saw' } }, operation);
  await write({ action: 'delete', id }, operation);
  const other = await write({ action: 'create', values: { name: 'Saw' } });
  expect(await undoOperation(context, operation)).toMatchObject({ undone: 0, refused: 1, results: [{ id, status: 409 }] });
  expect(await stateOf(id)).toEqual({ name: 'Old saw', version: 3, deleted: true });
  await write({ action: 'update', id: other, values: { name: 'New saw' } });
  expect(await undoOperation(context, operation)).toMatchObject({ undone: 1, refused: 0 });
  expect(await stateOf(id)).toEqual({ name: 'Saw', version: 5, deleted: false });
});
