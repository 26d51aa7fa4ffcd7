/** What can be done with a record beyond changing it: sharing, asking why, the trash; and seeing as others see. */
import { describe, expect, test } from 'vitest';
import { createTestWorkspace } from '../support/test-workspace.ts';
import { create, setStage } from './support/stage.ts';

const stage = await setStage(await createTestWorkspace());
const admin = await stage.enter(['system.admin']);
const seller = await stage.enter(['crm.sales']);
const { page, call } = admin;
const deal = await create(call, 'deal', { name: 'Harbour crane', stage: 'prospecting', amount: 900, owner: admin.id });

describe('sharing one record', () => {
  test('lets a user see a record that the role alone would not show, until it ends', async () => {
    await seller.page.goto(`/deal/${deal}`);
    await seller.page.getByText('It does not exist, or your roles do not let you see it.').waitFor();
    await page.goto(`/deal/${deal}`);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Share…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Who' }).click();
    await page.getByRole('option', { name: 'User 2' }).click();
    await dialog.getByRole('button', { name: 'Share', exact: true }).click();
    await dialog.getByRole('listitem').filter({ hasText: 'User 2' }).waitFor();
    await seller.page.reload();
    await seller.page.getByRole('heading', { level: 1, name: 'Harbour crane' }).waitFor();
    await dialog.getByRole('button', { name: 'End sharing with User 2' }).click();
    await dialog.getByText('It is shared with nobody.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('complementary').getByText('ended sharing this').waitFor();
    await seller.page.reload();
    await seller.page.getByText('It does not exist, or your roles do not let you see it.').waitFor();
  });

  test('why somebody may or may not is told, to admins also of another user', async () => {
    await page.goto(`/deal/${deal}`);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Who can see this' }).click();
    const dialog = page.getByRole('dialog');
    const see = dialog.getByRole('listitem').filter({ hasText: /^See/ });
    expect(await see.textContent()).toMatch(/yes.*may see everything/);
    await dialog.getByRole('combobox', { name: 'Access of' }).click();
    await page.getByRole('option', { name: 'User 2' }).click();
    await dialog.getByText('What User 2 may do with it').waitFor();
    await expect.poll(() => see.textContent()).toMatch(/no/);
    await dialog.getByText('Field by field').click();
    await dialog.getByText('Margin', { exact: true }).waitFor();
  });
});

test('what was deleted is found in the trash of its list and comes back from there', async () => {
  await page.goto(`/deal/${deal}`);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.waitForURL('**/deal');
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Trash' }).click();
  await page.getByRole('heading', { level: 1, name: 'Trash of Deals' }).waitFor();
  await page
    .getByRole('row', { name: /Harbour crane/ })
    .getByRole('checkbox')
    .click();
  await page.getByRole('button', { name: 'Restore 1' }).click();
  await page.getByText('The trash is empty').waitFor();
  expect((await call('GET', `/api/records/deal/${deal}`)).body.deletedAt ?? null).toBeNull();
});

describe('an admin who looks with the eyes of a role', () => {
  test('sees what it sees, is told so, and finds nothing that would change anything', async () => {
    await page.goto('/deal');
    await page.getByRole('grid').getByRole('link', { name: 'Harbour crane' }).waitFor();
    await page.getByRole('button', { name: 'User 1' }).click();
    await page.getByRole('menuitem', { name: 'View as' }).click();
    await page.getByRole('dialog').getByRole('checkbox', { name: 'Sales', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'View', exact: true }).click();
    await page.getByText('You see everything as Sales does.').waitFor();
    await page.goto('/account');
    await page.getByRole('heading', { level: 1, name: 'Accounts' }).waitFor();
    expect(await page.getByRole('link', { name: 'New Account' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Documents' }).count()).toBe(0);
    await page.goto(`/deal/${deal}`);
    await page.getByRole('heading', { level: 1, name: 'Harbour crane' }).waitFor();
    expect(await page.getByRole('button', { name: 'Edit', exact: true }).count()).toBe(0);
    const mine = await page.getByRole('form', { name: 'Deal' }).textContent();
    expect(mine).not.toContain('Margin');
  });

  test('sees no more than the user whom they look as, and is back with one press', async () => {
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Edit', exact: true }).waitFor();
    await page.goto(`/user/${seller.id}`);
    await page.getByRole('button', { name: 'Access', exact: true }).click();
    await page.getByRole('menuitem', { name: 'View as User 2' }).click();
    await page.getByText('You see everything as User 2 does.').waitFor();
    await page.goto(`/deal/${deal}`);
    await page.getByText('It does not exist, or your roles do not let you see it.').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('heading', { level: 1, name: 'Harbour crane' }).waitFor();
  });
});

test('who types while somebody else saves keeps the typed text, takes the rest over, and saves both', async () => {
  await page.goto(`/deal/${deal}?edit=1`);
  await page.getByLabel('Next step', { exact: true }).fill('Call the harbour master');
  const before = await call('GET', `/api/records/deal/${deal}`);
  await call(
    'PATCH',
    `/api/records/deal/${deal}`,
    { name: 'Harbour crane, second hand' },
    { 'If-Match': String(before.headers.get('etag')) },
  );
  await page.getByText(/saved a change/).waitFor();
  await page.getByRole('button', { name: 'Take it over and go on' }).click();
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Harbour crane, second hand');
  expect(await page.getByLabel('Next step', { exact: true }).inputValue()).toBe('Call the harbour master');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Edit', exact: true }).waitFor();
  expect((await call('GET', `/api/records/deal/${deal}`)).body).toMatchObject({
    name: 'Harbour crane, second hand',
    nextStep: 'Call the harbour master',
  });
});

test('the status bar tells how long the record was in each status', async () => {
  await page.goto(`/deal/${deal}`);
  await page.getByRole('button', { name: 'Time in each status' }).click();
  await page.getByRole('rowheader', { name: /Prospecting.*since/ }).waitFor();
});

test('a list and a board follow what somebody else does, without a reload', async () => {
  await page.goto('/deal');
  await page
    .getByRole('grid')
    .getByRole('link', { name: /Harbour crane/ })
    .waitFor();
  const other = await create(call, 'deal', { name: 'Floating dock', stage: 'engaging' });
  await page.getByRole('grid').getByRole('link', { name: 'Floating dock' }).waitFor();
  await page.goto('/deal?view=crm.deal-board');
  const card = page.getByRole('article').filter({ hasText: 'Floating dock' });
  await card.waitFor();
  await call('DELETE', `/api/records/deal/${other}`);
  await card.waitFor({ state: 'detached' });
});

test('no screen of these wrote an error into the console', () => {
  expect([...admin.faults, ...seller.faults].filter((fault) => !fault.includes('404'))).toEqual([]);
});
