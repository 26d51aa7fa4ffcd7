/** Lists, records and forms, as somebody in sales sees them. */
import { describe, expect, test } from 'vitest';
import { createTestWorkspace } from '../support/test-workspace.ts';
import { create, setStage } from './support/stage.ts';

const workspace = await createTestWorkspace();
const stage = await setStage(workspace);
const { call } = await stage.app.signIn(['system.admin']);
const account = await create(call, 'account', { name: 'Aurora Foods' });
const kinds = ['renewal', 'upsell', 'new-business'];
const ids: string[] = [];
for (let number = 1; number <= 60; number++) {
  const name = `Offer ${String(number).padStart(3, '0')}`;
  ids.push(
    await create(call, 'deal', {
      name,
      stage: number % 4 === 0 ? 'engaging' : 'prospecting',
      amount: number * 10,
      closeDate: '2027-03-01',
      kind: kinds[number % 3],
      ...(number === 7 ? { account } : {}),
    }),
  );
}
const { page } = await stage.enter(['system.admin']);
const grid = page.getByRole('grid');
const heading = page.getByRole('heading', { level: 1 });
const firstName = (): Promise<string | null> => grid.getByRole('row').nth(1).getByRole('link').first().textContent();

describe('a list', () => {
  test('the navigation leads to it, and it says how many records there are', async () => {
    await page.getByRole('navigation', { name: 'Navigation' }).getByRole('link', { name: 'Deals', exact: true }).click();
    await heading.filter({ hasText: 'Deals' }).waitFor();
    await page.getByText('1–50 of 60').waitFor();
    expect(await grid.getByRole('row').count()).toBe(51);
    for (const title of ['Name', 'Account', 'Stage', 'Amount', 'Close date', 'Product', 'Owner'])
      expect(await grid.getByRole('columnheader', { name: title, exact: true }).count()).toBe(1);
  });

  test('the next page shows the rest and the one before leads back', async () => {
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.getByText('51–60 of 60').waitFor();
    expect(await grid.getByRole('row').count()).toBe(11);
    expect(await page.getByRole('button', { name: 'Next page' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Previous page' }).click();
    await page.getByText('1–50 of 60').waitFor();
  });

  test('a click on a header sorts upwards, a second one downwards', async () => {
    const header = grid.getByRole('columnheader', { name: 'Amount' });
    await header.getByRole('button').click();
    await grid.locator('[aria-busy=false]').or(page.locator('th[aria-sort=ascending]')).first().waitFor();
    await page.getByRole('row', { name: /Offer 001/ }).waitFor();
    expect((await firstName())?.trim()).toBe('Offer 001');
    await header.getByRole('button').click();
    await page.getByRole('row', { name: /Offer 060/ }).waitFor();
    expect((await firstName())?.trim()).toBe('Offer 060');
  });

  test('searching finds by the account, too, and says when nothing matches', async () => {
    const box = page.getByRole('searchbox', { name: 'Search this list' });
    await box.fill('aurora');
    await page.getByText('1–1 of 1').waitFor();
    expect((await firstName())?.trim()).toBe('Offer 007');
    await box.fill('there is no such thing');
    await page.getByText('Nothing matches').waitFor();
    await box.fill('');
    await page.getByText('1–50 of 60').waitFor();
  });

  test('a chip filters, stands in the address, and is taken off again', async () => {
    const filters = page.getByRole('group', { name: 'Filters' });
    await filters.getByRole('button', { name: 'Stage' }).click();
    await page.getByRole('checkbox', { name: 'Engaging' }).click();
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('1–15 of 15').waitFor();
    await filters.getByRole('button', { name: /Stage.*Engaging/ }).waitFor();
    await page.reload();
    await page.getByText('1–15 of 15').waitFor();
    await filters.getByRole('button', { name: 'Remove the filter Stage' }).click();
    await page.getByText('1–50 of 60').waitFor();
  });

  test('a chip on a link says the name of the record, also after coming back', async () => {
    const filters = page.getByRole('group', { name: 'Filters' });
    await filters.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('combobox', { name: 'Account' }).click();
    await page.getByRole('option', { name: 'Aurora Foods' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('1–1 of 1').waitFor();
    await filters.getByRole('button', { name: /Account.*Aurora Foods/ }).waitFor();
    await page.reload();
    await filters.getByRole('button', { name: /Account.*Aurora Foods/ }).waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByText('1–50 of 60').waitFor();
  });
});

describe('a record', () => {
  test('opens from the list; a changed field is saved, and the history shows who changed what', async () => {
    await page.getByRole('searchbox', { name: 'Search this list' }).fill('Offer 007');
    await page
      .getByRole('row', { name: /Offer 007/ })
      .getByRole('link', { name: 'Offer 007' })
      .click();
    await heading.filter({ hasText: 'Offer 007' }).waitFor();
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.getByLabel('Next step', { exact: true }).fill('Send the offer');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Edit', exact: true }).waitFor();
    const history = page.getByRole('complementary', { name: 'History' });
    await history.getByText('Send the offer').waitFor();
    expect(await history.textContent()).toContain('User 2');
    const { body } = await call('GET', `/api/records/deal/${ids[6]}`);
    expect(body.nextStep).toBe('Send the offer');
  });

  test('when another session has changed it, both versions are shown side by side, and mine can be put on top', async () => {
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.getByLabel('Next step', { exact: true }).fill('Mine');
    const { body } = await call('GET', `/api/records/deal/${ids[6]}`);
    const changed = await call(
      'PATCH',
      `/api/records/deal/${ids[6]}`,
      { nextStep: 'Theirs', priority: 'high' },
      { 'If-Match': `"${body.version}"` },
    );
    expect(changed.status).toBe(200);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Someone else changed this record' });
    const row = dialog.getByRole('row', { name: /Next step/ });
    await row.waitFor();
    expect(await row.textContent()).toMatch(/Send the offer.*Theirs.*Mine/s);
    await dialog.getByRole('button', { name: 'Apply my changes to theirs' }).click();
    await page.getByRole('button', { name: 'Edit', exact: true }).waitFor();
    expect((await call('GET', `/api/records/deal/${ids[6]}`)).body).toMatchObject({ nextStep: 'Mine', priority: 'high' });
  });

  test('a step in the bar moves it, and the step that demands a reason asks for it', async () => {
    const bar = page.getByRole('list', { name: 'Stage' });
    await bar.getByRole('button', { name: 'Engaging' }).click();
    await bar.locator('[aria-current=step]', { hasText: 'Engaging' }).waitFor();
    await bar.getByRole('button', { name: 'Lost' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Move to Lost' }).click();
    await dialog.getByText('Needed for this step.').waitFor();
    await dialog.getByLabel('Loss reason').click();
    await page.getByRole('option', { name: 'Price' }).click();
    await dialog.getByRole('button', { name: 'Move to Lost' }).click();
    await bar.locator('[aria-current=step]', { hasText: 'Lost' }).waitFor();
    expect((await call('GET', `/api/records/deal/${ids[6]}`)).body).toMatchObject({ stage: 'lost', lossReason: 'price' });
  });
});

describe('the form of a new record', () => {
  test('begins in the first status of the pipeline and hides what a rule hides until it holds', async () => {
    await page.goto('/deal');
    await page.getByRole('link', { name: 'New Deal' }).click();
    await page.getByRole('form', { name: 'Deal' }).waitFor();
    const stageBox = page.getByLabel('Stage', { exact: true });
    expect(await stageBox.textContent()).toContain('Prospecting');
    expect(await page.getByLabel('Loss reason').count()).toBe(0);
    await stageBox.click();
    await page.getByRole('option', { name: 'Lost' }).click();
    await page.getByLabel('Loss reason').waitFor();
    await stageBox.click();
    await page.getByRole('option', { name: 'Prospecting' }).click();
    await page.getByLabel('Loss reason').waitFor({ state: 'detached' });
  });

  test('whoever types on right after a choice from a menu loses nothing to it', async () => {
    for (const [option, text] of [
      ['Lost', 'First'],
      ['Prospecting', 'Second'],
    ] as const) {
      await page.getByLabel('Stage', { exact: true }).click();
      await page.getByRole('option', { name: option }).click();
      await page.getByLabel('Next step', { exact: true }).fill(text);
      expect(await page.getByLabel('Next step', { exact: true }).inputValue()).toBe(text);
    }
  });

  test('a required field that is empty is named, and nothing is sent', async () => {
    await page.getByRole('button', { name: 'Create Deal' }).click();
    await page.getByRole('alert').getByRole('button', { name: /Name/ }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/deal/new');
    expect(await page.getByLabel('Name', { exact: true }).getAttribute('aria-invalid')).toBe('true');
  });

  test('what only the server can know is wrong is said at its field; once mended, the record is made', async () => {
    await create(call, 'deal', { name: 'Taken', stage: 'prospecting', externalId: 'X-1' });
    await page.getByLabel('Name', { exact: true }).fill('From the form');
    await page.getByLabel('External number').fill('X-1');
    await page.getByLabel('Opened on', { exact: true }).fill('01/03/2027');
    await page.getByLabel('Amount', { exact: true }).fill('1,250.50');
    await page.getByRole('button', { name: 'Create Deal' }).click();
    await page
      .getByRole('alert')
      .getByText(/External number/)
      .waitFor();
    expect(await page.getByLabel('External number').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('External number').fill('X-2');
    await page.getByRole('button', { name: 'Create Deal' }).click();
    await heading.filter({ hasText: 'From the form' }).waitFor();
    const { body } = await call('GET', `/api/records/deal/${new URL(page.url()).pathname.split('/')[2]}`);
    expect(body).toMatchObject({ externalId: 'X-2', openedOn: '2027-03-01', stage: 'prospecting', source: 'manual' });
    expect(Number(body.amount.amount)).toBe(1250.5);
  });
});
