/** Finding linked records by one of their fields, as imports do. */
import { expect, test } from 'vitest';
import { createLookup } from '../../server/records/lookup.ts';
import { writeRecords } from '../../server/records/write.ts';
import { matchRecords } from '../../server/query/match.ts';
import type { Database, Queryable, Statement, StatementResult } from '../../server/database/types.ts';
import { createTestWorkspace, createWorkspaceOf, systemOf, testPack } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const context = systemOf(workspace);
const account = context.model.entities.get('crm.account');
if (!account) throw new Error('There is no account.');
const create = async (...values: object[]): Promise<string[]> => {
  const operations = values.map((each) => ({ action: 'create' as const, values: each as Record<string, unknown> }));
  return (await writeRecords(context, 'crm.account', operations, { atomic: true })).map((result) => (result.ok ? result.id : ''));
};
const fieldOf = (name: string): NonNullable<ReturnType<typeof account.fields.get>> => {
  const field = account.fields.get(name);
  if (!field) throw new Error(`There is no ${name}.`);
  return field;
};

test.each([
  ['phone', '+66812345678', ['+66 81 234 5678', '+66812345678', '+66-81-234-5678']],
  ['email', 'sales@find.example', ['Sales@Find.Example', 'sales@find.example']],
  ['employees', 1250, ['1250', '01250']],
  ['name', 'Straße & Söhne', ['STRASSE & söhne', 'straße & söhne']],
])('by %s a record is found however the value is written', async (name, value, texts) => {
  const [id] = await create({ name: `By ${name}`, [name]: value });
  const lookup = createLookup(context, account, fieldOf(name));
  await lookup.prepare(texts, false);
  for (const text of texts) expect(lookup.find(text), text).toEqual({ id });
});

test('whole numbers are found by their index', async () => {
  const numbered = await createWorkspaceOf(
    testPack([
      {
        kind: 'entity',
        content: { id: 'test.part', title: 'Part', display: 'code', properties: { code: { field: 'integer', unique: true } } },
      },
    ]),
  );
  const part = numbered.model().entities.get('test.part');
  const code = part?.fields.get('code');
  if (!part || !code) throw new Error('There is no part.');
  const operations = Array.from({ length: 2000 }, (_, index) => ({ action: 'create' as const, values: { code: index } }));
  await writeRecords(systemOf(numbered), 'test.part', operations);
  await numbered.database.query({ text: `analyze "${numbered.database.schema}".test_part`, values: [] });
  const plans: string[] = [];
  await numbered.database.tx(async (tx) => {
    await tx.query({ text: 'set local enable_seqscan = off', values: [] });
    const query: Queryable['query'] = async <Row>({ text, values }: Statement): Promise<StatementResult<Row>> => {
      plans.push(JSON.stringify((await tx.query({ text: `explain ${text}`, values })).rows));
      return { rows: [], rowCount: 0 };
    };
    await matchRecords(systemOf(numbered), { query }, part, code, ['7', '8']);
    await matchRecords(systemOf(numbered), { query }, part, code, ['7', '8.5']);
  });
  expect(plans[0]).toMatch(/Index Cond: \([^)]*code/);
  expect(plans).toHaveLength(2);
});

test('a value that thousands have is counted, not read', async () => {
  await create(...Array.from({ length: 1100 }, (_, index) => ({ name: `Alike ${index}`, employees: 77 })));
  let rows = 0;
  const query: Database['query'] = async (statement) => {
    const result = await context.database.query<never>(statement);
    rows += result.rows.length;
    return result;
  };
  const lookup = createLookup({ ...context, database: { ...context.database, query } }, account, fieldOf('employees'));
  await lookup.prepare(['77', '78'], false);
  expect(lookup.find('77')).toEqual({ problem: expect.stringContaining('1100 records') as string });
  expect(lookup.find('78')).toEqual({ problem: expect.stringContaining('There is no') as string });
  expect(rows).toBe(1);
});
