import { createServer } from 'node:http';
import { afterAll, expect, test } from 'vitest';
import { launchBrowser } from '../support/browser.ts';

const browser = await launchBrowser();
afterAll(() => browser.close());

test('a browser shows a page of this machine and runs its script', async () => {
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end('<button onclick="this.textContent = 1 + 1">sum</button>'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`);
  await page.click('button');
  expect(await page.textContent('button')).toBe('2');
  server.close();
});
