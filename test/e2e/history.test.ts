/** The ways back: one change, all that was done together, the record as it was, and the log of everything. */
import { describe, expect, test } from 'vitest';
import { createTestWorkspace } from '../support/test-workspace.ts';
import { create, setStage } from './support/stage.ts';

const stage = await setStage(await createTestWorkspace());
const { page, call, faults } = await stage.enter(['system.admin']);
const deal = await create(call, 'deal', { name: 'Harbour crane', stage: 'prospecting', amount: 900 });
const history = page.getByRole('complementary', { name: 'History' });

async function patch(values: object): Promise<void> {
  const { headers } = await call('GET', `/api/records/deal/${deal}`);
  expect((await call('PATCH', `/api/records/deal/${deal}`, values, { 'If-Match': headers.get('etag') ?? '' })).status).toBe(200);
}

describe('one change', () => {
  test('is shown before it is taken back, and the record follows', async () => {
    await patch({ name: 'Harbour crane, sold' });
    await page.goto(`/deal/${deal}`);
    const entry = history.getByRole('listitem').filter({ hasText: 'Harbour crane, sold' });
    await entry.getByRole('button', { name: 'Undo' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('definition').getByText('Harbour crane', { exact: true }).waitFor();
    await dialog.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('heading', { level: 1, name: 'Harbour crane', exact: true }).waitFor();
    expect((await call('GET', `/api/records/deal/${deal}`)).body.name).toBe('Harbour crane');
  });

  test('to which something came after is left, and what came after is shown', async () => {
    await patch({ nextStep: 'Call' });
    await patch({ nextStep: 'Write' });
    await page.goto(`/deal/${deal}`);
    const entry = history.getByRole('listitem').filter({ hasText: 'changed this' }).nth(1);
    await entry.getByText('Call').waitFor();
    await entry.getByRole('button', { name: 'Undo' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Undo' }).click();
    await dialog.getByText('Something changed since then').waitFor();
    await dialog.getByText('Write').waitFor();
    expect((await call('GET', `/api/records/deal/${deal}`)).body.nextStep).toBe('Write');
    await page.keyboard.press('Escape');
  });
});

test('all that one bulk call changed is taken back together, with the number of records said before', async () => {
  const ids = [
    deal,
    await create(call, 'deal', { name: 'Tug', stage: 'prospecting' }),
    await create(call, 'deal', { name: 'Barge', stage: 'prospecting' }),
  ];
  const { body } = await call('POST', '/api/records/deal/bulk', {
    operations: ids.map((id) => ({ action: 'update', id, values: { nextStep: 'All at once' } })),
  });
  expect(body.results.map((one: { status: number }) => one.status)).toEqual([200, 200, 200]);
  await page.goto(`/deal/${deal}`);
  const entry = history.getByRole('listitem').filter({ hasText: 'All at once' });
  await entry.getByRole('button', { name: 'Undo the whole operation' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Undo the whole operation (3)' }).click();
  await page.getByText('3 records taken back').first().waitFor();
  for (const id of ids) expect((await call('GET', `/api/records/deal/${id}`)).body.nextStep).not.toBe('All at once');
});

describe('the record as it was', () => {
  test('is shown from an entry of its history, with a banner and without a way to change it', async () => {
    await page.goto(`/deal/${deal}`);
    const made = history.getByRole('listitem').filter({ hasText: 'created this' });
    await made.getByRole('button', { name: 'As it was then' }).click();
    await page.getByText('This is the record as it was on').waitFor();
    const form = page.getByRole('form', { name: 'Deal' });
    await form.getByRole('group', { name: 'Next step', exact: true }).getByText('nothing').waitFor();
    expect(await page.getByRole('button', { name: 'Edit', exact: true }).count()).toBe(0);
    expect(await form.getByRole('textbox').count()).toBe(0);
    await page.getByRole('button', { name: 'Back to the present' }).click();
    await form.getByText('Write').waitFor();
  });

  test('is asked for by a date, and one before it was made says so', async () => {
    await page.goto(`/deal/${deal}`);
    await history.getByRole('button', { name: 'As it was on' }).click();
    await page
      .getByRole('combobox', { name: 'Moment' })
      .or(page.getByLabel('Moment', { exact: true }))
      .first()
      .fill('01/02/2020');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.getByText('It did not exist yet').waitFor();
  });
});

test('the log shows what happened to whom, is narrowed by filters, and says how far it is sealed', async () => {
  await page.goto('/admin/history');
  await page.getByRole('link', { name: 'Harbour crane' }).first().waitFor();
  await page.getByRole('combobox', { name: 'What' }).click();
  await page.getByRole('option', { name: 'Created' }).click();
  await page.waitForURL(/action=create/);
  await expect.poll(() => page.locator('#main').getByText('changed this').count()).toBe(0);
  await page.getByRole('link', { name: 'Tug' }).waitFor();
  await page
    .getByText(/sealed/)
    .first()
    .waitFor();
});

test('no screen of these wrote an error into the console', () => {
  expect(faults.filter((fault) => !/40[49]/.test(fault))).toEqual([]);
});
