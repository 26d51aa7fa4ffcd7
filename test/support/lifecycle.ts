/** Cases of changes to a model with records in it, for tests that kill whoever applies them. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Context } from '../../server/access/context.ts';
import { createWorkspace, systemContext } from '../../server/access/workspace.ts';
import { applyChangeSet, planChangeSet } from '../../server/changes/apply.ts';
import { createChangeSet, readChangeSet, saveReplacements } from '../../server/changes/change-sets.ts';
import type { ChangePlan } from '../../server/changes/types.ts';
import { insertVersion, modelOf, readVersion } from '../../server/changes/versions.ts';
import { prepareSystemTables } from '../../server/database/system-tables.ts';
import type { Database } from '../../server/database/types.ts';
import { systemClock } from '../../server/kernel/clock.ts';
import { silentLogger } from '../../server/kernel/logger.ts';
import { compileModel } from '../../server/model/compile.ts';
import type { Model } from '../../server/model/types.ts';
import { planModel } from '../../server/packs/synchronise.ts';
import type { WriteOperation } from '../../server/records/types.ts';
import { writeRecords } from '../../server/records/write.ts';
import { applyPlan } from '../../server/schema/apply.ts';
import { lifecycleCases, lifecycleDocuments, type LifecycleCase } from './lifecycle-cases.ts';
import { openTestSchema, testDatabaseUrl, type TestSchema } from './test-database.ts';
import { testPack } from './test-workspace.ts';

/** Records that a case begins with: more than two batches. */
export const recordCount = 2500;

/** A case that is ready to be applied. */
export interface Stage extends TestSchema {
  readonly changeSet: string;
  readonly hash: string;
  readonly plan: ChangePlan;
}

const documents = testPack(lifecycleDocuments);
const author = { id: null, name: 'Test' };

/** The cases. */
export const cases = lifecycleCases(documents.find(({ kind }) => kind === 'settings')?.content as Record<string, unknown>);

/** Ids that are the same in every run, so that rows can be compared. */
export const fixedId = (kind: number, index: number): string => `00000000-0000-7000-800${kind}-${String(index).padStart(12, '0')}`;

/**
 * Sets up a fresh schema with records, and the planned change.
 * @param url another server than that of all tests
 */
export async function setUpCase(lifecycle: LifecycleCase, records = recordCount, url = testDatabaseUrl()): Promise<Stage> {
  const schema = await openTestSchema(3, url);
  const { database } = schema;
  await prepareSystemTables(database);
  const model = compileModel(documents);
  await applyPlan(database, await planModel(database, model), silentLogger);
  const version = await insertVersion(database, database.schema, {
    model,
    sources: documents,
    message: 'Before',
    by: { ...author, source: 'api' },
    changeSet: null,
    steps: [],
    conflicts: [],
  });
  await fill(database, model, version, records);
  let present = { model, version };
  if (lifecycle.before) {
    const { id } = await createChangeSet(database, { title: 'Earlier', baseVersion: version, edits: lifecycle.before, author });
    const context = contextOf(database, present.model, present.version);
    const { hash } = await planChangeSet(context, id);
    const runtime = { database, logger: silentLogger, switched: () => Promise.resolve(), progress: () => undefined };
    const ending = await (await applyChangeSet(context, runtime, id, hash)).finished;
    if (ending !== 'applied') throw new Error((await readChangeSet(database, id)).error ?? ending);
    const newest = await readVersion(database);
    if (!newest) throw new Error('The earlier change left no version.');
    present = { model: modelOf(newest), version: newest.version };
  }
  const context = contextOf(database, present.model, present.version);
  const edits = lifecycle.edits;
  const { id } = await createChangeSet(database, { title: 'The change', baseVersion: present.version, edits, author });
  await saveReplacements(context, id, lifecycle.replacements ?? {});
  const plan = await planChangeSet(context, id);
  return { ...schema, changeSet: id, hash: plan.hash, plan };
}

function contextOf(database: Database, model: Model, version: number): Context {
  return systemContext(createWorkspace({ name: 'test', database, model, version, clock: systemClock, logger: silentLogger }), 'api');
}

