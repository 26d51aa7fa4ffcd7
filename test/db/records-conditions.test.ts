/** Rules, files and pipelines in the write path: conditions over many records, files that must be one's own, a choice of pipelines. */
import { describe, expect, test } from 'vitest';
import { id, sql, toStatement } from '../../server/database/sql.ts';
import { newId } from '../../server/kernel/ids.ts';
import { readRecord } from '../../server/query/record.ts';
import { writeRecords } from '../../server/records/write.ts';
import type { Context } from '../../server/access/context.ts';
import { contextOfRoles, createWorkspaceOf, systemOf, testPack } from '../support/test-workspace.ts';

const pipeline = (name: string, codes: readonly string[], more: object = {}): { kind: 'pipeline'; content: Record<string, unknown> } => ({
  kind: 'pipeline',
  content: {
    id: `test.${name}`,
    title: name,
    initial: codes[0],
    statuses: codes.map((code) => ({ code, title: code, kind: code === 'done' ? 'won' : 'open' })),
    ...more,
  },
});

const workspace = await createWorkspaceOf(
  testPack([
    pipeline('short', ['start', 'done']),
    pipeline('long', ['first', 'second', 'end'], {
      transitions: [
        { from: ['first'], to: ['second'] },
        { from: ['second'], to: ['end'], require: ['name'] },
      ],
    }),
    {
      kind: 'entity',
      content: {
        id: 'test.box',
        title: 'Box',
        plural: 'Boxes',
        properties: {
          name: { field: 'text' },
          sealed: { field: 'boolean' },
          way: { field: 'status', pipelines: ['test.short', 'test.long'] },
          labels: { field: 'links', to: 'test.label' },
          paper: { field: 'file', maxSize: 1000, accept: ['text/plain'] },
        },
        rules: [
          {
            id: 'no-heavy',
            when: { sealed: true, things: { some: { weight: { gt: 10 } } } },
            invalid: 'sealed',
            message: 'Something in it is too heavy.',
          },
          { id: 'no-red', when: { sealed: true, labels: { some: { colour: 'red' } } }, invalid: 'labels', message: 'Red boxes stay open.' },
          {
            id: 'doubled',
            when: { sealed: true, things: { some: { double: { gt: 18 } } } },
            invalid: 'name',
            message: 'Twice is too much.',
          },
        ],
      },
    },
    { kind: 'entity', content: { id: 'test.label', title: 'Label', properties: { colour: { field: 'text' } } } },
    {
      kind: 'entity',
      content: {
        id: 'test.thing',
        title: 'Thing',
        properties: {
          name: { field: 'text' },
          weight: { field: 'integer' },
          double: { field: 'formula', formula: 'weight * 2' },
          box: { field: 'link', to: 'test.box', inverse: 'things' },
        },
      },
    },
  ]),
);
const system = systemOf(workspace);

async function create(entity: string, values: Record<string, unknown>, context: Context = system): Promise<string> {
  const [result] = await writeRecords(context, entity, [{ action: 'create', values }], { atomic: true });
  if (!result?.ok) throw new Error('Nothing was created.');
  return result.id;
}

async function errorsOf(entity: string, recordId: string, values: Record<string, unknown>, context: Context = system): Promise<unknown[]> {
  const [result] = await writeRecords(context, entity, [{ action: 'update', id: recordId, values }]);
  if (result?.ok !== false) return [];
  return (result.problem.errors ?? []).map(({ pointer, message }) => [pointer, message]);
}

const read = async (recordId: string): Promise<Record<string, unknown>> =>
  JSON.parse((await readRecord(system, 'test.box', recordId, {})).json) as Record<string, unknown>;

describe('a rule over many records', () => {
  test('sees the records that point here', async () => {
    const box = await create('test.box', { name: 'Light' });
    await create('test.thing', { name: 'Feather', weight: 1, box });
    expect(await errorsOf('test.box', box, { sealed: true })).toEqual([]);
    const other = await create('test.box', { name: 'Heavy' });
    await create('test.thing', { name: 'Anvil', weight: 50, box: other });
    expect(await errorsOf('test.box', other, { sealed: true })).toContainEqual(['/sealed', 'Something in it is too heavy.']);
  });

  test('sees the records that links of the write itself name', async () => {
    const red = await create('test.label', { colour: 'Red' });
    const blue = await create('test.label', { colour: 'blue' });
    const box = await create('test.box', { name: 'Labelled', labels: [blue] });
    expect(await errorsOf('test.box', box, { sealed: true, labels: [blue, red] })).toEqual([['/labels', 'Red boxes stay open.']]);
    expect(await errorsOf('test.box', box, { sealed: true })).toEqual([]);
  });

  test('sees what is computed of them', async () => {
    const box = await create('test.box', { name: 'Double' });
    await create('test.thing', { weight: 10, box });
    expect(await errorsOf('test.box', box, { sealed: true })).toEqual([['/name', 'Twice is too much.']]);
  });
});

