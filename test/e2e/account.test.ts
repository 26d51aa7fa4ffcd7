/** What a user settles for themselves: second factor, sessions, keys; and what an admin does about it. */
import { generateSync } from 'otplib';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { createTestWorkspace } from '../support/test-workspace.ts';
import { setStage } from './support/stage.ts';

const workspace = await createTestWorkspace();
const stage = await setStage(workspace);
const admin = await stage.enter(['system.admin']);
const user = await stage.enter(['crm.sales']);
const password = 'correct horse battery';
let secret = '';
let recoveryCodes: string[] = [];

const code = (): string => generateSync({ secret });

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

describe('the second factor', () => {
  test('is set up by a QR code or its key, and gives ten recovery codes, shown once', async () => {
    const { page } = user;
    await page.goto('/me');
    const section = page.getByRole('region', { name: 'Second factor' });
    await section.getByRole('button', { name: 'Set up' }).click();
    await section.getByLabel('Password').fill(password);
    await section.getByRole('button', { name: 'Continue' }).click();
    await section.getByRole('img', { name: 'QR code for your authenticator' }).waitFor();
    secret = (await section.getByLabel('Key for the authenticator').inputValue()).replaceAll(' ', '');
    await section.getByLabel('Code', { exact: true }).fill('000000');
    await section.getByRole('button', { name: 'Confirm and switch on' }).click();
    await section.getByRole('alert').waitFor();
    await section.getByLabel('Code', { exact: true }).fill(code());
    await section.getByRole('button', { name: 'Confirm and switch on' }).click();
    await section.getByRole('heading', { name: 'Recovery codes' }).waitFor();
    recoveryCodes = await section.getByRole('listitem').allTextContents();
    expect(recoveryCodes.length).toBe(10);
    await section.getByRole('button', { name: 'I have kept them' }).click();
    await section.getByText('10 recovery codes left').waitFor();
    await page.reload();
    await section.getByText('10 recovery codes left').waitFor();
    expect(await page.locator('body').textContent()).not.toContain(recoveryCodes[0]);
  });

  test('is asked for after the password; a wrong code leaves the step open, a recovery code opens it', async () => {
    const { page, faults } = await stage.open();
    await signIn(page, 'user2@example.com');
    await page.getByRole('heading', { name: 'One more step' }).waitFor();
    const box = page.getByLabel('Code', { exact: true });
    expect(await box.getAttribute('autocomplete')).toBe('one-time-code');
    await box.fill('000000');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('That code did not match').waitFor();
    expect(await box.inputValue()).toBe('');
    await page.getByRole('button', { name: 'Use a recovery code' }).click();
    await page.getByLabel('Recovery code').fill(recoveryCodes[0] ?? '');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('button', { name: 'User 2' }).waitFor();
    await page.goto('/me');
    await page.getByText('9 recovery codes left').waitFor();
    expect(faults.filter((fault) => !fault.includes('401'))).toEqual([]);
    await page.context().close();
  });

  test('is taken away by an admin for somebody who lost it', async () => {
    await admin.page.goto(`/user/${user.id}`);
    await admin.page.getByRole('button', { name: 'Access', exact: true }).click();
    await admin.page.getByRole('menuitem', { name: 'Reset second factor' }).click();
    await admin.page.getByRole('dialog').getByRole('button', { name: 'Reset second factor' }).click();
    await admin.page.getByText('The second factor of User 2 is off').first().waitFor();
    const { page } = await stage.open();
    await signIn(page, 'user2@example.com');
    await page.getByRole('button', { name: 'User 2' }).waitFor();
    await page.context().close();
  });
});

