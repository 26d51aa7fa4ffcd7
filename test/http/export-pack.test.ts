/** What a workspace made for itself goes out as a pack, and another workspace makes the same model of it. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readVersion } from '../../server/changes/versions.ts';
import type { Version } from '../../server/changes/types.ts';
import { writePack } from '../../server/commands/export-pack.ts';
import { silentLogger } from '../../server/kernel/logger.ts';
import { exportPack } from '../../server/packs/export-pack.ts';
import { readModel, synchronise } from '../../server/packs/synchronise.ts';
import { customise } from '../support/customise.ts';
import { beginWith, packFolder, type Json, type Upgradable } from '../support/upgrades.ts';

const home = await mkdtemp(path.join(tmpdir(), 'relata-export-'));
afterAll(() => rm(home, { recursive: true, force: true }));

const versionOf = async ({ workspace }: Upgradable): Promise<Version> => {
  const version = await readVersion(workspace.database);
  if (!version) throw new Error('There is no version.');
  return version;
};

/** Documents but for what a manifest says that the workspace needs not: which packs are required. */
const plain = ({ 'pack custom': manifest, ...documents }: Readonly<Record<string, unknown>>): unknown => {
  const { requires: _requires, ...rest } = manifest as Json;
  return { ...documents, 'pack custom': rest };
};

const origin = await beginWith('now');
const secret = 'Nobody exports this';
await origin.create('account', { name: secret });
await customise(origin);
const view = await origin.document('view', 'crm.goal-board');
await origin.change([
  ['view', 'crm.goal-board', null],
  ['view', 'crm.goal-wall', { ...view, id: 'crm.goal-wall', title: 'Wall' }],
]);
const folder = path.join(home, 'custom');
const files = exportPack(await versionOf(origin));
await writePack(folder, files);
const fresh = await beginWith('now', [folder]);
const later = await beginWith('now');

describe('an exported pack', () => {
  test('holds own documents and patches of others, and no records', () => {
    expect([...files.keys()]).toEqual([
      'pack.json',
      'entities/visit.json',
      'patches/automation.crm.task-new-lead.json',
      'patches/entity.crm.deal.json',
      'patches/form.crm.deal-form.json',
      'patches/pack.crm.json',
      'patches/pipeline.crm.sales.json',
      'patches/role.crm.sales.json',
      'patches/view.crm.deals.json',
      'patches/view.crm.goal-board.json',
      'patches/view.crm.goal-wall.json',
      'views/by-source.json',
      'views/faxes.json',
    ]);
    expect(JSON.parse(files.get('pack.json') ?? '')).toEqual({
      id: 'custom',
      version: '1.0.0',
      title: 'Own documents',
      requires: { crm: '>=1.0.0' },
    });
    expect(JSON.parse(files.get('patches/automation.crm.task-new-lead.json') ?? '')).toEqual({
      kind: 'automation',
      of: 'crm.task-new-lead',
      changes: [{ pointer: '/enabled', base: true, value: false }],
    });
    expect([...files.values()].join()).not.toContain(secret);
  });

  test('is the same to the letter when it is made again', async () => {
    expect([...exportPack(await versionOf(origin))]).toEqual([...files]);
    await writeFile(path.join(folder, 'views/stale.json'), '{}');
    await writePack(folder, files);
    expect(await readdir(path.join(folder, 'views'))).toEqual(['by-source.json', 'faxes.json']);
    expect(await readFile(path.join(folder, 'pack.json'), 'utf8')).toBe(files.get('pack.json'));
  });

  test('is not written over anything else', async () => {
    await expect(writePack(home, files)).rejects.toThrow(/not empty/);
    await expect(writePack(folder, new Map([['pack.json', '{ "id": "other" }']]))).rejects.toThrow(/not empty/);
  });

  test('makes the same model in a workspace that begins with it', async () => {
    expect(plain(await fresh.documents())).toEqual(plain(await origin.documents()));
    expect(await fresh.faults()).toEqual([]);
    const sale = await fresh.create('deal', { name: 'Held', stage: 'on-hold', warehouse: 'North', priority: 'someday' });
    expect(await fresh.read('custom.visit', await fresh.create('custom.visit', { name: 'First', sale }))).toMatchObject({
      sale: { id: sale },
    });
  });

  test('makes the same model in a workspace that gets it later', async () => {
    await later.upgrade('now', undefined, [folder]);
    expect(plain(await later.documents())).toEqual(plain(await origin.documents()));
    expect(await later.faults()).toEqual([]);
  });

  test('says what is left to export where it was laid among the files: nothing', async () => {
    expect((await synchronise(origin.workspace.database, [packFolder('now'), folder], silentLogger)).errors).toEqual([]);
    const version = await versionOf(fresh);
    expect(() => exportPack(version)).toThrow(/--id/);
    for (const at of [origin, fresh, later]) expect([...exportPack(await versionOf(at), 'more')]).toEqual([]);
  });

  test('that is given another id takes its own documents along under it', async () => {
    const { documents } = await versionOf(later);
    const sources = readModel([packFolder('now')]).model?.documents ?? [];
    const target = path.join(home, 'acme');
    await writePack(target, exportPack({ documents, sources }, 'acme'));
    const { model, errors } = readModel([packFolder('now'), target]);
    expect(errors).toEqual([]);
    expect([model?.entities.has('acme.visit'), model?.views.get('acme.by-source')?.entity]).toEqual([true, 'crm.deal']);
    expect(model?.packs.find(({ id }) => id === 'crm')?.navigation?.at(-1)?.items).toEqual(['acme.visit', { view: 'acme.by-source' }]);
    expect(JSON.stringify(model?.documents)).not.toContain('"custom.');
  });
});