/** Records that stand for what people have: values that will not convert, empty ones, names that nobody has. */
async function fill(database: Database, model: Model, version: number, records: number): Promise<void> {
  const context = contextOf(database, model, version);
  const write = async (entity: string, operations: readonly WriteOperation[]): Promise<void> => {
    for (let start = 0; start < operations.length; start += 1000)
      await writeRecords(context, entity, operations.slice(start, start + 1000), { atomic: true, effects: false });
  };
  await write('system.exchange-rate', [{ action: 'create', values: { currency: 'EUR', date: '2026-01-01', rate: '1.25' } }]);
  await write(
    'test.place',
    Array.from({ length: records === 0 ? 0 : 10 }, (_, index) => ({
      action: 'create',
      id: fixedId(1, index),
      values: { name: `Place ${index}` },
    })),
  );
  await write(
    'test.item',
    Array.from({ length: records }, (_, index) => ({
      action: 'create',
      id: fixedId(2, index),
      values: {
        name: `Item ${index}`,
        code: `c${index % 4}`,
        amount: index % 7 === 0 ? `about ${index}` : `${index}.5`,
        price: { amount: String(index), currency: index % 2 === 0 ? 'USD' : 'EUR' },
        colour: index % 2 === 0 ? 'red' : 'blue',
        note: index % 9 === 0 ? null : `Note ${index}`,
        stage: ['new', 'doing', 'done'][index % 3],
        spot: index % 5 === 0 ? `Nowhere ${index}` : `Place ${index % 10}`,
        place: index % 4 === 0 ? null : fixedId(1, index % 10),
        places: index % 3 === 0 ? [] : [fixedId(1, index % 10), ...(index % 2 === 0 ? [fixedId(1, (index + 1) % 10)] : [])],
        parent: index < 1000 ? null : fixedId(2, index - 1000),
      },
    })),
  );
}

/** What a child that applies is to end, at which of its places: itself, itself in the middle of the batch that follows, or the database. */
export interface Disturbance {
  readonly victim: 'nobody' | 'runner' | 'batch' | 'postgres';
  readonly place: number;
  /** The process of the database. */
  readonly postmaster?: number;
}

/** Applies a case in a process of its own. @returns its output, and the signal that ended it */
export function applyInChild(
  stage: Stage,
  { victim, place, postmaster = 0 }: Disturbance = { victim: 'nobody', place: 0 },
): Promise<{ readonly output: string; readonly signal: NodeJS.Signals | null }> {
  const script = path.join(import.meta.dirname, 'apply-child.ts');
  const { url, schema } = stage.database;
  const child = spawn(process.execPath, [script, url, schema, stage.changeSet, stage.hash, victim, String(place), String(postmaster)], {
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
  // The name of what keeps rollups follows from all of its text, with the schema in it.
  const leftovers = await ask(
    `select regexp_replace(tgname, '^(relata_kept)_[0-9a-f]+', '\\1') as tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and not tgisinternal
     union all select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and relname like 'relata_dirty%' and relkind = 'r' order by 1`,
  );
  const schema = `"${database.schema}"`;
  const { rows: tables } = await database.query<{ name: string }>({
    text: `select relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relkind = 'r' and c.relname not like 'relata_%' order by 1`,
    values: [database.schema],
  });
  const rows: Record<string, unknown> = {};
  for (const { name } of tables) {
    // Rates that are derived get ids of their own in every run.
    const fresh = name.startsWith('system_') ? ` - 'id'` : '';
    const text = `select md5(string_agg(row::text, ',' order by row::text)) as digest, count(*)::int as count from (select to_jsonb(t) - 'created_at' - 'updated_at'${fresh} as row from ${schema}."${name}" t) r`;
    rows[name] = (await database.query({ text, values: [] })).rows[0];
  }
  const { rows: history } = await database.query({
    text: `select entity, count(*)::int as entries from ${schema}.relata_history group by 1 order by 1`,
    values: [],
  });
  const { rows: moves } = await database.query({
    text: `select from_code, to_code, count(*)::int as moves from ${schema}.relata_status_history group by 1, 2 order by 1, 2`,
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
  return { columns, indexes, keys, leftovers, rows, history, moves, versions, trash, unconverted };
}
