/** What axe finds on every screen, and what the browser says in its console and asks of other hosts meanwhile. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { createTestWorkspace } from '../support/test-workspace.ts';
import { setStage } from './support/stage.ts';
import { furnish, visit } from './support/walk.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const stage = await setStage(await createTestWorkspace());
const { page, call, faults } = await stage.enter(['system.admin'], { colorScheme: 'light', reducedMotion: 'reduce' });
const screens = await furnish(call);
const stranger = await stage.open({ reducedMotion: 'reduce' });
const requests: string[] = [];
for (const context of stage.browser.contexts()) context.on('request', (request) => requests.push(request.url()));

const asked = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  resultTypes: ['violations'],
};

/** Serious and critical violations of WCAG 2.2 A and AA, each with its first places. */
async function violationsOn(where: Page): Promise<string[]> {
  await where.evaluate(axe);
  const results = await where.evaluate<AxeResults>(`axe.run(${JSON.stringify(asked)})`);
  return results.violations
    .filter((violation) => violation.impact === 'serious' || violation.impact === 'critical')
    .map(
      ({ id, help, nodes }) =>
        `${id} (${help}): ${nodes
          .slice(0, 3)
          .map((node) => node.html.slice(0, 200))
          .join(' | ')}`,
    );
}

describe.each(['light', 'dark'] as const)('in the %s appearance', (colorScheme) => {
  test('signing in has no serious violation', async () => {
    await stranger.page.emulateMedia({ colorScheme });
    await stranger.page.goto('/sign-in');
    await stranger.page.getByLabel('Password').waitFor();
    expect(await violationsOn(stranger.page)).toEqual([]);
  });

  test.each(screens)('$name has no serious violation', async (screen) => {
    await page.emulateMedia({ colorScheme });
    await visit(page, screen);
    expect(await violationsOn(page)).toEqual([]);
  });
});

test('dialogs and menus have no serious violation', async () => {
  await page.goto('/deal');
  await page.getByRole('grid').waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('option').first().waitFor();
  expect(await violationsOn(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('group', { name: 'Filters' }).getByRole('button', { name: 'Stage' }).click();
  await page.getByRole('checkbox', { name: 'Engaging', exact: true }).waitFor();
  expect(await violationsOn(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'Next step', exact: true }).waitFor();
  expect(await violationsOn(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'User 1' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
  expect(await violationsOn(page)).toEqual([]);
});

test('the dialogs of a record have no serious violation', async () => {
  await page.goto(screens.find((screen) => screen.name === 'record')?.path ?? '');
  for (const [item, sign] of [
    ['Share', 'It is shared with nobody.'],
    ['Who can see this', 'Field by field'],
  ] as const) {
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: item }).click();
    await page.getByRole('dialog').getByText(sign).waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await page.getByRole('button', { name: 'Time in each status' }).click();
  await page.getByRole('rowheader').first().waitFor();
  expect(await violationsOn(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'As it was on' }).click();
  await page.getByRole('button', { name: 'Show', exact: true }).waitFor();
  expect(await violationsOn(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'User 1' }).click();
  await page.getByRole('menuitem', { name: 'View as' }).click();
  await page.getByRole('dialog').getByRole('checkbox').first().waitFor();
  expect(await violationsOn(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.goto('/me');
  await page.getByRole('button', { name: 'New API key' }).click();
  await page.getByRole('dialog').getByRole('checkbox').first().waitFor();
  expect(await violationsOn(page)).toEqual([]);
});

test('all screens can be used without a request that leaves this server', () => {
  expect(requests.length).toBeGreaterThan(100);
  expect(requests.filter((url) => new URL(url).origin !== stage.app.url && !/^(data|blob):/.test(url))).toEqual([]);
});

test('no screen writes an error into the console of the browser', () => {
  expect([...faults, ...stranger.faults]).toEqual([]);
});
