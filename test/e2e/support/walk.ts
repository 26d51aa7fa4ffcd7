/** The screens of the product, for tests that look at all of them. */
import type { Page } from 'playwright-core';
import type { Call } from '../../support/test-app.ts';
import { create } from './stage.ts';

/** One screen: where it is, and what stands on it as soon as its data have come (a CSS selector). */
export interface Screen {
  readonly name: string;
  readonly path: string;
  readonly ready: string;
}

/** Makes a few records of several entities and names the screens that show them. @param call as an administrator */
export async function furnish(call: Call): Promise<readonly Screen[]> {
  const account = await create(call, 'account', { name: 'Aurora Foods', email: 'office@example.com', website: 'https://example.com' });
  const deal = await create(call, 'deal', {
    name: 'A long name of a deal that does not fit into a narrow column of any list',
    account,
    stage: 'negotiation',
    amount: 12_500,
    closeDate: '2027-03-01',
    tags: ['first', 'second'],
  });
  for (const stage of ['prospecting', 'engaging', 'won']) await create(call, 'deal', { name: `Deal in ${stage}`, stage, amount: 300 });
  await create(call, 'activity', {
    subject: 'Call back',
    type: 'call',
    done: true,
    dueAt: new Date().toISOString(),
    regarding: { entity: 'crm.deal', id: deal },
  });
  const user = await create(call, 'system.user', { name: 'Somebody', email: 'somebody@example.com', roles: ['crm.sales'] });
  const { id: run } = (await call('POST', '/api/audits/crm.year-end/runs', {})).body as { id: string };
  while ((await call('GET', `/api/audit-runs/${run}`)).body.state === 'running') await new Promise((resolve) => setTimeout(resolve, 100));
  return [
    { name: 'list', path: '/deal', ready: '[role=grid] a, article a, #main ul a' },
    { name: 'board', path: '/deal?view=crm.deal-board', ready: 'article' },
    { name: 'calendar', path: '/activity?view=crm.activity-calendar', ready: 'td a' },
    { name: 'empty list', path: '/quote', ready: '#main a[href$="/new"]' },
    { name: 'record', path: `/deal/${deal}`, ready: '#main form' },
    { name: 'form of a record', path: `/deal/${deal}?edit=1`, ready: 'form [type=submit]' },
    { name: 'form of a new record', path: '/deal/new', ready: 'form [type=submit]' },
    { name: 'record as it was', path: `/deal/${deal}?at=${new Date().toISOString()}`, ready: '#main form' },
    { name: 'trash', path: '/deal/trash', ready: '#main p' },
    { name: 'account', path: '/me', ready: '#main form' },
    { name: 'history', path: '/admin/history', ready: '#main ol li' },
    { name: 'user', path: `/user/${user}`, ready: '#main form' },
    { name: 'pivot', path: '/reports/crm.activities-by-owner', ready: '#main table td' },
    { name: 'import', path: '/deal/import', ready: 'input[type=file]' },
    { name: 'audits', path: '/audits', ready: '#main article table' },
    { name: 'report of an audit', path: `/audits/runs/${run}`, ready: '#main iframe' },
    { name: 'report', path: '/reports/crm.pipeline-by-stage', ready: '#main table td' },
    { name: 'outbox', path: '/admin/outbox', ready: '#main h1' },
    { name: 'documents', path: '/admin/documents', ready: '#main summary' },
    { name: 'nothing', path: '/nothing', ready: '#main p' },
  ];
}

/** Opens a screen and waits until it stands still. */
export async function visit(page: Page, screen: Screen): Promise<void> {
  await page.goto(screen.path);
  await page.locator(screen.ready).first().waitFor({ state: 'attached' });
  await page.locator('#main [aria-busy=true], #main [role=status][aria-label]').first().waitFor({ state: 'detached' });
}
