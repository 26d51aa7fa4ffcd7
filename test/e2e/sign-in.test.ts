/** Coming in and going out. */
import { expect, test } from 'vitest';
import { makeToken } from '../../server/identity/tokens.ts';
import { writeRecords } from '../../server/records/write.ts';
import { createTestWorkspace, systemOf } from '../support/test-workspace.ts';
import { setStage } from './support/stage.ts';

const workspace = await createTestWorkspace();
const stage = await setStage(workspace);
const { page } = await stage.open();

async function fill(email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('a wrong password is refused in words, and the address stays in its field', async () => {
  await stage.app.signIn(['system.admin']);
  await page.goto('/');
  await page.waitForURL('**/sign-in');
  await fill('user1@example.com', 'a wrong password');
  const notice = page.getByRole('alert');
  await notice.waitFor();
  expect(await notice.textContent()).toContain('That did not match');
  expect(await page.getByLabel('E-mail').inputValue()).toBe('user1@example.com');
});

test('the right password leads to the page that was asked for', async () => {
  await page.goto('/account');
  await page.waitForURL('**/sign-in?to=/account');
  await fill('user1@example.com', 'correct horse battery');
  await page.getByRole('heading', { name: 'Accounts', level: 1 }).waitFor();
});

test('after signing out nothing is shown, and the session is over', async () => {
  await page.getByRole('button', { name: 'User 1' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in');
  expect(await (await page.request.get('/api/session')).json()).toEqual({ user: null });
  expect((await page.request.get('/api/records/account')).status()).toBe(401);
  await page.goto('/account');
  await page.waitForURL('**/sign-in?to=/account');
});

test('a one-time link asks for a password, which signs in from then on; the link works once', async () => {
  const context = systemOf(workspace);
  const [made] = await writeRecords(
    context,
    'system.user',
    [{ action: 'create', values: { name: 'Invited', email: 'invited@example.com', roles: ['crm.sales'] } }],
    { atomic: true },
  );
  if (!made?.ok) throw new Error('The user could not be made.');
  const link = `/#/sign-in?token=${await makeToken(context, made.id, 'sign-in', 10)}`;
  await page.goto(link);
  await page.getByRole('heading', { name: 'Choose a password' }).waitFor();
  await page.getByLabel('New password').fill('first long password');
  await page.getByLabel('Once more').fill('another long password');
  await page.getByText('The two do not match.').waitFor();
  await page.getByLabel('Once more').fill('first long password');
  await page.getByRole('button', { name: 'Save and continue' }).click();
  await page.getByRole('button', { name: 'Invited' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await fill('invited@example.com', 'first long password');
  await page.getByRole('button', { name: 'Invited' }).waitFor();

  const other = await stage.open();
  await other.page.goto(link);
  await other.page.getByRole('alert').waitFor();
  expect(new URL(other.page.url()).pathname).toBe('/sign-in');
});
