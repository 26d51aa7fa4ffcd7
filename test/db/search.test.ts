/** The search box: any script, any spelling of one letter, and by indexes on many records. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../../server/access/context.ts';
import type { Statement } from '../../server/database/types.ts';
import { listRecords } from '../../server/query/list.ts';
import { learnLargeTables } from '../../server/query/large-tables.ts';
import type { ListRequest } from '../../server/query/types.ts';
import { fillTable } from '../support/bulk.ts';
import { createAll, createEveryKind } from '../support/every-kind.ts';
import { contextOfRoles, systemOf } from '../support/test-workspace.ts';

const workspace = await createEveryKind({
  more: [
    {
      kind: 'role',
      content: {
        id: 'test.part',
        title: 'Part',
        entities: { '*': { read: 'all' }, 'test.place': { read: 'all', fields: { secret: 'hidden' } } },
      },
    },
  ],
});
const system = systemOf(workspace);
const part = contextOfRoles(workspace, ['test.part']);
const { database } = workspace;
/** Twelve letters and digits without the hexadecimal ones, which make too many words. */
const word = (seed: string): string => `translate(left(md5((${seed})::text), 12), 'abcdef', 'qwkxjv')`;
const fold = `"${database.schema}".relata_fold`;

const names = [
  'บริษัท สยามพิวรรธน์ จำกัด',
  'ក្រុមហ៊ុនទឹកស្អាតភ្នំពេញ',
  'شركت فناوري اطلاعات ۱۲۳',
  'می‌خواهم بدانم',
  'ＡＢＣ商事株式会社',
  'Café Zoë',
  '100% Wool_Mill',
];

beforeAll(async () => {
  await fillTable(database, 'test_place', 100_000, {
    id: "lpad(to_hex(g), 32, '0')::uuid",
    name: `'Place ' || ${word('g')}`,
    secret: `'Secret ' || g`,
    search_text: `${fold}('Place ' || ${word('g')} || ' Secret ' || g)`,
  });
  await fillTable(database, 'test_thing', 100_000, {
    name: `'Thing ' || ${word('g + 1000000')}`,
    place: "lpad(to_hex(g), 32, '0')::uuid",
    search_text: `${fold}('Thing ' || ${word('g + 1000000')})`,
  });
  await createAll(
    workspace,
    'test.place',
    names.map((name) => ({ name: name.normalize('NFD'), secret: 'Hidden treasure' })),
  );
}, 120_000);

async function find(q: string, context = system, entity = 'test.place'): Promise<unknown[]> {
  const { data } = await listRecords(context, entity, { q, select: ['name'], limit: 20 });
  return (JSON.parse(data) as { name: string }[]).map(({ name }) => name);
}

describe('a search finds', () => {
  test.each<readonly [string, number]>([
    ['พิวรรธน์', 0],
    ['สยาม', 0],
    ['จำกัด บริษัท', 0],
    ['ស្អាត', 1],
    ['ភ្នំពេញ', 1],
    // Persian kaf and yeh where Arabic ones were written, and digits of any kind.
    ['شرکت فناوری', 2],
    ['شركت ١٢٣', 2],
    ['123 اطلاعات', 2],
    // With and without the zero-width joiner.
    ['میخواهم', 3],
    ['می‌خواهم', 3],
    ['abc', 4],
    ['株式会社', 4],
    ['café', 5],
    ['CAFE zoe', 5],
    ['cafe\u0301 zoe\u0308', 5],
    // Wildcards stand for themselves.
    ['100% wool_m', 6],
  ])('%s', async (q, index) => {
    expect(await find(q)).toEqual([names[index]]);
  });

  test.each(['พิวรรธ ไม่มี', 'wool%mill', '__wool', 'caf zoom'])('nothing by "%s"', async (q) => {
    expect(await find(q)).toEqual([]);
  });

  test('words of one or two characters at the beginnings of words, and says so', async () => {
    const { prefixOnly } = await listRecords(system, 'test.place', { q: 'zo café ก' });
    expect(prefixOnly).toEqual(['zo', 'ก']);
    expect(await find('zo cafe')).toEqual([names[5]]);
    expect(await find('oe cafe')).toEqual([]);
    expect((await listRecords(system, 'test.place', { q: 'zoe' })).prefixOnly).toEqual([]);
  });

  test('eight words, each once, and says which others it did not look for', async () => {
    const q = 'place place wool mill cafe zoe abc 100 siam ninth tenth siam';
    const { ignored } = await listRecords(system, 'test.place', { q });
    expect(ignored).toEqual(['ninth', 'tenth']);
    expect((await listRecords(system, 'test.place', { q: 'one two three four five six seven eight eight one' })).ignored).toEqual([]);
  });

  test('nothing by a field that the reader may not see', async () => {
    expect(await find('treasure')).toHaveLength(names.length);
    expect(await find('treasure', part)).toEqual([]);
    expect(await find('wool', part)).toEqual([names[6]]);
  });
});

