/** What views ask for is read by indexes that follow from them, on many records; and an index serves how a field is compared. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../../server/access/context.ts';
import type { Statement } from '../../server/database/types.ts';
import { listRecords } from '../../server/query/list.ts';
import type { ListRequest } from '../../server/query/types.ts';
import { viewIndexes } from '../../server/schema/view-indexes.ts';
import { fillTable } from '../support/bulk.ts';
import { createWorkspaceOf, systemOf, testPack } from '../support/test-workspace.ts';

const view = (name: string, content: Record<string, unknown>): { kind: 'view'; content: Record<string, unknown> } => ({
  kind: 'view',
  content: {
    id: `test.${name}`,
    title: name,
    entity: 'test.task',
    ...('type' in content ? {} : { type: 'table', columns: ['name'] }),
    ...content,
  },
});
const workspace = await createWorkspaceOf(
  testPack([
    {
      kind: 'entity',
      content: {
        id: 'test.task',
        title: 'Task',
        properties: {
          name: { field: 'text' },
          code: { field: 'text', index: true },
          rank: { field: 'integer', index: true },
          span: { field: 'duration', index: true },
          type: { field: 'select', options: [{ value: 'call' }, { value: 'visit' }] },
          done: { field: 'boolean' },
          due: { field: 'date' },
          worth: { field: 'money' },
          labels: { field: 'tags' },
          stage: { field: 'status', pipelines: ['test.flow'] },
          place: { field: 'link', to: 'test.place' },
        },
      },
    },
    { kind: 'entity', content: { id: 'test.place', title: 'Place', properties: { name: { field: 'text' } } } },
    {
      kind: 'pipeline',
      content: {
        id: 'test.flow',
        title: 'Flow',
        initial: 'new',
        statuses: ['new', 'old'].map((code) => ({ code, title: code, kind: 'open' })),
      },
    },
    view('overdue', { filter: { type: 'visit', done: false, due: { within: 'overdue' } }, sort: ['due'] }),
    view('by-due', { sort: ['due'] }),
    view('calls', { filter: { type: 'call' }, sort: ['-worth'] }),
    view('of-place', { filter: { 'place.name': 'Here', or: [{ done: true }, { type: 'call' }] }, sort: ['place'] }),
    view('named', { filter: { name: 'Task 7' }, sort: ['due'] }),
    view('calls-again', { filter: { type: { in: ['call'] } }, sort: ['-worth'] }),
    view('board', { type: 'board', group: 'stage', sort: ['-due'] }),
    view('calendar', { type: 'calendar', date: 'due', filter: { type: 'visit' } }),
  ]),
);
const { database } = workspace;
const system = systemOf(workspace);
const entity = workspace.model().entities.get('test.task');
if (!entity) throw new Error('There is no such entity.');

beforeAll(async () => {
  await fillTable(database, 'test_task', 100_000, {
    name: "'Task ' || g",
    code: "'C-' || g",
    rank: 'g',
    span: 'g * 60',
    type: "case when g % 50 = 0 then 'call' else 'visit' end",
    done: 'g % 20 > 0',
    due: "date '2020-01-01' + g % 3000",
    worth: 'g',
    worth_currency: "'USD'",
    worth_base: 'g',
    stage: "case when g % 100 = 0 then 'new' else 'old' end",
  });
}, 120_000);

/** The indexes that a list reads, and whether it sorts or reads the table whole. */
async function planOf(request: ListRequest): Promise<{ indexes: string[]; sorts: boolean; whole: boolean }> {
  const sent: Statement[] = [];
  const watching: Context = {
    ...system,
    database: { ...database, query: (statement) => (sent.push(statement), database.query(statement)) },
  };
  await listRecords(watching, 'test.task', { select: ['id'], ...request });
  const { rows } = await database
    .query<{ plan: string }>({ text: `explain ${sent[0]?.text ?? ''}`, values: sent[0]?.values ?? [] })
    .then(({ rows: lines }) => ({
      rows: lines.map((line) => ({ plan: Object.values(line)[0] as string })),
    }));
  const text = rows.map(({ plan }) => plan).join('\n');
  return {
    indexes: [...new Set([...text.matchAll(/using (\w+)|Bitmap Index Scan on (\w+)/g)].map((match) => match[1] ?? match[2] ?? ''))].filter(
      (name) => !name.endsWith('_pkey'),
    ),
    // The page itself is put in order once more, by its few rows; a sort below LIMIT would be one of all that match.
    sorts: /Limit[^\n]*\n[^\n]*->\s+(Incremental )?Sort/.test(text),
    whole: /Seq Scan on test_task/.test(text),
  };
}

