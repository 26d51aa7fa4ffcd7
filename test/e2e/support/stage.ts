/** The product as its user sees it: the server on a fresh workspace, the built client, a browser and a signed-in page. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach } from 'vitest';
import type { Workspace } from '../../../server/access/workspace.ts';
import { ensureClientBuilt } from '../../../server/build-client.ts';
import { silentLogger } from '../../../server/kernel/logger.ts';
import { launchBrowser, picturesFolder } from '../../support/browser.ts';
import { startTestApp, type Call, type TestApp } from '../../support/test-app.ts';

/** Somebody in front of a browser. */
export interface Visitor {
  readonly id: string;
  readonly page: Page;
  /** The API as this user. */
  readonly call: Call;
  /** What the console said that it should not have. */
  readonly faults: string[];
}

/** Server and browser of a test file. */
export interface Stage {
  readonly app: TestApp;
  readonly browser: Browser;
  /** A window in which nobody is signed in. */
  open(options?: BrowserContextOptions): Promise<{ readonly page: Page; readonly faults: string[] }>;
  /** A new user with these roles, signed in, at the first page. */
  enter(roles: readonly string[], options?: BrowserContextOptions): Promise<Visitor>;
}

/** What a page shows and what it was told, for the log of a failing run whose pictures nobody can see. */
async function describePage(page: Page, heard: readonly string[]): Promise<string> {
  const shown = await page.locator('body').ariaSnapshot({ timeout: 2000 });
  return [page.url(), ...heard.slice(-12), shown.slice(0, 6000)].join('\n');
}

/** Starts server and browser; they end with the test file. A failing test leaves pictures of all its pages in `.cache/pictures` and says what they show. */
export async function setStage(workspace: Workspace): Promise<Stage> {
  const app = await startTestApp(workspace, await ensureClientBuilt({ log: silentLogger }));
  const browser = await launchBrowser();
  const heard = new WeakMap<Page, string[]>();
  afterAll(() => browser.close());
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    await mkdir(picturesFolder, { recursive: true });
    const pages = browser.contexts().flatMap((context) => context.pages());
    const name = task.name.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 60);
    for (const [index, page] of pages.entries()) {
      await page.screenshot({ path: path.join(picturesFolder, `${name}-${index}.png`) });
      process.stderr.write(`${await describePage(page, heard.get(page) ?? [])}\n`);
    }
  });

  async function open(options: BrowserContextOptions = {}): Promise<{ page: Page; faults: string[] }> {
    const context = await browser.newContext({
      viewport: { width: 1360, height: 850 },
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
      baseURL: app.url,
      ...options,
    });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    const faults: string[] = [];
    const answers: string[] = [];
    heard.set(page, answers);
    page.on('response', (answer) => {
      const request = answer.request();
      if (request.method() !== 'GET' || answer.status() >= 400) answers.push(`${request.method()} ${answer.url()} → ${answer.status()}`);
    });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    return { page, faults };
  }

  return {
    app,
    browser,
    open,
    async enter(roles, options = {}) {
      const { id, call, cookie } = await app.signIn(roles);
      const { page, faults } = await open(options);
      const [name = '', value = ''] = cookie.split('=');
      await page.context().addCookies([{ name, value, url: app.url }]);
      await page.goto('/');
      await page.getByRole('navigation', { name: /./ }).first().waitFor();
      return { id, page, call, faults };
    },
  };
}

/** Makes a record over the API. @throws Error with the server's words when it is refused. */
export async function create(call: Call, entity: string, values: Readonly<Record<string, unknown>>): Promise<string> {
  const answer = await call('POST', `/api/records/${entity}`, values);
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return String(answer.body.id);
}