describe('patches in a pack', () => {
  test('that lead nowhere, or to something wrong, are told with their file', async () => {
    const wrong = path.join(home, 'wrong');
    const patch = (of: string, changes: unknown): string => JSON.stringify({ kind: 'view', of, changes });
    await writePack(
      wrong,
      new Map([
        ['pack.json', JSON.stringify({ id: 'wrong', version: '1.0.0', title: 'Wrong' })],
        ['patches/a.json', patch('crm.deal', [{ pointer: '/title', value: 'x' }])],
        ['patches/b.json', patch('crm.deals', [{ pointer: '/columns/nme', value: 'nme' }])],
        ['patches/c.json', '{ "kind": '],
      ]),
    );
    const { errors, model } = readModel([packFolder('now'), wrong]);
    expect(model).toBeUndefined();
    expect(errors.map(({ file, pointer, hint }) => [file, pointer, hint])).toEqual([
      ['wrong/patches/c.json', '', undefined],
      ['wrong/patches/a.json', '/of', 'Did you mean "crm.deals"?'],
      ['crm/views/deals.json', '/columns/7', 'Did you mean "name"? The document is changed by wrong/patches/b.json.'],
    ]);
  });

  test('are told as conflicts when what they change is another by now', async () => {
    const clashing = path.join(home, 'clashing');
    await writePack(
      clashing,
      new Map([
        ['pack.json', JSON.stringify({ id: 'clashing', version: '1.0.0', title: 'Clashing' })],
        ['patches/a.json', JSON.stringify({ kind: 'view', of: 'crm.leads', changes: [{ pointer: '/title', base: 'Old', value: 'Ours' }] })],
      ]),
    );
    const number = await later.upgrade('now', undefined, [folder, clashing]);
    const { body } = await later.call('GET', `/api/metadata/versions/${number}/conflicts`);
    expect(body.data).toEqual([
      expect.objectContaining({ id: 'crm.leads', pointer: '/title', base: 'Old', ours: 'Ours', theirs: 'All leads', taken: 'ours' }),
    ]);
    const again = await synchronise(later.workspace.database, [packFolder('now'), folder, clashing], silentLogger);
    expect([again.changed, again.waiting]).toEqual([false, []]);
  });
});
