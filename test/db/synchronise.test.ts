/** Files of packs become tables: additions at once, everything else never unasked, and the last good model when files are wrong. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createWorkspace, systemContext } from '../../server/access/workspace.ts';
import { applyChangeSet, planChangeSet } from '../../server/changes/apply.ts';
import { createChangeSet, listChangeSets } from '../../server/changes/change-sets.ts';
import { prepareSystemTables } from '../../server/database/system-tables.ts';
import { systemClock } from '../../server/kernel/clock.ts';
import { codeRoot } from '../../server/kernel/config.ts';
import { silentLogger } from '../../server/kernel/logger.ts';
import { BadDocuments, synchronise, type Synchronised } from '../../server/packs/synchronise.ts';
import { readRows } from '../../server/query/rows.ts';
import { writeRecords } from '../../server/records/write.ts';
import { introspect } from '../../server/schema/introspect.ts';
import { createTestDatabase } from '../support/test-database.ts';

const database = await createTestDatabase();
await prepareSystemTables(database);
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'relata-pack-'));
  await cp(path.join(codeRoot, 'metadata/crm'), path.join(folder, 'crm'), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const run = (): Promise<Synchronised> => synchronise(database, [path.join(folder, 'crm')], silentLogger);

interface Properties {
  properties: Record<string, Record<string, unknown>>;
}

async function edit(file: string, change: (document: Properties & Record<string, unknown>) => void): Promise<void> {
  const place = path.join(folder, 'crm', file);
  const document = JSON.parse(await readFile(place, 'utf8')) as Properties & Record<string, unknown>;
  change(document);
  await writeFile(place, JSON.stringify(document));
}

describe('documents and tables', () => {
  test('a first start with a broken document is refused, and names file and place', async () => {
    await writeFile(path.join(folder, 'crm/entities/deal.json'), '{ "id": "crm.deal",\n  "title": }');
    const error = await run().then(
      () => undefined,
      (caught: unknown) => caught,
    );
    expect(error).toBeInstanceOf(BadDocuments);
    expect((error as BadDocuments).errors[0]).toMatchObject({ file: 'crm/entities/deal.json' });
    expect((error as BadDocuments).message).toMatch(/line 2/);
  });

  test('a file that is no JSON hides no error of another, and is missed nowhere else', async () => {
    await writeFile(path.join(folder, 'crm/entities/deal.json'), '{');
    await edit('entities/account.json', (document) => (document['display'] = 'nme'));
    const error = await run().then(
      () => undefined,
      (caught: unknown) => caught,
    );
    expect((error as BadDocuments).errors.map(({ file, pointer, hint }) => [file, pointer, hint])).toEqual([
      ['crm/entities/deal.json', '', undefined],
      ['crm/entities/account.json', '/display', 'Did you mean "name"?'],
    ]);
  });

  test('a start makes the tables; a second one changes nothing', async () => {
    expect(await run()).toMatchObject({ changed: true, errors: [], waiting: [] });
    expect((await introspect(database, database.schema)).get('crm_deal')?.columns.get('close_date')).toBe('date');
    expect(await run()).toMatchObject({ changed: false, errors: [], waiting: [] });
  });

  test('a field added to a document becomes a column that can be written and read, with no code', async () => {
    await edit('entities/deal.json', (document) => (document.properties['warehouse'] = { field: 'text', title: 'Warehouse', index: true }));
    const { model, version, changed } = await run();
    expect(changed).toBe(true);
    const workspace = createWorkspace({ name: 'test', database, model, version, clock: systemClock, logger: silentLogger });
    const context = systemContext(workspace);
    const [written] = await writeRecords(context, 'crm.deal', [{ action: 'create', values: { name: 'Boxes', warehouse: 'North' } }], {
      atomic: true,
    });
    expect(written).toMatchObject({ ok: true });
    const { rows } = await readRows(context, 'crm.deal', { filter: { warehouse: 'north' }, select: ['name', 'warehouse'] });
    expect(rows).toMatchObject([{ name: 'Boxes', warehouse: 'North' }]);
  });

  test('a field taken out of a document is gone from the model; its column and values stay', async () => {
    const { model } = await run();
    expect(model.entities.get('crm.deal')?.fields.has('warehouse')).toBe(false);
    const { rows } = await database.query({
      text: `select warehouse from "${database.schema}".crm_deal where warehouse is not null`,
      values: [],
    });
    expect(rows).toEqual([{ warehouse: 'North' }]);
  });

  test('a field that becomes unique over duplicates is refused, the last good model stays, and writing goes on', async () => {
    const { model, version } = await run();
    const workspace = createWorkspace({ name: 'test', database, model, version, clock: systemClock, logger: silentLogger });
    const twins = [1, 2].map(() => ({ action: 'create' as const, values: { name: 'Twin' } }));
    await writeRecords(systemContext(workspace), 'crm.account', twins, { atomic: true });
    await edit('entities/account.json', (document) => Object.assign(document.properties['name'] ?? {}, { unique: true }));
    const refused = await run();
    expect(refused).toMatchObject({ changed: false, errors: [] });
    expect(refused.waiting[0]).toMatch(/2 records of Accounts have the same Name as another/);
    expect(refused.model.version).toBe(model.version);
    const [third] = await writeRecords(systemContext(workspace), 'crm.account', [{ action: 'create', values: { name: 'Twin' } }]);
    expect(third?.ok).toBe(true);
  });

  test('what somebody altered by hand is told and left alone, until a person applies the plan that mends it', async () => {
    await edit('entities/account.json', (document) => Reflect.deleteProperty(document.properties['name'] ?? {}, 'unique'));
    const before = await run();
    const q = `"${database.schema}"`;
    await database.query({ text: `alter table ${q}.crm_tool drop column vendor cascade`, values: [] });
    await database.query({ text: `alter table ${q}.crm_tool add column somebodys text`, values: [] });
    const told = await run();
    expect(told).toMatchObject({ changed: false, version: before.version });
    expect(told.waiting.join(' ')).toMatch(/altered by hand: crm_tool lacks a column.*vendor/);
    expect(told.waiting.join(' ')).not.toContain('somebodys');
    expect((await introspect(database, database.schema)).get('crm_tool')?.columns.has('vendor')).toBe(false);
    const workspace = createWorkspace({
      name: 'test',
      database,
      model: told.model,
      version: told.version,
      clock: systemClock,
      logger: silentLogger,
    });
    const context = systemContext(workspace);
    const [draft] = await listChangeSets(context);
    const { hash } = await planChangeSet(context, draft?.id ?? '');
    const runtime = { database, logger: silentLogger, switched: () => Promise.resolve(), progress: () => undefined };
    expect(await (await applyChangeSet(context, runtime, draft?.id ?? '', hash)).finished).toBe('applied');
    expect((await introspect(database, database.schema)).get('crm_tool')?.columns.get('vendor')).toBe('text');
    expect((await run()).waiting).toEqual([]);
  });

  test('what the workspace changed stays on top of newer files; a clash keeps its word and is told', async () => {
    const { model, version } = await run();
    const workspace = createWorkspace({ name: 'test', database, model, version, clock: systemClock, logger: silentLogger });
    const context = systemContext(workspace);
    const content = structuredClone(model.entities.get('crm.tool')?.document) as unknown as Properties & Record<string, unknown>;
    content.properties['shelf'] = { field: 'text', title: 'Shelf' };
    content['title'] = 'Device';
    const draft = await createChangeSet(database, {
      title: 'Ours',
      baseVersion: version,
      edits: [{ kind: 'entity', id: 'crm.tool', content }],
      author: context.actor,
    });
    const { hash } = await planChangeSet(context, draft.id);
    const runtime = { database, logger: silentLogger, switched: () => Promise.resolve(), progress: () => undefined };
    expect(await (await applyChangeSet(context, runtime, draft.id, hash)).finished).toBe('applied');
    expect(await run()).toMatchObject({ changed: false, waiting: [] });
    await edit('entities/tool.json', (document) => {
      document.properties['batch'] = { field: 'text', title: 'Batch' };
      document['title'] = 'Instrument';
    });
    const merged = await run();
    expect(merged.changed).toBe(true);
    const tool = merged.model.entities.get('crm.tool');
    expect([tool?.title, tool?.fields.has('shelf'), tool?.fields.has('batch')]).toEqual(['Device', true, true]);
    expect(merged.waiting).toEqual(['The entity crm.tool was changed here and in the newer pack (/title); your own word stays.']);
    expect(await run()).toMatchObject({ changed: false, waiting: [] });
  });

  test('a type that changes waits for a person, and the last good model stays in use', async () => {
    await edit('entities/deal.json', (document) => (document.properties['nextStep'] = { field: 'integer', title: 'Next step' }));
    const { waiting, model, changed } = await run();
    expect(changed).toBe(false);
    expect(waiting.join(' ')).toMatch(/Deal: Next step from text to integer.*relata apply/);
    expect(model.entities.get('crm.deal')?.fields.get('nextStep')?.kind).toBe('text');
  });

  test('a later start with a broken document keeps the last good model and says what is wrong', async () => {
    await writeFile(path.join(folder, 'crm/entities/deal.json'), '{');
    const { errors, model } = await run();
    expect(errors).toHaveLength(1);
    expect(model.entities.has('crm.deal')).toBe(true);
  });

  test('files of an older version of a pack never plan the reverse', async () => {
    await edit('pack.json', (document) => (document['version'] = '9.0.0'));
    await run();
    await edit('pack.json', (document) => (document['version'] = '0.1.0'));
    const { waiting, changed } = await run();
    expect(changed).toBe(false);
    expect(waiting[0]).toMatch(/older/);
  });
});
