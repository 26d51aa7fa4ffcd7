/** A Chromium for the tests in a browser: CHROMIUM_PATH, else one that is installed, else the one that npm brought. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type LaunchOptions } from 'playwright-core';
import { unpackBrowser } from './packed-browser.ts';

/** Where systems put it. */
const installed =
  process.platform === 'darwin'
    ? ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium']
    : process.platform === 'win32'
      ? ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe', 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe']
      : ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', '/snap/bin/chromium'];

/** No traffic of the browser's own, no sandbox for root (who has none to give), no shared memory that containers lack. */
const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

async function chooseBrowser(): Promise<LaunchOptions> {
  const args = [...quiet, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  const named = process.env['CHROMIUM_PATH'];
  if (named && !existsSync(named)) throw new Error(`CHROMIUM_PATH is "${named}", and there is no such file.`);
  const found = named ?? installed.find((file) => existsSync(file));
  if (found) return { executablePath: found, args };
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(
      'Install Chromium or Chrome for the tests in a browser, or set CHROMIUM_PATH: the one that npm brings is for Linux on x64.',
    );
  const packed = await unpackBrowser();
  // Its sandbox needs a helper with root's rights, which a package cannot bring.
  return { executablePath: packed.executablePath, args: [...quiet, '--no-sandbox'], env: { ...process.env, ...packed.env } };
}

/** Starts a headless browser; close it after the file. The first start on a machine unpacks it, which takes some seconds. */
export async function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  const { args = [], ...chosen } = await chooseBrowser();
  return chromium.launch({ headless: true, timeout: 90_000, ...chosen, ...options, args: [...args, ...(options.args ?? [])] });
}

/** Where a failing test leaves its pictures: not part of the repository. */
export const picturesFolder = path.resolve(import.meta.dirname, '../../.cache/pictures');
