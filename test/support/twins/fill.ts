/** What twins hold: some records of every entity, with owners, teams, files and a trash, and what audits and imports left behind. */
import { Readable } from 'node:stream';
import { systemContext, type Workspace } from '../../../server/access/workspace.ts';
import { runAudit } from '../../../server/audits/runner.ts';
import { id, sql, toStatement } from '../../../server/database/sql.ts';
import { newId } from '../../../server/kernel/ids.ts';
import { generateSample, type SampleEntity } from '../../../server/packs/sample.ts';
import { readRows } from '../../../server/query/rows.ts';
import { writeRecords } from '../../../server/records/write.ts';
import type { Twins } from './twins.ts';

/** Fills the first of the twins. */
export async function fill(
  twins: Twins,
  samples: readonly SampleEntity[],
  owners: readonly string[],
  teams: readonly string[],
): Promise<void> {
  const workspace = twins.one;
  const context = systemContext(workspace, 'api');
  const named = new Map(samples.map((each) => [each.entity, each]));
  const entities = [...workspace.model().entities.keys()].filter((entity) => !entity.startsWith('system.'));
  const order = inOrder(workspace, [
    ...samples.map((each) => each.entity).filter((entity) => entities.includes(entity)),
    ...entities.filter((entity) => !named.has(entity)),
  ]);
  await generateSample(
    context,
    order.map((entity) => ({ ...(named.get(entity) ?? { entity }), count: 6 })),
    { size: 1, seed: 7 },
  );
  for (const entity of order) {
    const { rows } = await readRows(context, entity, { select: ['id'], sort: ['id'], limit: 100 });
    const operations = rows.map((row, index) => ({
      action: 'update' as const,
      id: row.id,
      values: { owner: owners[index % (owners.length + 1)] ?? null, team: teams[index % (teams.length + 1)] ?? null },
    }));
    await writeRecords({ ...context, operation: newId() }, entity, operations, { effects: false });
  }
  await fillFiles(twins);
  for (const entity of order) {
    const { rows } = await readRows(context, entity, { select: ['id'], sort: ['id'], limit: 100 });
    await writeRecords(context, entity, [{ action: 'delete', id: rows.at(-1)?.id ?? '' }], { effects: false });
  }
  for (const audit of workspace.model().audits.keys()) await runAudit(systemContext(workspace), audit);
  await workspace.database.query(
    toStatement(sql`insert into ${id(workspace.database.schema, 'relata_imports')} (id, entity, file_name, map, state, started_at, actor)
      values (${newId()}::uuid, ${order[0] ?? ''}, 'secret.csv', '{}', 'done', now(), ${owners[0] ?? null}::uuid)`),
  );
}

/** A file in every field that takes one, of every second record, in the stores of both. */
async function fillFiles({ one, app, otherApp }: Twins): Promise<void> {
  const context = systemContext(one, 'api');
  const bytes = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  for (const entity of one.model().entities.values())
    for (const field of entity.fields.values()) {
      if (field.kind !== 'file' && field.kind !== 'image') continue;
      const { rows } = await readRows(context, entity.id, { select: ['id'], sort: ['id'], limit: 100 });
      for (const row of rows.filter((_, index) => index % 2 === 0)) {
        const key = newId();
        for (const store of [app.files, otherApp.files]) await store.put(key, Readable.from([bytes]));
        await one.database.query(
          toStatement(
            sql`insert into ${id(one.database.schema, 'relata_files')} (id, name, type, size, sha256, created_at) values (${key}::uuid, 'dot.png', 'image/png', ${bytes.length}::bigint, '', now())`,
          ),
        );
        await writeRecords(
          context,
          entity.id,
          [{ action: 'update', id: row.id, values: { [field.name]: { id: key, name: 'dot.png', type: 'image/png', size: bytes.length } } }],
          { effects: false },
        );
      }
    }
}

/** What others must point at comes before them. */
function inOrder(workspace: Workspace, entities: readonly string[]): string[] {
  const placed: string[] = [];
  const needs = (entity: string): string[] =>
    [...(workspace.model().entities.get(entity)?.fields.values() ?? [])]
      .filter((field) => field.required)
      .flatMap((field) => field.targets);
  while (placed.length < entities.length) {
    const next = entities.find(
      (entity) => !placed.includes(entity) && needs(entity).every((target) => target.startsWith('system.') || placed.includes(target)),
    );
    if (next === undefined) throw new Error(`Some of ${entities.join(', ')} point at one another.`);
    placed.push(next);
  }
  return placed;
}

/** Two teams. */
export async function makeTeams(workspace: Workspace): Promise<[string, string]> {
  const operations = ['North', 'South'].map((name) => ({ action: 'create' as const, values: { name } }));
  const results = await writeRecords(systemContext(workspace, 'api'), 'system.team', operations, { atomic: true, effects: false });
  const [north = '', south = ''] = results.flatMap((result) => (result.ok ? [result.id] : []));
  return [north, south];
}
