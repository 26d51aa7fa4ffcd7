/** A record as it was at an instant, and history as its reader may see it. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createWorkspace } from '../../server/access/workspace.ts';
import { insertVersion } from '../../server/changes/versions.ts';
import { eraseEntry } from '../../server/history/erase.ts';
import { silentLogger } from '../../server/kernel/logger.ts';
import { compileModel } from '../../server/model/compile.ts';
import { planModel } from '../../server/packs/synchronise.ts';
import { readLog } from '../../server/query/history-log.ts';
import { readHistory } from '../../server/query/history.ts';
import { readRecordAt } from '../../server/records/as-of.ts';
import { undoEntry } from '../../server/records/undo-together.ts';
import type { WriteOperation } from '../../server/records/types.ts';
import { writeRecords } from '../../server/records/write.ts';
import { applyPlan } from '../../server/schema/apply.ts';
import { contextOfRoles, createWorkspaceOf, systemOf, testPack } from '../support/test-workspace.ts';

const company = {
  kind: 'entity' as const,
  content: {
    id: 'test.company',
    title: 'Company',
    plural: 'Companies',
    display: 'name',
    properties: { name: { field: 'text' } },
    required: ['name'],
  },
};
const properties = {
  name: { field: 'text' },
  amount: { field: 'money' },
  margin: { field: 'decimal' },
  secret: { field: 'text' },
  company: { field: 'link', to: 'test.company' },
  partners: { field: 'links', to: 'test.company' },
  about: { field: 'linkAny', to: ['test.company'] },
  tags: { field: 'tags' },
  double: { field: 'formula', formula: 'amount * 2' },
};
const deal = (more: object = {}): Parameters<typeof testPack>[0][number] => ({
  kind: 'entity',
  content: {
    id: 'test.deal',
    title: 'Deal',
    plural: 'Deals',
    display: 'name',
    properties: { ...properties, ...more },
    required: ['name'],
    restrictions,
  },
});
// What is called so shows its amount to nobody, admins included.
const restrictions = [{ id: 'closed', actions: ['read'], fields: ['amount'], where: { name: 'Closed' } }];
const role = {
  kind: 'role' as const,
  content: {
    id: 'test.sales',
    title: 'Sales',
    entities: {
      '*': { read: 'all' },
      'test.deal': { read: { name: { ne: 'Hidden' } }, update: true, fields: { secret: 'hidden', margin: 'masked' } },
      'test.company': { read: { name: { ne: 'Unseen' } } },
    },
  },
};
const base = await createWorkspaceOf(testPack([company, deal(), role]));
const { database } = base;
// A clock of the test's own: an hour goes by with every write.
let hour = 0;
const at = (hours: number, minutes = 0): string => new Date(Date.UTC(2025, 0, 1, hours, minutes)).toISOString();
const workspaceOf = (model: ReturnType<typeof compileModel>): typeof base =>
  createWorkspace({ name: 'test', database, model, version: 0, clock: { now: () => new Date(at(hour)) }, logger: silentLogger });
let workspace = workspaceOf(base.model());
const sales = (): ReturnType<typeof contextOfRoles> => contextOfRoles(workspace, ['test.sales']);

async function write(entity: string, operation: WriteOperation): Promise<string> {
  hour++;
  const [result] = await writeRecords(systemOf(workspace), entity, [operation], { atomic: true });
  if (!result?.ok) throw new Error('Not written.');
  return result.id;
}
const change = (id: string, values: Record<string, unknown>): Promise<string> => write('test.deal', { action: 'update', id, values });

const seen = await write('test.company', { action: 'create', values: { name: 'Seen' } });
const unseen = await write('test.company', { action: 'create', values: { name: 'Unseen' } });
const begun = hour + 1;
const id = await write('test.deal', {
  action: 'create',
  values: {
    name: 'One',
    amount: 10,
    margin: '1',
    secret: 's1',
    company: seen,
    partners: [seen, unseen],
    about: { entity: 'test.company', id: seen },
    tags: ['a'],
  },
});
await change(id, { name: 'Two', amount: { amount: '20', currency: 'EUR' }, company: unseen, tags: ['b', 'c'] });
await change(id, { secret: 's2', margin: '2' });
await change(id, { name: 'Four', company: null, partners: [unseen], about: null });
await write('test.deal', { action: 'delete', id });
await write('test.deal', { action: 'restore', id });
await change(id, { name: 'Seven' });
const ended = ++hour;
const full = (hours: number): Promise<Readonly<Record<string, unknown>>> =>
  readRecordAt(systemOf(workspace), 'test.deal', id, at(hours, 30));

describe('a record as it was', () => {
  test('has the values, the version and who changed it last, of that time', async () => {
    const link = { id: seen, label: 'Seen' };
    expect(await full(begun)).toMatchObject({
      id,
      version: 1,
      name: 'One',
      secret: 's1',
      margin: '1',
      company: link,
      partners: [link, { id: unseen, label: 'Unseen' }],
      about: { entity: 'test.company', ...link },
      tags: ['a'],
      updatedAt: at(begun),
      deletedAt: null,
      _at: at(begun, 30),
      _computed: ['double'],
    });
    expect(await full(begun + 1)).toMatchObject({
      version: 2,
      name: 'Two',
      amount: { amount: '20', currency: 'EUR' },
      tags: ['b', 'c'],
      secret: 's1',
    });
    expect(await full(begun + 2)).toMatchObject({ version: 3, name: 'Two', secret: 's2', company: { id: unseen, label: 'Unseen' } });
    expect(await full(begun + 3)).toMatchObject({ version: 4, name: 'Four', company: null, about: null, partners: [{ id: unseen }] });
    expect(await full(begun + 4)).toMatchObject({ version: 5, deletedAt: at(begun + 4) });
    expect(await full(begun + 5)).toMatchObject({ version: 6, deletedAt: null, name: 'Four' });
    expect(await readRecordAt(systemOf(workspace), 'test.deal', id, at(ended))).toMatchObject({ version: 7, name: 'Seven' });
  });

  test('is as it was after the change of that very instant', async () => {
    expect(await readRecordAt(systemOf(workspace), 'test.deal', id, at(begun + 1))).toMatchObject({ version: 2 });
  });

  test('hides what is hidden, masks what is masked, and knows no link to what the reader may not see', async () => {
    const past = await readRecordAt(sales(), 'test.deal', id, at(begun, 30));
    expect(past).toMatchObject({
      name: 'One',
      margin: null,
      _masked: ['margin'],
      company: { id: seen },
      partners: [{ id: seen, label: 'Seen' }],
    });
    expect(past).not.toHaveProperty('secret');
    expect(await readRecordAt(sales(), 'test.deal', id, at(begun + 1, 30))).toMatchObject({ company: null });
    expect(JSON.stringify(await readRecordAt(sales(), 'test.deal', id, at(begun + 1, 30)))).not.toContain(unseen);
  });

  test('is selected from by name; a hidden name is unknown', async () => {
    expect(await readRecordAt(systemOf(workspace), 'test.deal', id, at(begun, 30), ['name'])).toEqual({
      id,
      version: 1,
      name: 'One',
      _at: at(begun, 30),
    });
    for (const name of ['secret', 'nothing'])
      await expect(readRecordAt(sales(), 'test.deal', id, at(begun, 30), [name])).rejects.toMatchObject({
        status: 400,
        code: 'unknown-field',
      });
  });

  test('was not there before it was created, nor for whoever may not see it now', async () => {
    await expect(full(begun - 1)).rejects.toMatchObject({ status: 404 });
    const hidden = await write('test.deal', { action: 'create', values: { name: 'Open' } });
    const then = hour;
    await change(hidden, { name: 'Hidden' });
    await expect(readRecordAt(sales(), 'test.deal', hidden, at(then, 30))).rejects.toMatchObject({ status: 404 });
    await expect(readHistory(sales(), 'test.deal', hidden, {})).rejects.toMatchObject({ status: 404 });
  });

  test('is read from the trash, too', async () => {
    const gone = await write('test.deal', { action: 'create', values: { name: 'Going' } });
    const then = hour;
    await write('test.deal', { action: 'delete', id: gone });
    expect(await readRecordAt(systemOf(workspace), 'test.deal', gone, at(then, 30))).toMatchObject({ name: 'Going', deletedAt: null });
  });

  test.each([
    'yesterday',
    '2025-01-01',
    '2025-02-30T00:00:00Z',
    '2025-01-01T00:00:00',
    '2999-01-01T00:00:00Z',
    '2025-13-01T00:00:00Z',
    "' or 1=1",
  ])('is asked for by an instant of the past: not by %s', async (instant) => {
    await expect(readRecordAt(systemOf(workspace), 'test.deal', id, instant)).rejects.toMatchObject({
      status: 400,
      errors: [{ pointer: '/at' }],
    });
  });

  test('says when something of it was erased', async () => {
    const erased = await write('test.deal', { action: 'create', values: { name: 'Anna' } });
    const then = hour;
    await change(erased, { name: 'Berta' });
    const { data } = await readHistory(systemOf(workspace), 'test.deal', erased, {});
    await eraseEntry(systemOf(workspace), data[0]?.id ?? '', 'Asked');
    expect(await readRecordAt(systemOf(workspace), 'test.deal', erased, at(then, 30))).toMatchObject({ name: 'Berta', _erased: true });
  });

  test('has nothing in a field that was not there yet', async () => {
    const old = await write('test.deal', { action: 'create', values: { name: 'Old' } });
    const then = hour;
    const store = (documents: ReturnType<typeof testPack>, model: ReturnType<typeof compileModel>): Promise<number> =>
      insertVersion(database, database.schema, {
        model,
        sources: documents,
        message: '',
        by: { id: null, name: '', source: 'automation' },
        changeSet: null,
        steps: [],
        conflicts: [],
      });
    const before = testPack([company, deal(), role]);
    await store(before, compileModel(before));
    const after = testPack([company, deal({ region: { field: 'text', default: 'north' } }), role]);
    const model = compileModel(after);
    await applyPlan(database, await planModel(database, model), silentLogger);
    await store(after, model);
    const schema = `"${database.schema}"`;
    await database.query({ text: `update ${schema}.relata_metadata_versions set applied_at = $1 where version = 1`, values: [at(then)] });
    await database.query({
      text: `update ${schema}.relata_metadata_versions set applied_at = $1 where version = 2`,
      values: [at(then + 1)],
    });
    await database.query({ text: `update ${schema}.test_deal set region = 'north'`, values: [] });
    workspace = workspaceOf(model);
    hour = then + 2;
    expect(await readRecordAt(systemOf(workspace), 'test.deal', old, at(then, 30))).toMatchObject({ name: 'Old', region: null });
    expect(await readRecordAt(systemOf(workspace), 'test.deal', old, at(then + 1, 30))).toMatchObject({ region: 'north' });
  });
});

describe('a field that nobody may see on a record as it stands', () => {
  test('is not told by its history, as it was, or by what undoing it would bring', async () => {
    const shut = await write('test.deal', { action: 'create', values: { name: 'Open', amount: 1 } });
    const then = hour;
    await change(shut, { amount: 2 });
    await change(shut, { name: 'Closed' });
    const reader = contextOfRoles(workspace, ['system.admin'], { id: randomUUID() });
    hour++;
    expect(await readRecordAt(reader, 'test.deal', shut, at(then, 30))).toMatchObject({ name: 'Open', amount: null });
    const { data } = await readHistory(reader, 'test.deal', shut, {});
    expect(data.map(({ version }) => version)).toEqual([3, 1]);
    expect(JSON.stringify(data)).not.toContain('mount');
    const { data: all } = await readHistory(systemOf(workspace), 'test.deal', shut, {});
    const amount = all.find(({ version }) => version === 2);
    await expect(undoEntry(reader, 'test.deal', shut, amount?.id)).rejects.toMatchObject({ status: 404 });
    const log = await readLog(reader, { record: shut });
    expect(JSON.stringify(log)).not.toContain('mount');
  });
});

describe('history of a record', () => {
  test('leaves no trace of hidden fields, of masked ones no values, and of links to what the reader may not see nothing', async () => {
    const { data } = await readHistory(sales(), 'test.deal', id, {});
    expect(data.map(({ version, changes }) => [version, changes.map(({ field }) => field)])).toEqual([
      [7, ['name']],
      [6, ['deletedAt']],
      [5, ['deletedAt']],
      [4, ['name', 'about', 'partners']],
      [3, ['margin']],
      [2, ['name', 'tags', 'amount', 'company']],
      [1, ['name', 'tags', 'about', 'amount', 'margin', 'company', 'partners', 'owner'].filter((name) => name !== 'owner')],
    ]);
    expect(data[4]?.changes).toEqual([{ field: 'margin', title: 'Margin', before: null, after: null, masked: true }]);
    const text = JSON.stringify(data);
    expect([text.includes(unseen), text.includes('secret'), text.includes('s2')]).toEqual([false, false, false]);
  });

  test('shows no entry whose only change is one that the reader may not see', async () => {
    const own = await write('test.deal', { action: 'create', values: { name: 'Quiet' } });
    await change(own, { secret: 'x' });
    await change(own, { company: unseen });
    await change(own, { name: 'Loud' });
    await change(own, { company: null });
    const pages: (number | null)[][] = [];
    let after: string | undefined;
    do {
      const { data, page } = await readHistory(sales(), 'test.deal', own, { limit: 1, after });
      pages.push(data.map(({ version }) => version));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(pages).toEqual([[4], [1]]);
    expect((await readHistory(systemOf(workspace), 'test.deal', own, {})).data).toHaveLength(5);
  });

  test('begins no page at an entry of another record', async () => {
    const one = await write('test.deal', { action: 'create', values: { name: 'A' } });
    const other = await write('test.deal', { action: 'create', values: { name: 'B' } });
    const { data } = await readHistory(systemOf(workspace), 'test.deal', other, {});
    for (const after of [data[0]?.id ?? '', 'nothing', `' or true`])
      await expect(readHistory(systemOf(workspace), 'test.deal', one, { after })).rejects.toMatchObject({ status: 400 });
  });
});
