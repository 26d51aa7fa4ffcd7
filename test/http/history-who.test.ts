/** Every entry of history says who did it, when, from where and with which key, whatever it is an entry of. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { startAutomation } from '../../server/automation/start.ts';
import { silentLogger } from '../../server/kernel/logger.ts';
import { draftsOf } from '../support/drafts.ts';
import { startTestApp, type Call } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace(8);
const app = await startTestApp(workspace);
const automation = await startAutomation({ workspace, smtpUrl: undefined, publicUrl: 'https://crm.example.com', logger: silentLogger });
afterAll(async () => {
  await automation.stop();
  await workspace.database.query({ text: `drop schema if exists "${workspace.database.schema}_jobs" cascade`, values: [] });
});
const [author, admin] = [await app.signIn(['system.admin']), await app.signIn(['system.admin'])];
const made = await admin.call('POST', '/api/keys', { name: 'Robot', scopes: ['read', 'write', 'delete', 'import', 'metadata'] });
const keyId = made.body.id as string;
const robot: Call = (method, where, body, headers = {}) =>
  app.anonymous(method, where, body, { Authorization: `Bearer ${made.body.key as string}`, 'X-Requested-With': '', ...headers });

interface Entry {
  readonly action: string;
  readonly at: string;
  readonly actor: { readonly id: string } | null;
  readonly source: string;
  readonly key: { readonly id: string; readonly name: string } | null;
  readonly cause: { readonly kind: string; readonly id: string } | null;
  readonly operation: string | null;
}
const log = async (query: string): Promise<Entry[]> => (await admin.call('GET', `/api/history?limit=200&${query}`)).body.data as Entry[];
/** By the robot's key. */
const byKey = { actor: { id: admin.id }, source: 'api', key: { id: keyId, name: 'Robot' } };

describe('a change of the model', () => {
  test('says who applied it, with which key, and which change it was; not who drafted it', async () => {
    const drafts = draftsOf(author);
    const draft = await drafts.draftOf([['entity', 'crm.tool', await drafts.withField('crm.tool', 'shelf', { field: 'text' })]]);
    expect(await draftsOf({ call: robot }).apply(draft)).toMatchObject({ state: 'applied' });
    const [entry] = await log('entity=system.metadata&action=apply');
    expect(entry).toMatchObject({ ...byKey, operation: draft, action: 'apply', at: expect.stringMatching(/Z$/) as string });
    const [version] = (await admin.call('GET', '/api/metadata/versions')).body.data as { actor: string }[];
    expect(version?.actor).toBe(admin.id);
  });

  test('by hand says so, and has no key', async () => {
    const drafts = draftsOf(author);
    const draft = await drafts.draftOf([['entity', 'crm.tool', await drafts.withField('crm.tool', 'shelf', undefined)]]);
    await drafts.apply(draft);
    const [entry] = await log('entity=system.metadata&action=apply');
    expect(entry).toMatchObject({ actor: { id: author.id }, source: 'manual', key: null, operation: draft });
  });

  test('of the files of packs is the act of the server', async () => {
    const entries = await log('entity=system.metadata&action=apply');
    expect(entries.at(-1)).toMatchObject({ actor: null, key: null, source: 'automation' });
  });

  test('purging what lay in the trash is an entry, too', async () => {
    const trash = (await admin.call('GET', '/api/metadata/trash')).body.data as { id: string; title: string }[];
    const item = trash.find((each) => each.title === 'Shelf');
    const purged = await robot('POST', `/api/metadata/trash/${item?.id ?? ''}/purge`, { confirm: item?.title, early: true });
    expect(purged.status, JSON.stringify([trash, purged.body])).toBeLessThan(300);
    expect((await log('entity=system.metadata&action=purge'))[0]).toMatchObject(byKey);
  });

  test('its operation is none that could be undone like records', async () => {
    const [entry] = await log('entity=system.metadata&action=apply');
    expect((await admin.call('POST', `/api/operations/${entry?.operation ?? ''}/undo`)).status).toBe(404);
  });
});

describe('a write by a key', () => {
  test('of a record says so, whatever the write', async () => {
    const id = (await robot('POST', '/api/records/account', { name: 'Acme' })).body.id as string;
    const where = `/api/records/account/${id}`;
    await robot('PATCH', where, { name: 'Acme Ltd' });
    await robot('PUT', `${where}/shares`, { user: author.id, level: 'read' });
    await robot('DELETE', `${where}/shares/${author.id}`);
    await robot('DELETE', where);
    await robot('POST', `${where}/restore`);
    const entries = await log(`record=${id}`);
    expect(entries.map((entry) => entry.action)).toEqual(['restore', 'delete', 'unshare', 'share', 'update', 'create']);
    for (const entry of entries) expect(entry).toMatchObject(byKey);
  });

  test('of many records says so, and which call it was; undoing it says so again', async () => {
    const { body } = await robot('POST', '/api/records/account/bulk', {
      operations: [1, 2].map((n) => ({ action: 'create', values: { name: `Bulk ${n}` } })),
    });
    const entries = await log(`operation=${body.operation as string}`);
    expect(entries).toHaveLength(2);
    for (const entry of entries) expect(entry).toMatchObject({ ...byKey, operation: body.operation as string });
    const undone = await robot('POST', `/api/operations/${body.operation as string}/undo`);
    const back = await log(`operation=${undone.body.operation as string}`);
    expect(back).toHaveLength(2);
    for (const entry of back) expect(entry).toMatchObject({ ...byKey, action: 'delete' });
  });

  test('of an import says which import, and so does what it undoes', async () => {
    const form = new FormData();
    form.append('file', new Blob(['Name\nImported one\nImported two\n']), 'accounts.csv');
    for (const [name, value] of Object.entries({ entity: 'account', mode: 'run', map: '{"columns":{"Name":"name"}}' }))
      form.append(name, value);
    const { id } = (await robot('POST', '/api/imports', form)).body as { id: string };
    for (let attempt = 0; attempt < 200; attempt++) {
      if ((await robot('GET', `/api/imports/${id}`)).body.state !== 'running') break;
      await sleep(50);
    }
    const entries = (await log('entity=crm.account&action=create')).filter((entry) => entry.source === 'import');
    expect(entries).toHaveLength(2);
    for (const entry of entries)
      expect(entry).toMatchObject({ actor: byKey.actor, key: byKey.key, source: 'import', cause: { kind: 'import', id } });
  });
});

test('what an automation writes says which run it was', async () => {
  const { id } = (await admin.call('POST', '/api/records/lead', { name: 'Somebody', company: 'Acme' })).body as { id: string };
  let entries: Entry[] = [];
  for (let attempt = 0; attempt < 200 && entries.length === 0; attempt++) {
    await sleep(50);
    entries = (await log('entity=crm.activity&action=create')).filter((entry) => entry.source === 'automation');
  }
  expect(id).not.toBe('');
  expect(entries.length).toBeGreaterThan(0);
  for (const entry of entries) expect(entry).toMatchObject({ cause: { kind: 'automation', id: expect.any(String) as string } });
});

test('of all that was written here nothing lacks its source, and everything but the acts of the server has an actor', async () => {
  const { rows } = await workspace.database.query({
    text: `select entity, action, source from "${workspace.database.schema}".relata_history
      where source is null or at is null or (actor is null and source not in ('automation') and not (entity = 'system.user'))`,
    values: [],
  });
  expect(rows).toEqual([]);
});
