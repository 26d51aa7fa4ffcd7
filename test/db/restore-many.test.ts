/** A restore brings back what the delete took along, however much had been deleted before. */
import { expect, test } from 'vitest';
import type { GivenOperation } from '../../server/records/types.ts';
import { writeRecords } from '../../server/records/write.ts';
import { createWorkspaceOf, systemOf, testPack } from '../support/test-workspace.ts';

const whole = { field: 'link', to: 'test.whole', onDelete: 'cascade' };
const workspace = await createWorkspaceOf(
  testPack([
    { kind: 'entity', content: { id: 'test.whole', title: 'Whole', display: 'name', properties: { name: { field: 'text' } } } },
    { kind: 'entity', content: { id: 'test.part', title: 'Part', display: 'name', properties: { name: { field: 'text' }, whole } } },
  ]),
);
const schema = `"${workspace.database.schema}"`;

async function write(entity: string, operation: GivenOperation): Promise<string> {
  const [result] = await writeRecords(systemOf(workspace), entity, [operation], { atomic: true });
  return result?.ok === true ? result.id : '';
}

test('more lies in the trash than a restore could ever bring back, and what went along comes back', async () => {
  const id = await write('test.whole', { action: 'create', values: { name: 'W' } });
  await workspace.database.query({
    text: `insert into ${schema}.test_part (id, version, created_at, updated_at, deleted_at, whole)
      select gen_random_uuid(), 1, now(), now(), now(), $1::uuid from generate_series(1, 20001)`,
    values: [id],
  });
  const part = await write('test.part', { action: 'create', values: { name: 'P', whole: id } });
  await write('test.whole', { action: 'delete', id });
  await write('test.whole', { action: 'restore', id });
  const { rows } = await workspace.database.query({
    text: `select id::text as id from ${schema}.test_part where deleted_at is null`,
    values: [],
  });
  expect(rows).toEqual([{ id: part }]);
});