const viewOf = (name: string): ListRequest => {
  const found = workspace.model().views.get(`test.${name}`);
  return { ...(found?.filter && { filter: found.filter }), ...(found?.type !== 'calendar' && found?.sort && { sort: found.sort }) };
};

test('the indexes of views begin with equalities and end in the order; what another one serves is left out', () => {
  expect(viewIndexes(workspace.model(), entity, 's').map(({ name, definition }) => `${name} ${definition}`)).toEqual([
    'test_task_type_done_due_asc_idx ("type", "done", "due" asc nulls last, id asc) where deleted_at is null',
    'test_task_due_asc_idx ("due" asc nulls last, id asc) where deleted_at is null',
    'test_task_type_worth_base_desc_idx ("type", "worth_base" desc nulls last, id desc) where deleted_at is null',
    'test_task_name_folded_due_asc_idx ("s".relata_fold("name"), "due" asc nulls last, id asc) where deleted_at is null',
    'test_task_stage_due_desc_idx ("stage", "due" desc nulls last, id desc) where deleted_at is null',
    'test_task_type_due_asc_idx ("type", "due" asc nulls last, id asc) where deleted_at is null',
  ]);
});

describe('a view on a hundred thousand records', () => {
  test.each([
    ['overdue', 'test_task_type_done_due_asc_idx'],
    ['by-due', 'test_task_due_asc_idx'],
    ['calls', 'test_task_type_worth_base_desc_idx'],
    ['named', 'test_task_name_folded_due_asc_idx'],
  ])('%s is read by its index, in its order', async (name, index) => {
    expect(await planOf(viewOf(name))).toEqual({ indexes: [index], sorts: false, whole: false });
  });

  test('a column of a board is, too', async () => {
    expect(await planOf({ filter: { stage: 'new' }, sort: ['-due'] })).toEqual({
      indexes: ['test_task_stage_due_desc_idx'],
      sorts: false,
      whole: false,
    });
  });
});

describe('a text with an index', () => {
  test.each([{ code: 'c-77' }, { code: { in: ['C-1', 'c-2'] } }, { code: { startsWith: 'c-7777' } }])(
    'is found by it: %j',
    async (filter) => {
      const { indexes, whole } = await planOf({ filter });
      expect([indexes, whole]).toEqual([['test_task_code_folded_idx'], false]);
    },
  );
});

describe('a whole number with an index', () => {
  test.each([
    [{ rank: 77 }, 'rank'],
    [{ rank: { in: [1, 2] } }, 'rank'],
    [{ rank: { lt: '5' } }, 'rank'],
    [{ span: { between: ['PT1H', 'PT2H'] } }, 'span'],
  ] as const)('is found by it: %j', async (filter, name) => {
    const { indexes, whole } = await planOf({ filter });
    expect([indexes, whole]).toEqual([[`test_task_${name}_idx`], false]);
  });

  test('compares with fractions all the same', async () => {
    const count = async (filter: NonNullable<ListRequest['filter']>): Promise<unknown> =>
      (await listRecords(system, 'test.task', { filter, count: 'exact', limit: 1 })).count;
    expect(await count({ rank: { lt: '5.5' } })).toBe(5);
    expect(await count({ rank: { in: [1, '2.5'] } })).toBe(1);
    // So many are estimated.
    expect(await count({ rank: { lt: '9'.repeat(20) } })).toBeGreaterThan(80_000);
  });
});
