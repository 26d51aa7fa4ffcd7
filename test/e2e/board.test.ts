/** The board: the same move by the mouse and by the keyboard. */
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { createTestWorkspace } from '../support/test-workspace.ts';
import { create, setStage } from './support/stage.ts';

const stage = await setStage(await createTestWorkspace());
const { call } = await stage.app.signIn(['system.admin']);
const dragged = await create(call, 'deal', { name: 'Pulled by mouse', stage: 'prospecting', amount: 100, closeDate: '2027-03-01' });
const lost = await create(call, 'deal', { name: 'Lost by mouse', stage: 'prospecting', amount: 200 });
const moved = await create(call, 'deal', { name: 'Moved by keyboard', stage: 'prospecting', amount: 300 });
const won = await create(call, 'deal', { name: 'Long since won', stage: 'won', amount: 400 });
const { page } = await stage.enter(['crm.sales', 'crm.manager']);
const column = (name: string): Locator => page.getByRole('listitem', { name, exact: true });
const cardIn = (status: string, name: string): Locator => column(status).getByRole('article').filter({ hasText: name });
const stageOf = async (id: string): Promise<unknown> => (await call('GET', `/api/records/deal/${id}`)).body.stage;

/** Presses, moves in steps as a hand does, and lets go. */
async function drag(card: Locator, target: Locator): Promise<void> {
  await target.scrollIntoViewIfNeeded();
  const [from, to] = [await card.boundingBox(), await target.boundingBox()];
  if (!from || !to) throw new Error('Card or column is not on the screen.');
  await page.mouse.move(from.x + 40, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + 60, from.y + from.height / 2 + 10, { steps: 5 });
  await page.mouse.move(to.x + to.width / 2, to.y + 140, { steps: 15 });
  await page.mouse.up();
}

test('the columns are the statuses of the pipeline, with count and sum', async () => {
  await page.getByRole('navigation', { name: 'Navigation' }).getByRole('link', { name: 'Pipeline', exact: true }).click();
  await cardIn('Prospecting', 'Pulled by mouse').waitFor();
  const titles = await page.getByRole('list', { name: 'Pipeline' }).getByRole('heading', { level: 2 }).allTextContents();
  expect(titles.map((title) => title.trim())).toEqual(['Prospecting', 'Engaging', 'Proposal', 'Negotiation', 'Won', 'Lost']);
  expect(await column('Prospecting').locator('header').textContent()).toMatch(/3.*600/);
});

test('a card that is dragged to another column is there on the server, too', async () => {
  await drag(cardIn('Prospecting', 'Pulled by mouse'), column('Proposal'));
  await cardIn('Proposal', 'Pulled by mouse').waitFor();
  await page.getByText('Pulled by mouse is now in Proposal').waitFor({ state: 'attached' });
  expect(await stageOf(dragged)).toBe('proposal');
  await expect.poll(async () => column('Proposal').locator('header').textContent()).toMatch(/1.*100/);
});

test('dragging to a status that demands a reason asks for it; giving up puts the card back', async () => {
  await page.setViewportSize({ width: 2000, height: 850 });
  await drag(cardIn('Prospecting', 'Lost by mouse'), column('Lost'));
  const dialog = page.getByRole('dialog');
  await dialog.getByText('This step needs a little more information.').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await cardIn('Prospecting', 'Lost by mouse').waitFor();
  expect(await stageOf(lost)).toBe('prospecting');

  await drag(cardIn('Prospecting', 'Lost by mouse'), column('Lost'));
  await dialog.getByLabel('Loss reason').click();
  await page.getByRole('option', { name: 'No budget' }).click();
  await dialog.getByRole('button', { name: 'Move to Lost' }).click();
  await page.getByText('Lost by mouse is now in Lost').waitFor({ state: 'attached' });
  expect(await stageOf(lost)).toBe('lost');
});

test('the keyboard moves a card through its menu', async () => {
  await cardIn('Prospecting', 'Moved by keyboard').getByRole('button', { name: 'Move Moved by keyboard' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Engaging' }).waitFor();
  await page.getByRole('menuitem', { name: 'Engaging' }).focus();
  await page.keyboard.press('Enter');
  await cardIn('Engaging', 'Moved by keyboard').waitFor();
  await page.getByText('Moved by keyboard is now in Engaging').waitFor({ state: 'attached' });
  expect(await stageOf(moved)).toBe('engaging');
});

test('a move that the pipeline does not know is not made', async () => {
  await drag(cardIn('Won', 'Long since won'), column('Lost'));
  await page.getByText('This move is not permitted.').waitFor({ state: 'attached' });
  await cardIn('Won', 'Long since won').waitFor();
  expect(await stageOf(won)).toBe('won');
});
