/** Cases of changes to a model with records in it, for tests that kill whoever applies them. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createWorkspace, systemContext, type Workspace } from '../../server/access/workspace.ts';
import { planChangeSet } from '../../server/changes/apply.ts';
import { createChangeSet } from '../../server/changes/change-sets.ts';
import type { Edit } from '../../server/changes/types.ts';
import { insertVersion } from '../../server/changes/versions.ts';
import { prepareSystemTables } from '../../server/database/system-tables.ts';
import type { Database } from '../../server/database/types.ts';
import { systemClock } from '../../server/kernel/clock.ts';
import { silentLogger } from '../../server/kernel/logger.ts';
import { compileModel } from '../../server/model/compile.ts';
import { planModel } from '../../server/packs/synchronise.ts';
import { writeRecords } from '../../server/records/write.ts';
import { applyPlan } from '../../server/schema/apply.ts';
import { openTestSchema, testDatabaseUrl, type TestSchema } from './test-database.ts';
import { testPack } from './test-workspace.ts';

type Json = Record<string, unknown>;
type Properties = Record<string, Json>;

/** One change: how the documents look after it, and whether records stand against parts of it. */
export interface LifecycleCase {
  readonly name: string;
  readonly edits: readonly Edit[];
}

/** The entity before a change. */
const properties: Properties = {
  name: { field: 'text' },
  code: { field: 'text' },
  amount: { field: 'text' },
  colour: { field: 'select', options: [{ value: 'red' }, { value: 'blue' }] },
  note: { field: 'longText' },
  parent: { field: 'link', to: 'test.item', inverse: 'children' },
};

const item = (changed: Properties, more: Json = {}): Edit => ({
  kind: 'entity',
  id: 'test.item',
  content: {
    id: 'test.item',
    title: 'Item',
    properties: Object.fromEntries(
      Object.entries({ ...properties, ...changed }).filter(([, property]) => Object.keys(property).length > 0),
    ),
    search: ['name'],
    ...more,
  },
});
/** A property that is taken out. */
const gone = {};

/** The changes: each kind of edit alone, and all of them together. */
export const lifecycleCases: readonly LifecycleCase[] = [
  { name: 'a field more', edits: [item({ size: { field: 'decimal' } })] },
  { name: 'a field that changes its kind', edits: [item({ amount: { field: 'money' } })] },
  {
    name: 'a text that becomes a select',
    edits: [item({ code: { field: 'select', options: [{ value: 'c0' }, { value: 'c1' }, { value: 'c2' }] } })],
  },
  { name: 'a field that becomes unique', edits: [item({ name: { field: 'text', unique: true } })] },
  { name: 'a field that is dropped', edits: [item({ note: gone })] },
  { name: 'a field that is renamed', edits: [item({ note: gone, remark: { field: 'longText', id: 'note', aliases: ['note'] } })] },
  { name: 'a search in more fields', edits: [item({}, { search: ['name', 'code'] })] },
  {
    name: 'an entity more, with links in both directions',
    edits: [
      item({ box: { field: 'link', to: 'test.box', inverse: 'items' } }),
      {
        kind: 'entity',
        id: 'test.box',
        content: { id: 'test.box', title: 'Box', properties: { name: { field: 'text' }, first: { field: 'links', to: 'test.item' } } },
      },
    ],
  },
  {
    name: 'all of it at once',
    edits: [
      item(
        { amount: { field: 'decimal' }, name: { field: 'text', unique: true }, note: gone, day: { field: 'date', index: true } },
        { search: ['name', 'code'] },
      ),
    ],
  },
];

/** Records that a case begins with; every seventh amount is no number. */
export const recordCount = 2500;

/** A case that is ready to be applied. */
export interface Stage extends TestSchema {
  readonly workspace: Workspace;
  readonly changeSet: string;
  readonly hash: string;
}

