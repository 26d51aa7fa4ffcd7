/** What a role may not do is not on the screen; what a role may not see is not in it. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { createTestWorkspace } from '../support/test-workspace.ts';
import { create, setStage } from './support/stage.ts';

const stage = await setStage(await createTestWorkspace());
const { call } = await stage.app.signIn(['system.admin']);
const reader = await stage.enter(['crm.read-only']);
const seller = await stage.enter(['crm.sales']);
const account = await create(call, 'account', { name: 'Aurora Foods' });
const own = await create(call, 'deal', { name: 'Own deal', stage: 'prospecting', account, amount: 100, cost: 40, owner: seller.id });
const foreign = await create(call, 'deal', { name: 'Deal of somebody else', stage: 'prospecting', amount: 900, owner: reader.id });

/** Controls that change something or bring something in. */
async function writingControlsOn(page: Page): Promise<string[]> {
  const controls = page.locator('#main').getByRole('button').or(page.locator('#main').getByRole('link'));
  const names = await controls.evaluateAll((all) =>
    all.map((one) => `${one.getAttribute('aria-label') ?? ''} ${one.textContent ?? ''} ${one.getAttribute('href') ?? ''}`),
  );
  return names.filter((name) => /\b(new|create|edit|delete|import|move|run|save)\b/i.test(name)).map((name) => name.trim());
}

describe('somebody who may only read', () => {
  const { page } = reader;

  test('finds nothing in lists, boards and records that would change them', async () => {
    const screens = [
      ['/deal', page.getByRole('grid').getByRole('link', { name: 'Own deal' })],
      ['/deal?view=crm.deal-board', page.getByRole('article').filter({ hasText: 'Own deal' })],
      ['/quote', page.getByText('No Quotes yet')],
      [`/deal/${own}`, page.getByRole('heading', { level: 1, name: 'Own deal' })],
      ['/audits', page.getByRole('heading', { name: 'Year-end audit' })],
    ] as const;
    for (const [where, sign] of screens) {
      await page.goto(where);
      await sign.waitFor();
      expect([where, await writingControlsOn(page)]).toEqual([where, []]);
    }
  });

  test('gets no box to select rows by, no cell to type into and no step to press', async () => {
    await page.goto('/deal');
    const row = page.getByRole('row', { name: /Own deal/ });
    await row.waitFor();
    expect(await page.getByRole('grid').getByRole('checkbox').count()).toBe(0);
    await row.getByText('Prospecting').dblclick();
    await row.getByText('100').dblclick();
    expect(await page.getByRole('grid').locator('input, [role=combobox]').count()).toBe(0);
    await page.goto(`/deal/${own}`);
    const step = page.getByRole('list', { name: 'Stage' }).getByRole('button', { name: 'Engaging' });
    expect(await step.getAttribute('aria-disabled')).toBe('true');
    await step.click({ force: true });
    expect((await call('GET', `/api/records/deal/${own}`)).body.stage).toBe('prospecting');
  });

  test('who types the address of a form or of an import is told that it is not permitted', async () => {
    for (const where of ['/deal/new', '/deal/import', `/deal/${own}?edit=1`]) {
      await page.goto(where);
      await page
        .getByText('Not permitted')
        .or(page.getByRole('heading', { level: 1, name: 'Own deal' }))
        .first()
        .waitFor();
      expect([where, await page.locator('#main').getByRole('textbox').count()]).toEqual([where, 0]);
      expect([where, await page.locator('input[type=file], [type=submit]').count()]).toEqual([where, 0]);
    }
  });

  test('sees neither the administration nor columns that the role hides', async () => {
    await page.goto(`/deal/${own}`);
    await page.getByRole('form', { name: 'Deal' }).getByText('Amount', { exact: true }).waitFor();
    expect(await page.getByText('Margin', { exact: true }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Documents' }).count()).toBe(0);
    await page.goto('/admin/outbox');
    await page.getByText('Not permitted').first().waitFor();
  });
});

describe('somebody in sales', () => {
  const { page } = seller;

  test('sees the own pipeline and not that of others, neither in the list nor on the board nor by its address', async () => {
    await page.goto('/deal');
    await page.getByText('1–1 of 1').waitFor();
    await page.getByRole('grid').getByRole('link', { name: 'Own deal' }).waitFor();
    await page.goto('/deal?view=crm.deal-board');
    await page.getByRole('article').filter({ hasText: 'Own deal' }).waitFor();
    expect(await page.getByRole('article').count()).toBe(1);
    expect(await page.getByRole('listitem', { name: 'Prospecting', exact: true }).locator('header').textContent()).toMatch(/1.*100/);
    await page.goto(`/deal/${foreign}`);
    await page.getByText('It does not exist, or your roles do not let you see it.').waitFor();
    expect(await page.locator('body').textContent()).not.toContain('somebody else');
  });

  test('may make and change own deals, but neither delete nor import', async () => {
    await page.goto(`/deal/${own}`);
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.getByLabel('Next step', { exact: true }).fill('Call');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Edit', exact: true }).waitFor();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Share' }).waitFor();
    expect(await page.getByRole('menuitem', { name: 'Delete' }).count()).toBe(0);
    await page.goto('/deal');
    await page.getByRole('link', { name: 'New Deal' }).waitFor();
    expect(await page.getByRole('link', { name: 'Import' }).count()).toBe(0);
    expect((await call('GET', `/api/records/deal/${own}`)).body.nextStep).toBe('Call');
  });
});
