/** Servers whose clocks differ: what happened to a record is told in the order of its versions, not of their clocks. */
import { expect, test } from 'vitest';
import type { GivenOperation } from '../../server/records/types.ts';
import { writeRecords } from '../../server/records/write.ts';
import { createWorkspaceOf, systemOf, testPack } from '../support/test-workspace.ts';

/** The clock of the server that writes just then. */
const clock = { instant: new Date(), now: (): Date => clock.instant };
const ahead = new Date('2030-01-01T00:10:00Z');
const behind = new Date('2030-01-01T00:00:00Z');
const whole = { field: 'link', to: 'test.whole', onDelete: 'cascade' };
const entity = (id: string, title: string, properties: object): { kind: 'entity'; content: Record<string, unknown> } => ({
  kind: 'entity',
  content: { id, title, plural: `${title}s`, display: 'name', properties: { name: { field: 'text' }, ...properties } },
});
const workspace = await createWorkspaceOf(
  testPack([entity('test.whole', 'Whole', {}), entity('test.part', 'Part', { whole })]),
  undefined,
  clock,
);

async function write(at: Date, name: string, operation: GivenOperation): Promise<string> {
  clock.instant = at;
  const [result] = await writeRecords(systemOf(workspace), name, [operation], { atomic: true });
  return result?.ok === true ? result.id : '';
}
async function isDeleted(table: string, id: string): Promise<boolean | undefined> {
  const { rows } = await workspace.database.query<{ deleted: boolean }>({
    text: `select deleted_at is not null as deleted from "${workspace.database.schema}".${table} where id = $1::uuid`,
    values: [id],
  });
  return rows[0]?.deleted;
}

test('a restore brings back what the last delete took along, and not what an earlier one did', async () => {
  const id = await write(ahead, 'test.whole', { action: 'create', values: { name: 'W' } });
  const part = await write(ahead, 'test.part', { action: 'create', values: { name: 'P', whole: id } });
  await write(ahead, 'test.whole', { action: 'delete', id });
  expect(await isDeleted('test_part', part)).toBe(true);
  await write(ahead, 'test.whole', { action: 'restore', id });
  expect(await isDeleted('test_part', part)).toBe(false);
  await write(behind, 'test.part', { action: 'delete', id: part });
  await write(behind, 'test.whole', { action: 'delete', id });
  await write(behind, 'test.whole', { action: 'restore', id });
  expect([await isDeleted('test_whole', id), await isDeleted('test_part', part)]).toEqual([false, true]);
});

test('whoever comes too late is told what the record is by now', async () => {
  const id = await write(ahead, 'test.whole', { action: 'create', values: { name: 'A' } });
  await write(ahead, 'test.whole', { action: 'update', id, values: { name: 'B' } });
  await write(behind, 'test.whole', { action: 'update', id, values: { name: 'C' } });
  await expect(write(behind, 'test.whole', { action: 'update', id, version: 1, values: { name: 'D' } })).rejects.toMatchObject({
    status: 412,
    extra: { changes: [{ field: 'name', before: 'A', after: 'C' }] },
  });
});