/** The plan of the statement that a list sends, with the values that it sends. */
async function explain(options: string, context: Context, entity: string, request: ListRequest): Promise<unknown> {
  const sent: Statement[] = [];
  const watching: Context = {
    ...context,
    database: { ...context.database, query: (statement) => (sent.push(statement), context.database.query(statement)) },
  };
  await listRecords(watching, entity, { select: ['id'], ...request });
  const [statement] = sent;
  const { rows } = await database.query<{ 'QUERY PLAN': unknown }>({
    text: `explain (format json${options}) ${statement?.text ?? ''}`,
    values: statement?.values ?? [],
  });
  return rows[0]?.['QUERY PLAN'];
}

async function planOf(q: string, context: Context, entity: string): Promise<string> {
  return JSON.stringify(await explain('', context, entity, { q, count: 'exact' }));
}

describe('a search of a hundred thousand records goes by the trigram index', () => {
  test.each<readonly [string, string]>([
    ['one word', 'k4kq4238'],
    ['part of a word', 'q4238q'],
    ['two words', 'place k4kq4238'],
    ['two characters', 'zq'],
    ['Thai', 'พิวรรธน์'],
  ])('%s', async (_, q) => {
    const plan = await planOf(q, system, 'test.place');
    expect(plan).toContain('test_place_search_idx');
    expect(plan).not.toMatch(/"Seq Scan"[^}]*"test_place"/);
  });

  test('also where one of the fields is hidden', async () => {
    const plan = await planOf('k4kq4238', part, 'test.place');
    expect(plan).toContain('test_place_search_idx');
    expect(plan).not.toMatch(/"Seq Scan"[^}]*"test_place"/);
  });

  test.each([['admin', system] as const, ['part', part] as const])('and over links by the index of the link (%s)', async (_, context) => {
    const plan = await planOf('k4kq4238', context, 'test.thing');
    for (const index of ['test_place_search_idx', 'test_thing_search_idx', 'test_thing_place_idx']) expect(plan).toContain(index);
    expect(plan).not.toMatch(/"Seq Scan"[^}]*"test_(place|thing)"/);
    expect(await find('k4kq4238', context, 'test.thing')).toHaveLength(1);
  });
});

/** A node of a plan, as far as it says which of two ways was gone. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly Plans?: readonly PlanNode[];
}

const allNodes = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(allNodes)];

describe('a search of a large table', () => {
  test.each([
    ['few rows hold, goes by its index', 'k4kq4238', [1, 0]],
    ['all rows hold, along the order', 'place', [0, 51]],
  ] as const)('which %s', async (_, q, expected) => {
    await learnLargeTables(database, 0);
    const [plan] = (await explain(', analyze', system, 'test.place', { q })) as { Plan: PlanNode }[];
    const append = plan && allNodes(plan.Plan).find((node) => node['Node Type'] === 'Append');
    const ways = (append?.Plans ?? []).filter((node) =>
      ['Result', 'Subquery Scan', 'Limit', 'Bitmap Heap Scan'].includes(node['Node Type']),
    );
    expect(ways.map((node) => node['Actual Rows'])).toEqual(expected);
  });
});