/** Sets up a fresh schema with records, and the planned change. */
export async function setUpCase({ edits }: LifecycleCase, records = recordCount): Promise<Stage> {
  const schema = await openTestSchema(3);
  const { database } = schema;
  await prepareSystemTables(database);
  const documents = testPack([{ kind: 'entity', content: item({}).content as Json }]);
  const model = compileModel(documents);
  await applyPlan(database, await planModel(database, model), silentLogger);
  const version = await insertVersion(database, database.schema, {
    model,
    sources: documents,
    message: 'Before',
    actor: { id: null, name: 'Test' },
    changeSet: null,
    steps: [],
    conflicts: [],
  });
  const workspace = createWorkspace({ name: 'test', database, model, version, clock: systemClock, logger: silentLogger });
  const context = systemContext(workspace, 'api');
  const operations = Array.from({ length: records }, (_, index) => ({
    action: 'create' as const,
    values: {
      name: `Item ${index}`,
      code: `c${index % 4}`,
      amount: index % 7 === 0 ? `about ${index}` : `${index}.5`,
      colour: index % 2 === 0 ? 'red' : 'blue',
      note: `Note ${index}`,
    },
  }));
  for (let start = 0; start < operations.length; start += 1000)
    await writeRecords(context, 'test.item', operations.slice(start, start + 1000), { atomic: true, effects: false });
  const { id } = await createChangeSet(database, { title: 'The change', baseVersion: version, edits, author: { id: null, name: 'Test' } });
  const { hash } = await planChangeSet(context, id);
  return { ...schema, workspace, changeSet: id, hash };
}

/** Applies a case in a process of its own. @returns its output, and the signal that ended it */
export function applyInChild(stage: Stage, killAt: number): Promise<{ readonly output: string; readonly signal: NodeJS.Signals | null }> {
  const script = path.join(import.meta.dirname, 'apply-child.ts');
  const child = spawn(process.execPath, [script, testDatabaseUrl(), stage.database.schema, stage.changeSet, stage.hash, String(killAt)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.on('close', (_code, signal) => resolve({ output, signal })));
}

/** Everything that a change may touch, without what differs from run to run: the catalogue, the rows, the versions, the trash. */
export async function snapshot(database: Database): Promise<unknown> {
  const ask = async (text: string): Promise<unknown[]> => (await database.query({ text, values: [database.schema] })).rows;
  const columns = await ask(
    `select c.relname, a.attname, format_type(a.atttypid, a.atttypmod) as type from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and c.relname not like 'relata_%' order by 1, 2`,
  );
  const indexes = await ask(
    `select i.relname, x.indisvalid, x.indisunique from pg_index x join pg_class i on i.oid = x.indexrelid join pg_namespace n on n.oid = i.relnamespace where n.nspname = $1 and i.relname not like 'relata_%' order by 1`,
  );
  const keys = await ask(
    `select k.conname, k.convalidated from pg_constraint k join pg_namespace n on n.oid = k.connamespace where n.nspname = $1 and k.contype = 'f' order by 1`,
  );
  const leftovers = await ask(
    `select tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and not tgisinternal
     union all select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and relname like 'relata_dirty%' and relkind = 'r' order by 1`,
  );
  const schema = `"${database.schema}"`;
  const { rows: items } = await database.query({
    text: `select to_jsonb(i) - 'id' - 'created_at' - 'updated_at' as row from ${schema}.test_item i order by name`,
    values: [],
  });
  const { rows: versions } = await database.query({
    text: `select version, hash from ${schema}.relata_metadata_versions order by version`,
    values: [],
  });
  const { rows: trash } = await database.query({
    text: `select kind, entity, field from ${schema}.relata_trash order by kind, field`,
    values: [],
  });
  const { rows: unconverted } = await database.query({
    text: `select field, count(*) from ${schema}.relata_unconverted group by 1 order by 1`,
    values: [],
  });
  return { columns, indexes, keys, leftovers, items, versions, trash, unconverted };
}
