/** What is shown follows what happens, also over a break in which more was missed than is told; and the stream is that of the role through whose eyes one looks. */
import { expect, test } from 'vitest';
import { createTestWorkspace } from '../support/test-workspace.ts';
import { create, setStage } from './support/stage.ts';

const stage = await setStage(await createTestWorkspace());
const { call } = await stage.app.signIn(['system.admin']);

test('after a reset the list is read anew', async () => {
  await create(call, 'account', { name: 'There from the beginning' });
  const { page } = await stage.enter(['system.admin']);
  const told = { reset: false };
  // Somebody in between lets nothing through, as if the browser had been asleep.
  await page.route('**/api/events', (route) =>
    route.fulfill({
      status: 200,
      contentType: 'text/event-stream',
      body: told.reset ? 'retry: 60000\nevent: reset\ndata: {}\n\n' : 'retry: 200\n\n: alive\n\n',
    }),
  );
  await page.goto('/crm.account');
  await page.getByText('There from the beginning').first().waitFor();
  await create(call, 'account', { name: 'Missed in between' });
  await page.waitForTimeout(1500);
  expect(await page.getByText('Missed in between').count()).toBe(0);
  told.reset = true;
  await page.getByText('Missed in between').first().waitFor();
});

test('the stream of somebody who looks through other eyes asks for theirs', async () => {
  const { page } = await stage.enter(['system.admin']);
  await page.evaluate(() => sessionStorage.setItem('relata-view-as', JSON.stringify({ header: 'crm.read-only', label: 'Read only' })));
  const asked = page.waitForRequest((request) => request.url().includes('/api/events'));
  await page.goto('/crm.account');
  expect(new URL((await asked).url()).searchParams.get('viewAs')).toBe('crm.read-only');
  await page.getByText('There from the beginning').first().waitFor();
  await create(call, 'account', { name: 'Seen through other eyes' });
  await page.getByText('Seen through other eyes').first().waitFor();
});
