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
  expect(await (await page.request.get('/api/session')).json()).toEqual({ user: null, providers: [] });
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

test('a forgotten password is set anew by the link of a mail; the page says the same for an address that nobody has', async () => {
  const admin = await stage.app.signIn(['system.admin']);
  const { page: window } = await stage.open();
  for (const address of ['invited@example.com', 'nobody@example.com']) {
    await window.goto('/sign-in');
    await window.getByRole('button', { name: 'Forgot your password?' }).click();
    await window.getByLabel('E-mail').fill(address);
    await window.getByRole('button', { name: 'Send the link' }).click();
    await window.getByText(`If somebody signs in here as ${address}`).waitFor();
  }
  const { body } = await admin.call('GET', '/api/outbox');
  const mails = (body.data as { id: string; to: string[] }[]).filter((mail) => mail.to.includes('invited@example.com'));
  expect(mails.length).toBe(1);
  const mail = (await admin.call('GET', `/api/outbox/${mails[0]!.id}`)).body as { plain: string };
  const [link = ''] = /\/sign-in\?reset=[\w-]+/.exec(mail.plain) ?? [];
  await window.goto(link);
  await window.getByRole('heading', { name: 'Choose a password' }).waitFor();
  await window.getByLabel('New password').fill('second long password');
  await window.getByLabel('Once more').fill('second long password');
  await window.getByRole('button', { name: 'Save and continue' }).click();
  await window.getByText('Your password is changed.').waitFor();
  await window.getByLabel('E-mail').fill('invited@example.com');
  await window.getByLabel('Password').fill('second long password');
  await window.getByRole('button', { name: 'Sign in' }).click();
  await window.getByRole('button', { name: 'Invited' }).waitFor();

  const other = await stage.open();
  await other.page.goto(link);
  await other.page.getByLabel('New password').fill('third long password');
  await other.page.getByLabel('Once more').fill('third long password');
  await other.page.getByRole('button', { name: 'Save and continue' }).click();
  await other.page.getByText('This link does not work any more').waitFor();
  await other.page.getByRole('button', { name: 'Ask for a new link' }).waitFor();
});

test('what a provider of identities refused is said in words, and an unknown code shows nothing of itself', async () => {
  const { page: window } = await stage.open();
  await window.goto('/sign-in?error=oidc-refused');
  await window.getByText('Nobody here belongs to that identity.').waitFor();
  await window.goto('/sign-in?error=%3Cimg%20src%3Dx%3E');
  await window.getByText('The other site did not confirm who you are.').waitFor();
  expect(await window.locator('main').textContent()).not.toContain('img src');
});

test('whoever is invited gets a link from the users list, chooses a password and is in', async () => {
  const admin = await stage.enter(['system.admin']);
  await admin.page.goto('/user');
  await admin.page.getByRole('button', { name: 'Invite people' }).click();
  const dialog = admin.page.getByRole('dialog');
  await dialog.getByLabel('E-mail').fill('new@example.com');
  await dialog.getByLabel('Name').fill('Newcomer');
  await dialog.getByLabel('Sales', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Send invitation' }).click();
  const link = await dialog.getByLabel('Invitation link').inputValue();
  const { page: window } = await stage.open();
  await window.goto(link.slice(new URL(link).origin.length));
  await window.getByRole('heading', { name: 'Choose a password' }).waitFor();
  await window.getByLabel('New password').fill('a newcomer chose this');
  await window.getByLabel('Once more').fill('a newcomer chose this');
  await window.getByRole('button', { name: 'Save and continue' }).click();
  await window.getByRole('button', { name: 'Newcomer' }).waitFor();
});
