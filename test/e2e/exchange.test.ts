/** Bringing files in, and auditing what came: what the browser shows of jobs that the server runs. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { codeRoot } from '../../server/kernel/config.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';
import { setStage } from './support/stage.ts';

const stage = await setStage(await createTestWorkspace());
const { page, call } = await stage.enter(['system.admin']);
const data = path.join(codeRoot, 'test/data/sales-pipeline');
/** The figure of the result that stands under this word. */
const figure = async (word: string): Promise<string> =>
  (
    await page
      .getByRole('term')
      .filter({ hasText: new RegExp(`^${word}$`) })
      .locator('xpath=following-sibling::dd')
      .textContent()
  )?.trim() ?? '';
/** The control that says which field a column fills. */
const fieldOf = (column: string): Locator => page.getByLabel(`Field for ${column}:`);

test('a file of the list is read, columns find their fields by name or are told, and all rows arrive', async () => {
  await page.goto('/product');
  await page.getByRole('link', { name: 'Import' }).first().click();
  await page.getByRole('heading', { name: 'Import Products' }).waitFor();
  await page.locator('input[type=file]').setInputFiles(path.join(data, 'products.csv'));
  await page.getByText('7 rows').waitFor();
  await page.getByText('comma').waitFor();
  await fieldOf('product').filter({ hasText: 'Name' }).waitFor();
  await fieldOf('series').filter({ hasText: 'Series' }).waitFor();
  await fieldOf('sales_price').filter({ hasText: 'Leave out' }).click();
  await page.getByRole('option', { name: 'List price' }).click();
  await page.getByRole('button', { name: 'Check without writing' }).click();
  await page.getByText('Nothing was written.').waitFor();
  expect(await figure('Created')).toBe('7');
  expect((await call('GET', '/api/records/product?count=exact')).body.page.count).toBe(0);
  await page.getByRole('button', { name: 'Back to the columns' }).click();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByRole('heading', { name: 'Import finished' }).waitFor();
  expect(await figure('Created')).toBe('7');
  expect(await figure('Not imported')).toBe('0');
  const { data: products } = (await call('GET', '/api/records/product?select=name,price')).body;
  expect(
    Object.fromEntries(products.map((one: { name: string; price: { amount: string } }) => [one.name, Number(one.price.amount)])),
  ).toMatchObject({
    'GTX Basic': 550,
    'GTK 500': 26768,
  });
  await page.getByRole('link', { name: 'Show Products' }).click();
  await page.getByRole('link', { name: 'GTX Plus Basic' }).waitFor();
  await page.getByText('1–7 of 7').waitFor();
});

test('rows that cannot be taken are named one by one, and their file holds them with the reason', async () => {
  const file =
    '\uFEFFname;price;launched on;active\r\n"Plug, large";12.50;2026-02-01;yes\r\nSocket;dear;2026-02-01;yes\r\nCable;3;the other day;no\r\n';
  await page.goto('/product/import');
  await page.locator('input[type=file]').setInputFiles({ name: 'parts.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
  await page.getByText('semicolon').waitFor();
  await page.getByText('3 rows').waitFor();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByRole('heading', { name: 'Import finished' }).waitFor();
  expect(await figure('Created')).toBe('1');
  expect(await figure('Not imported')).toBe('2');
  const faults = page.getByRole('table').getByRole('row');
  await faults.filter({ hasText: 'price' }).waitFor();
  await faults.filter({ hasText: 'launched on' }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download the error file' }).click(),
  ]);
  const text = await readFile(await download.path(), 'utf8');
  expect(text).toContain('Socket');
  expect(text).toContain('the other day');
  expect(text).not.toContain('Plug');
});

test('a value map mends a misspelt name, and a link finds its record by name', async () => {
  const file = 'name,stage,product\nOne,prospecting,GTXPro\nTwo,prospecting,GTX Basic\n';
  await page.goto('/deal/import');
  await page.locator('input[type=file]').setInputFiles({ name: 'deals.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
  const row = page.getByRole('row', { name: /GTXPro/ });
  await row.getByRole('button', { name: 'Replace values' }).click();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByLabel('In the file').fill('GTXPro');
  await page.getByLabel('Becomes').fill('GTX Pro');
  await page.keyboard.press('Escape');
  await row.getByRole('button', { name: '1 value replaced' }).waitFor();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByRole('heading', { name: 'Import finished' }).waitFor();
  expect(await figure('Created')).toBe('2');
  const { body } = await call('GET', '/api/records/deal?sort=name&select=name,product');
  expect(body.data.map((deal: { product: { label: string } }) => deal.product.label)).toEqual(['GTX Pro', 'GTX Basic']);
});

test('an audit that is started here ends in a report with a score, which the page shows', async () => {
  await page.getByRole('link', { name: 'Audits' }).click();
  const card = page.getByRole('article').filter({ has: page.getByRole('heading', { name: 'Year-end audit' }) });
  await card.getByRole('button', { name: 'Run audit' }).click();
  await card.getByRole('link', { name: 'Latest report' }).or(page.locator('iframe')).first().waitFor({ timeout: 60_000 });
  const link = card.getByRole('link', { name: 'Latest report' });
  if (await link.isVisible()) await link.click();
  await page.waitForURL('**/audits/runs/*');
  const report = page.frameLocator('iframe');
  await report.getByRole('heading', { level: 1 }).waitFor();
  const run = new URL(page.url()).pathname.split('/').at(-1);
  const { body } = await call('GET', `/api/audit-runs/${run}`);
  expect(body.state).toBe('done');
  expect(body.score).toBeGreaterThan(0);
  expect(await report.locator('body').textContent()).toContain(`${Math.round(body.score * 10) / 10}`);
  await page.goto('/audits');
  await card.getByRole('row').nth(1).getByRole('link', { name: 'Report' }).waitFor();
});
