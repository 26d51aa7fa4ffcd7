/** What may be done with a record depends on its status: forms, bars and boards offer just that. */
import { expect, test } from 'vitest';
import { accessPack } from '../support/access-pack.ts';
import { createWorkspaceOf } from '../support/test-workspace.ts';
import { create, setStage } from './support/stage.ts';

const stage = await setStage(await createWorkspaceOf(accessPack()));
const seller = await stage.enter(['test.seller']);
const { page, call } = seller;
const edit = page.getByRole('button', { name: 'Edit', exact: true });

test('what may only be read in a status is no input there, and one in another status', async () => {
  const id = await create(call, 'deal', { name: 'Crane', amount: 5 });
  await page.goto(`/deal/${id}`);
  await edit.click();
  await page.getByRole('textbox', { name: /amount/i }).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect((await call('POST', `/api/records/deal/${id}/transition`, { to: 'offered' })).status).toBe(200);
  await page.reload();
  await edit.click();
  await page.getByRole('textbox', { name: /name/i }).waitFor();
  expect(await page.getByRole('textbox', { name: /amount/i }).count()).toBe(0);
});

test('a record that may not be changed in its status offers neither a form nor a step nor deletion', async () => {
  const id = await create(call, 'deal', { name: 'Sold crane', stage: 'won' });
  await page.goto(`/deal/${id}?edit=1`);
  await page.getByRole('heading', { level: 1, name: 'Sold crane' }).waitFor();
  await page.getByRole('form').waitFor();
  expect(await edit.count()).toBe(0);
  expect(await page.getByRole('form').getByRole('textbox').count()).toBe(0);
  const steps = page.getByRole('list', { name: /stage/i }).getByRole('button');
  expect(
    await steps.evaluateAll((all) =>
      all.filter((one) => one.getAttribute('aria-current') === null).map((one) => one.getAttribute('aria-disabled')),
    ),
  ).not.toContain('false');
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Who can see this' }).waitFor();
  expect(await page.getByRole('menuitem', { name: 'Delete' }).count()).toBe(0);
});
