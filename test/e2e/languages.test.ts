/** The same product in English, Thai, Persian and Khmer. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import english from '../../client/src/i18n/messages/en.ts';
import accessMessages from '../../client/src/i18n/messages/access/en.ts';
import accountMessages from '../../client/src/i18n/messages/account/en.ts';
import adminMessages from '../../client/src/i18n/messages/admin/en.ts';
import fieldMessages from '../../client/src/fields/messages/en.ts';
import formMessages from '../../client/src/forms/messages/en.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';
import { setStage } from './support/stage.ts';
import { furnish, visit } from './support/walk.ts';

const stage = await setStage(await createTestWorkspace());
const { page, call } = await stage.enter(['system.admin']);
const screens = await furnish(call);

/** Every key of a message, such as `list.search`. */
function keysOf(messages: object, prefix = ''): string[] {
  return Object.entries(messages).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'string' ? [prefix + name] : keysOf(value as object, `${prefix}${name}.`),
  );
}
const keys = new Set(
  [english, accessMessages, accountMessages, adminMessages, fieldMessages, formMessages].flatMap((messages) => keysOf(messages)),
);

/** Everything that the screen says: texts, names for screen readers, hints. */
async function wordsOn(where: Page): Promise<string> {
  const hints = await where
    .locator('[aria-label],[placeholder],[title]')
    .evaluateAll((all) => all.flatMap((one) => ['aria-label', 'placeholder', 'title'].map((name) => one.getAttribute(name) ?? '')));
  return [await where.locator('body').innerText(), ...hints].join('\n');
}

/** Labels of the program and of the documents (not data) that are written in Latin letters. */
async function latinLabelsOn(where: Page): Promise<string[]> {
  const labels = await where
    .locator('nav a, nav button, h1, h2, thead th, label, dt, #main button, [role=tab]')
    .evaluateAll((all) => all.filter((one) => one.checkVisibility()).map((one) => (one as { innerText?: string }).innerText?.trim() ?? ''));
  return [...new Set(labels)].filter((text) => /^[A-Za-z][A-Za-z -]{2,}$/.test(text));
}

async function choose(current: RegExp, language: string): Promise<void> {
  await page.getByRole('button', { name: 'User 1' }).click();
  await page.getByRole('menuitem', { name: current }).click();
  await page.getByRole('menuitemcheckbox', { name: language }).click();
}

const languages = [
  { code: 'th', name: 'ไทย', before: /Language/, menu: 'เมนูนำทาง', deals: 'ดีล', search: 'ค้นหาในรายการนี้', stage: 'ขั้นตอน', direction: 'ltr' },
  {
    code: 'fa',
    name: 'فارسی',
    before: /ภาษา/,
    menu: 'پیمایش',
    deals: 'معاملات',
    search: 'جستجو در این فهرست',
    stage: 'مرحله',
    direction: 'rtl',
  },
  {
    code: 'km',
    name: 'ខ្មែរ',
    before: /زبان/,
    menu: 'ការរុករក',
    deals: 'ឱកាសលក់',
    search: 'ស្វែងរកក្នុងបញ្ជីនេះ',
    stage: 'ដំណាក់កាល',
    direction: 'ltr',
  },
  {
    code: 'en',
    name: 'English',
    before: /ភាសា/,
    menu: 'Navigation',
    deals: 'Deals',
    search: 'Search this list',
    stage: 'Stage',
    direction: 'ltr',
  },
] as const;

describe.each(languages)('$name', ({ code, name, before, menu, deals, search, stage: stageTitle, direction }) => {
  test('is chosen in the user menu, and the shell and the generated list speak it at once', async () => {
    if (code === 'th') await page.goto('/deal');
    await choose(before, name);
    await page.getByRole('navigation', { name: menu }).getByRole('link', { name: deals, exact: true }).click();
    await page.getByRole('heading', { level: 1, name: deals }).waitFor();
    await page.getByRole('searchbox', { name: search }).waitFor();
    await page.getByRole('columnheader', { name: stageTitle, exact: true }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe(code);
    expect(await page.locator('html').getAttribute('dir')).toBe(direction);
  });

  test('no screen shows the key of a message, nor a label that was not translated', async () => {
    const found: string[] = [];
    for (const screen of screens) {
      await visit(page, screen);
      const words = new Set((await wordsOn(page)).split(/[^\w.]+/));
      found.push(...[...words].filter((word) => word.includes('.') && keys.has(word)).map((key) => `${screen.name}: ${key}`));
      if (code === 'en') continue;
      const latin = await latinLabelsOn(page);
      found.push(...latin.filter((label) => !spoken.has(label)).map((label) => `${screen.name}: ${label}`));
    }
    expect([...new Set(found)]).toEqual([]);
  });
});

/** Names and abbreviations that are the same everywhere, and data. */
const spoken = new Set([
  'Relata',
  'USD',
  'CRM',
  'A long name of a deal that does not fit into a narrow column of any list',
  'Aurora Foods',
  'Somebody',
  'UTC',
  // Members of what the log says of changes of the model.
  'hash',
  'message',
]);

test('Persian mirrors the shell: the navigation stands on the right, the user on the left', async () => {
  await choose(/Language/, 'فارسی');
  const navigation = await page.getByRole('navigation', { name: 'پیمایش' }).boundingBox();
  const user = await page.getByRole('button', { name: 'User 1' }).boundingBox();
  expect(navigation?.x).toBeGreaterThan(680);
  expect(user?.x).toBeLessThan(680);
});

test.each([1280, 390])('in Persian no screen is wider than a window of %i pixels', async (width) => {
  await page.setViewportSize({ width, height: 800 });
  const wide: string[] = [];
  for (const screen of screens) {
    await visit(page, screen);
    const over = await page.locator('html, #main').evaluateAll((all) => Math.max(...all.map((one) => one.scrollWidth - one.clientWidth)));
    if (over > 0) wide.push(`${screen.name}: ${over}`);
  }
  expect(wide).toEqual([]);
});
