/** A workspace on a fresh schema with the real packs, or with a pack of the test's own. */
import path from 'node:path';
import { contextFor, createWorkspace, systemContext, type Workspace } from '../../server/access/workspace.ts';
import type { Actor, Context } from '../../server/access/context.ts';
import { prepareSystemTables } from '../../server/database/system-tables.ts';
import type { Database } from '../../server/database/types.ts';
import { systemClock, type Clock } from '../../server/kernel/clock.ts';
import { codeRoot } from '../../server/kernel/config.ts';
import { silentLogger } from '../../server/kernel/logger.ts';
import { compileModel } from '../../server/model/compile.ts';
import { loadPackFolders } from '../../server/model/load.ts';
import type { DocumentSet, SourceDocument } from '../../server/model/types.ts';
import { planModel, synchronise } from '../../server/packs/synchronise.ts';
import { applyPlan } from '../../server/schema/apply.ts';
import { createTestDatabase } from './test-database.ts';

/** The packs that are shipped. */
export const shippedPacks = [path.join(codeRoot, 'metadata/crm'), path.join(codeRoot, 'plugins')];

/** A workspace of the shipped packs. Call it at the top of a test file. */
export async function createTestWorkspace(poolSize = 5, clock: Clock = systemClock): Promise<Workspace> {
  const database = await createTestDatabase(poolSize);
  await prepareSystemTables(database);
  const { model, version } = await synchronise(database, shippedPacks, silentLogger);
  return createWorkspace({ name: 'test', database, model, version, clock, logger: silentLogger });
}

/** Documents of a pack of the test's own, called `test`, beside the system pack. */
export function testPack(
  documents: readonly { readonly kind: SourceDocument['kind']; readonly content: Readonly<Record<string, unknown>> }[],
): DocumentSet {
  const manifest: SourceDocument = {
    kind: 'pack',
    pack: 'test',
    file: 'test/pack.json',
    content: { id: 'test', version: '1.0.0', title: 'Test', requires: { system: '^1.0.0' } },
  };
  const own = documents.map(({ kind, content }): SourceDocument => ({
    kind,
    pack: 'test',
    file: `test/${kind}/${String(content['id'])}.json`,
    content,
  }));
  return [...loadPackFolders([]), manifest, ...own];
}

/** A workspace of a pack of the test's own. */
export async function createWorkspaceOf(documents: DocumentSet, database?: Database, clock: Clock = systemClock): Promise<Workspace> {
  const own = database ?? (await createTestDatabase());
  await prepareSystemTables(own);
  const model = compileModel(documents);
  await applyPlan(own, await planModel(own, model), silentLogger);
  return createWorkspace({ name: 'test', database: own, model, version: 0, clock, logger: silentLogger });
}

/** The context of a user with these roles. The user need not be stored, unless the test writes links to it. */
export function contextOfRoles(workspace: Workspace, roles: readonly string[], actor: Partial<Actor> = {}): Context {
  const { settings } = workspace.model();
  return contextFor(
    workspace,
    {
      id: null,
      name: 'Tester',
      email: null,
      roles,
      teams: [],
      team: null,
      language: settings.language,
      timeZone: settings.timeZone,
      ...actor,
    },
    'api',
  );
}

/** The server's own context. */
export function systemOf(workspace: Workspace): Context {
  return systemContext(workspace, 'api');
}
