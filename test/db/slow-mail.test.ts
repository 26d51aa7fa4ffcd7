/** A mail server that takes its time holds nothing up: no row is locked, and no transaction open, while it does. */
import { SMTPServer } from 'smtp-server';
import { afterAll, expect, test } from 'vitest';
import { storeMail } from '../../server/automation/mails.ts';
import { startMailSender } from '../../server/automation/send-mails.ts';
import { silentLogger } from '../../server/kernel/logger.ts';
import { createTestWorkspace, systemOf } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace(10);
const { database } = workspace;
const arrived: string[] = [];
let letThrough: () => void = () => undefined;
let gate = Promise.resolve();
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, session, done) {
    stream.resume();
    stream.on('end', () => {
      arrived.push(...session.envelope.rcptTo.map((recipient) => recipient.address));
      void gate.then(() => done());
    });
  },
});
await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
const address = smtp.server.address();
const smtpUrl = `smtp://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}?from=crm@example.com`;
const senders = [1, 2].map(() => startMailSender(database, smtpUrl, 'https://crm.example.com', silentLogger));
afterAll(async () => {
  letThrough();
  await Promise.all(senders.map((sender) => sender.stop()));
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
});

const run = async <Row>(text: string, ...values: unknown[]): Promise<Row[]> =>
  (await database.query<Row>({ text: text.replaceAll('#', `"${database.schema}".`), values })).rows;
const store = (to: string): Promise<unknown> =>
  storeMail(systemOf(workspace), { recipients: [to], subject: 'Subject', html: '<p>Text</p>', plain: 'Text', effectKey: to }, true);
const stateOf = async (to: string): Promise<string | undefined> =>
  (await run<{ state: string }>('select state from #relata_mails where $1 = any(recipients)', to))[0]?.state;

test('while a mail is being sent nothing is locked, and no other sender sends it, too', async () => {
  gate = new Promise((resolve) => (letThrough = resolve));
  await store('slow@example.com');
  await expect.poll(() => arrived, { timeout: 30_000 }).toEqual(['slow@example.com']);
  // Both have looked for mails once more by then.
  await new Promise((resolve) => setTimeout(resolve, 4500));
  expect(await run(`select 1 from pg_locks where relation = '#relata_mails'::regclass and pid <> pg_backend_pid()`)).toEqual([]);
  expect(await stateOf('slow@example.com')).toBe('queued');
  letThrough();
  await expect.poll(() => stateOf('slow@example.com'), { timeout: 30_000 }).toBe('sent');
  expect(arrived).toEqual(['slow@example.com']);
});

test('what a sender had taken that was killed is sent when its time is over', async () => {
  await run(`insert into #relata_mails (id, created_at, recipients, subject, html, plain, state, taken_until)
    values (gen_random_uuid(), now(), '{left@example.com}', 'Subject', '', 'Text', 'queued', now() + interval '5 minutes')`);
  await store('next@example.com');
  await expect.poll(() => stateOf('next@example.com'), { timeout: 30_000 }).toBe('sent');
  expect(await stateOf('left@example.com')).toBe('queued');
  await run(`update #relata_mails set taken_until = now() where taken_until is not null`);
  await expect.poll(() => stateOf('left@example.com'), { timeout: 30_000 }).toBe('sent');
});
