/** Documents are the product: what stands in a pack is on the screen, what is taken out of it is gone, with no code between. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { codeRoot } from '../../server/kernel/config.ts';
import { loadPackFolders } from '../../server/model/load.ts';
import { readModel } from '../../server/packs/synchronise.ts';
import { createWorkspaceOf } from '../support/test-workspace.ts';
import { create, setStage } from './support/stage.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'relata-packs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const pack = path.join(folder, 'crm');
cpSync(path.join(codeRoot, 'metadata/crm'), pack, { recursive: true });

/** Changes one document of the copied pack. */
function edit<Document>(file: string, change: (document: Document) => void): void {
  const where = path.join(pack, file);
  const document = JSON.parse(readFileSync(where, 'utf8')) as Document;
  change(document);
  writeFileSync(where, JSON.stringify(document));
}

// One more field of an entity whose form and views name all their fields themselves.
edit<{ properties: Record<string, object> }>('entities/deal.json', (deal) => {
  deal.properties['competitor'] = { field: 'text', title: 'Main competitor', maxLength: 100 };
});
// One entity less.
const removed = 'crm.price-list-entry';
rmSync(path.join(pack, 'entities/price-list-entry.json'));
edit<{ navigation: { items: unknown[] }[] }>('pack.json', (manifest) => {
  for (const group of manifest.navigation) group.items = group.items.filter((item) => item !== removed);
});
for (const role of ['manager', 'sales', 'read-only'])
  edit<{ entities: Record<string, unknown> }>(`roles/${role}.json`, (document) => delete document.entities[removed]);
for (const language of ['fa', 'km', 'th'])
  edit<{ texts: Record<string, unknown> }>(`locales/${language}.json`, (document) => delete document.texts[removed]);
// One entity more: the one that the README tells the reader to write.
const example = /```json\n(\{ "\$schema": "\.\.\/\.\.\/schema\/entity[^]*?)```/.exec(
  readFileSync(path.join(codeRoot, 'README.md'), 'utf8'),
)?.[1];
writeFileSync(path.join(pack, 'entities/site.json'), example ?? '');

expect(readModel([pack]).errors).toEqual([]);
const stage = await setStage(await createWorkspaceOf(loadPackFolders([pack])));
const { page, call } = await stage.enter(['system.admin']);
const navigation = page.getByRole('navigation', { name: 'Navigation' });
const grid = page.getByRole('grid');

describe('one more field in an entity', () => {
  test('is asked for in the form, and stands on the page of the record', async () => {
    await page.goto('/deal/new');
    await page.getByLabel('Name', { exact: true }).fill('Contested');
    await page.getByLabel('Main competitor').fill('Globex');
    await page.getByRole('button', { name: 'Create Deal' }).click();
    await page.getByRole('heading', { level: 1, name: 'Contested' }).waitFor();
    await page.getByRole('form', { name: 'Deal' }).getByText('Globex').waitFor();
    const { body } = await call('GET', `/api/records/deal/${new URL(page.url()).pathname.split('/')[2]}`);
    expect(body.competitor).toBe('Globex');
  });

  test('is a column of the list as soon as it is picked, also after coming back', async () => {
    await create(call, 'deal', { name: 'Uncontested', stage: 'prospecting' });
    await navigation.getByRole('link', { name: 'Deals', exact: true }).click();
    await grid.getByRole('columnheader', { name: 'Amount' }).waitFor();
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('checkbox', { name: 'Main competitor' }).click();
    await page.keyboard.press('Escape');
    await grid.getByRole('columnheader', { name: 'Main competitor' }).waitFor();
    await page.reload();
    await grid.getByRole('columnheader', { name: 'Main competitor' }).waitFor();
    await page.getByRole('row', { name: /Contested.*Globex/ }).waitFor();
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('button', { name: 'As the view has them' }).click();
    await grid.getByRole('columnheader', { name: 'Main competitor' }).waitFor({ state: 'detached' });
  });

  test('can be filtered by', async () => {
    await page.getByText('1–2 of 2').waitFor();
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.getByRole('button', { name: 'Main competitor' }).click();
    await page.getByRole('textbox', { name: 'Value' }).fill('glob');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('1–1 of 1').waitFor();
    await grid.getByRole('link', { name: 'Contested', exact: true }).waitFor();
  });
});

test('an entity whose document was taken out is nowhere', async () => {
  await navigation.getByRole('link', { name: 'Price lists' }).waitFor();
  expect(await navigation.getByRole('link', { name: 'Prices', exact: true }).count()).toBe(0);
  await page.goto('/price-list-entry');
  await page.getByText('It does not exist, or your roles do not let you see it.').waitFor();
  expect((await call('GET', '/api/records/price-list-entry')).status).toBe(404);
});

describe('an entity that the README tells the reader to write, and that no navigation names', () => {
  test('is reached from the navigation and from the search, with a list and a form of its own', async () => {
    await page.goto('/deal');
    await navigation.getByRole('link', { name: 'Sites' }).click();
    await page.getByText('No Sites yet').waitFor();
    await page.getByRole('link', { name: 'New Site' }).first().click();
    for (const title of ['Name', 'Account', 'Opened', 'Rent']) await page.getByLabel(title, { exact: true }).waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Harbour office');
    await page.getByRole('button', { name: 'Create Site' }).click();
    await page.getByRole('heading', { level: 1, name: 'Harbour office' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').or(page.getByRole('dialog').getByRole('textbox')).fill('sites');
    await page.getByRole('option', { name: /Sites/ }).first().click();
    await grid.getByRole('link', { name: 'Harbour office' }).waitFor();
  });

  test('parts of other records, such as lines of a deal, do not crowd the navigation', async () => {
    expect(await navigation.getByRole('link', { name: 'Deal lines' }).count()).toBe(0);
  });
});