describe('a status with several pipelines', () => {
  test('begins in the first status of the first, or of the one that is named', async () => {
    expect(await read(await create('test.box', {}))).toMatchObject({ way: 'start', wayPipeline: 'test.short' });
    expect(await read(await create('test.box', { wayPipeline: 'test.long' }))).toMatchObject({ way: 'first', wayPipeline: 'test.long' });
    expect(await read(await create('test.box', { way: 'second' }))).toMatchObject({ way: 'second', wayPipeline: 'test.long' });
  });

  test('goes by the moves of its own pipeline, and to no status of another', async () => {
    const box = await create('test.box', { wayPipeline: 'test.long' });
    expect(await errorsOf('test.box', box, { way: 'end' })).toEqual([['/way', 'Box cannot go from first to end.']]);
    expect(await errorsOf('test.box', box, { way: 'done' })).toEqual([['/way', 'long has no status "done".']]);
    expect(await errorsOf('test.box', box, { way: 'second' })).toEqual([]);
    expect(await read(box)).toMatchObject({ way: 'second', wayPipeline: 'test.long' });
  });

  test('changes its pipeline at the beginning of the other, or with the demands of the move to where it goes', async () => {
    const box = await create('test.box', {});
    expect(await errorsOf('test.box', box, { wayPipeline: 'test.long', way: 'start' })).toEqual([['/way', 'long has no status "start".']]);
    expect(await errorsOf('test.box', box, { wayPipeline: 'test.long', way: 'end' })).toEqual([
      ['/name', 'Name is required for moving to end.'],
    ]);
    expect(await errorsOf('test.box', box, { wayPipeline: 'test.long' })).toEqual([]);
    expect(await read(box)).toMatchObject({ way: 'first', wayPipeline: 'test.long' });
  });
});

describe('a file', () => {
  const keep = async (createdBy: string | null, type = 'text/plain', size = 10): Promise<string> => {
    const key = newId();
    await workspace.database.query(
      toStatement(sql`insert into ${id(workspace.database.schema, 'relata_files')} (id, name, type, size, sha256, created_at, created_by)
        values (${key}::uuid, ${'true.txt'}, ${type}, ${size}::bigint, ${'00'}, now(), ${createdBy}::uuid)`),
    );
    return key;
  };

  test('is what was uploaded, whatever the writer says of it', async () => {
    const file = await keep(null);
    const box = await create('test.box', { paper: { id: file, name: 'fake.exe', type: 'text/plain', size: 1 } });
    expect((await read(box))['paper']).toEqual({ id: file, name: 'true.txt', type: 'text/plain', size: 10 });
  });

  test('that somebody else uploaded, or nobody, is refused in the same words', async () => {
    const user = await create('system.user', { name: 'Ann', email: 'ann@example.com', roles: ['system.admin'] });
    const actor = contextOfRoles(workspace, ['system.admin'], { id: user });
    const box = await create('test.box', {}, actor);
    const claim = (file: string): Promise<unknown[]> =>
      errorsOf('test.box', box, { paper: { id: file, name: 'a.txt', type: 'text/plain', size: 1 } }, actor);
    const refusal = [['/paper', 'Paper names a file that is not there.']];
    expect(await claim(newId())).toEqual(refusal);
    expect(await claim(await keep(newId()))).toEqual(refusal);
    expect(await claim(await keep(user))).toEqual([]);
  });

  test('that stays in its field needs no proof; one that is too large or of another type than was said is refused', async () => {
    const user = await create('system.user', { name: 'Ben', email: 'ben@example.com', roles: ['system.admin'] });
    const box = await create('test.box', { paper: { id: await keep(null), name: 'a.txt', type: 'text/plain', size: 1 } });
    const actor = contextOfRoles(workspace, ['system.admin'], { id: user });
    const paper = (await read(box))['paper'];
    expect(await errorsOf('test.box', box, { name: 'Again', paper }, actor)).toEqual([]);
    const say = async (file: string): Promise<unknown[]> =>
      errorsOf('test.box', box, { paper: { id: file, name: 'a.txt', type: 'text/plain', size: 1 } }, actor);
    expect(await say(await keep(user, 'text/plain', 5000))).toHaveLength(1);
    expect(await say(await keep(user, 'image/svg+xml'))).toHaveLength(1);
    expect((await read(box))['paper']).toEqual(paper);
  });
});