test('another session is ended from the list, and its browser is signed out', async () => {
  const [here, there] = [await stage.open(), await stage.open()];
  for (const { page } of [here, there]) {
    await signIn(page, 'user2@example.com');
    await page.getByRole('button', { name: 'User 2' }).waitFor();
  }
  await here.page.goto('/me');
  const sessions = here.page.getByRole('region', { name: 'Signed in' });
  const other = sessions.getByRole('listitem').filter({ hasNotText: 'this one' }).first();
  await sessions.getByRole('listitem').first().waitFor();
  const before = await sessions.getByRole('listitem').count();
  await other.getByRole('button').click();
  await expect.poll(() => sessions.getByRole('listitem').count()).toBe(before - 1);
  const key = await here.page.evaluate(async () => {
    const headers = { 'Content-Type': 'application/json', 'X-Requested-With': 'relata' };
    const answer = await fetch('/api/keys', { method: 'POST', headers, body: JSON.stringify({ name: 'Robot', scopes: ['read'] }) });
    return ((await answer.json()) as { key: string }).key;
  });
  const withKey = (): Promise<number> =>
    here.page.evaluate(async (bearer) => (await fetch('/api/model', { headers: { Authorization: `Bearer ${bearer}` } })).status, key);
  expect(await withKey()).toBe(200);
  await sessions.getByRole('button', { name: 'Sign out everywhere' }).click();
  const dialog = here.page.getByRole('dialog');
  await dialog.getByRole('checkbox', { name: 'Revoke all API keys, too' }).check();
  await dialog.getByRole('button', { name: 'Sign out everywhere' }).click();
  await here.page.waitForURL('**/sign-in');
  expect(await withKey()).toBe(401);
  await there.page.goto('/deal');
  await there.page.waitForURL(/\/sign-in/);
});

test('a key is shown once, reads within its scopes, and is worth nothing when it is revoked', async () => {
  const { page } = admin;
  await page.goto('/me');
  const section = page.getByRole('region', { name: 'API keys' });
  await section.getByRole('button', { name: 'New API key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Website forms');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const key = await dialog.getByLabel('API key').inputValue();
  expect(key).toMatch(/^rlt_/);
  await dialog.getByRole('button', { name: 'I have kept it' }).click();
  await section.getByText('Website forms').waitFor();
  expect(await page.locator('body').textContent()).not.toContain(key);
  const ask = (method: string, body?: string): Promise<number> =>
    fetch(`${stage.app.url}/api/records/account`, {
      method,
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body }),
    }).then((answer) => answer.status);
  expect(await ask('GET')).toBe(200);
  expect(await ask('POST', '{"name":"Made by a key"}')).toBe(403);
  await section.getByRole('button', { name: 'Revoke Website forms' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await section.getByText('revoked', { exact: true }).waitFor();
  expect(await ask('GET')).toBe(401);
});

test('the own name and language are changed where the user may write their record', async () => {
  const { page } = admin;
  await page.goto('/me');
  const section = page.getByRole('region', { name: 'Profile' });
  await section.getByLabel('Name').fill('Ada Admin');
  await section.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Ada Admin' }).waitFor();
  expect((await admin.call('GET', `/api/records/system.user/${admin.id}`)).body.name).toBe('Ada Admin');
});

test('a workspace that demands a second factor leads to its set-up, and in from there', async () => {
  const model = workspace.model();
  workspace.useModel({ ...model, settings: { ...model.settings, signIn: { secondFactor: 'everybody' } } }, workspace.version());
  try {
    const { page } = await stage.open();
    await signIn(page, 'user2@example.com');
    await page.getByRole('heading', { name: 'A second factor is needed' }).waitFor();
    await page.goto('/deal');
    await page.getByRole('heading', { name: 'A second factor is needed' }).waitFor();
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Continue' }).click();
    secret = (await page.getByLabel('Key for the authenticator').inputValue()).replaceAll(' ', '');
    await page.getByLabel('Code', { exact: true }).fill(code());
    await page.getByRole('button', { name: 'Confirm and switch on' }).click();
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByRole('heading', { level: 1, name: 'Deals' }).waitFor();
  } finally {
    workspace.useModel(model, workspace.version());
  }
});
