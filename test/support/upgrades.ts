/** Workspaces that began with an older version of the pack: filled, customised through the API as an admin would, and upgraded. */
import path from 'node:path';
import { createWorkspace, type Workspace } from '../../server/access/workspace.ts';
import { findDrift } from '../../server/changes/plan/drift.ts';
import { readVersion } from '../../server/changes/versions.ts';
import { prepareSystemTables } from '../../server/database/system-tables.ts';
import { systemClock } from '../../server/kernel/clock.ts';
import { codeRoot } from '../../server/kernel/config.ts';
import { silentLogger } from '../../server/kernel/logger.ts';
import { checkDocuments } from '../../server/model/check.ts';
import { synchronise } from '../../server/packs/synchronise.ts';
import { introspect } from '../../server/schema/introspect.ts';
import { startTestApp, type Call } from './test-app.ts';
import { createTestDatabase } from './test-database.ts';

/** Documents and records of every kind. */
export type Json = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- documents of every kind

/** Folders of the pack by version; `now` is the one that is shipped. */
export const packFolder = (version: string): string =>
  version === 'now' ? path.join(codeRoot, 'metadata/crm') : path.join(codeRoot, `test/data/packs/crm-${version}`);

/** A workspace of some version of the pack, with an admin at work. */
export interface Upgradable {
  readonly workspace: Workspace;
  readonly call: Call;
  /** Signs in somebody else. */
  signIn(roles: readonly string[]): Promise<Call>;
  /** A document as it is applied. */
  document(kind: string, id: string): Promise<Json>;
  /** Makes edits and applies them. */
  change(edits: readonly [kind: string, id: string, content: Json | null][]): Promise<void>;
  /** Applies a draft. @returns the version that came of it */
  apply(draft: string): Promise<number>;
  create(entity: string, values: Json): Promise<string>;
  read(entity: string, id: string): Promise<Json>;
  /** Starts with the files of another version, and applies by hand what waits. @returns the version that came of it */
  upgrade(version: string, replacements?: Json, more?: readonly string[]): Promise<number>;
  /** All documents that are applied, by kind and id. */
  documents(): Promise<Readonly<Record<string, unknown>>>;
  /** What is wrong with the documents, and where the tables are not as they should be. */
  faults(): Promise<unknown[]>;
}

/** Begins a workspace with a version of the pack. Call it at the top of a test file. */
export async function beginWith(version: string, more: readonly string[] = []): Promise<Upgradable> {
  const database = await createTestDatabase();
  await prepareSystemTables(database);
  const started = await synchronise(database, [packFolder(version), ...more], silentLogger);
  const workspace = createWorkspace({ name: 'test', database, ...started, clock: systemClock, logger: silentLogger });
  const app = await startTestApp(workspace);
  const { call } = await app.signIn(['system.admin']);
  const expected = async (method: string, where: string, status: number, body?: unknown): Promise<Json> => {
    const answer = await call(method, where, body);
    if (answer.status !== status) throw new Error(`${method} ${where}: ${JSON.stringify(answer.body)}`);
    return answer.body as Json;
  };
  const apply = async (draft: string): Promise<number> => {
    const plan = await expected('POST', '/api/metadata/plan', 200, { draft });
    await expected('POST', '/api/metadata/apply', 202, { draft, hash: plan['hash'] as string });
    for (;;) {
      const state = await expected('GET', `/api/metadata/drafts/${draft}`, 200);
      if (state['state'] === 'applied') return state['version'] as number;
      if (state['state'] !== 'applying') throw new Error(JSON.stringify(state['error']));
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  };
  return {
    workspace,
    call,
    signIn: async (roles) => (await app.signIn(roles)).call,
    apply,
    document: async (kind, id) => (await expected('GET', `/api/metadata/documents/${kind}/${id}`, 200))['content'] as Json,
    async change(edits) {
      const { id } = await expected('POST', '/api/metadata/drafts', 201, { title: 'Ours' });
      for (const [kind, name, content] of edits) {
        const where = `/api/metadata/documents/${kind}/${name}?draft=${String(id)}`;
        await (content === null ? expected('DELETE', where, 200) : expected('PUT', where, 200, content));
      }
      await apply(String(id));
    },
    create: async (entity, values) => (await expected('POST', `/api/records/${entity}`, 201, values))['id'] as string,
    read: (entity, id) => expected('GET', `/api/records/${entity}/${id}`, 200),
    async upgrade(to, replacements, others = more) {
      const came = await synchronise(database, [packFolder(to), ...others], silentLogger);
      if (came.errors.length > 0) throw new Error(JSON.stringify(came.errors));
      let number = came.version;
      if (!came.changed) {
        const drafts = (await expected('GET', '/api/metadata/drafts', 200))['data'] as Json[];
        const draft = drafts.find((each) => each['authorName'] === 'Relata' && each['state'] === 'draft');
        if (!draft) throw new Error(`There is no draft: ${came.waiting.join(' ')}`);
        if (replacements) await expected('PUT', `/api/metadata/drafts/${String(draft['id'])}/replacements`, 200, replacements);
        number = await apply(String(draft['id']));
      }
      while (workspace.version() < number) await new Promise((resolve) => setTimeout(resolve, 30));
      return number;
    },
    async documents() {
      const newest = await readVersion(database);
      const all = (newest?.documents ?? []).map(({ kind, content }): [string, unknown] => [
        `${kind} ${(content as Json)['id'] as string}`,
        content,
      ]);
      return Object.fromEntries(all.sort(([one], [other]) => (one < other ? -1 : 1)));
    },
    async faults() {
      const newest = await readVersion(database);
      if (!newest) throw new Error('There is no version.');
      const drift = findDrift(database.schema, newest, await introspect(database, database.schema));
      return [...checkDocuments(newest.documents), ...drift.map(({ summary }) => summary)];
    },
  };
}
