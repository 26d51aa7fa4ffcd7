/** What follows a write: mails through SMTP, tasks on a change of status. */
import { SMTPServer } from 'smtp-server';
import { afterAll, describe, expect, test } from 'vitest';
import { startAutomation } from '../../server/automation/start.ts';
import { silentLogger } from '../../server/kernel/logger.ts';
import { startTestApp } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const received: { readonly to: string[]; readonly text: string }[] = [];
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, session, done) {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      received.push({ to: session.envelope.rcptTo.map((recipient) => recipient.address), text: Buffer.concat(chunks).toString('utf8') });
      done();
    });
  },
});
await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
const address = smtp.server.address();
const port = typeof address === 'object' && address !== null ? address.port : 0;

const workspace = await createTestWorkspace(8);
const app = await startTestApp(workspace);
const automation = await startAutomation({
  workspace,
  smtpUrl: `smtp://127.0.0.1:${port}?from=crm@example.com`,
  publicUrl: 'https://crm.example.com',
  logger: silentLogger,
});
const admin = await app.signIn(['system.admin']);
afterAll(async () => {
  await automation.stop();
  await workspace.database.query({ text: `drop schema if exists "${workspace.database.schema}_jobs" cascade`, values: [] });
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
});

/** Asks again until something is there; what never comes fails the test by its time limit. */
async function eventually<T>(ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('automations', () => {
  test('creating a lead sends a mail to its owner through SMTP, made from the template', async () => {
    const { body } = await admin.call('POST', '/api/records/lead', { name: 'Ada <b>Lovelace</b>', company: 'Analytical Engines' });
    const mail = await eventually(() => received.find((each) => each.to.includes('user1@example.com')));
    expect(mail.text).toContain('From: crm@example.com');
    expect(mail.text).toContain('Lovelace');
    expect(mail.text.replaceAll('=\r\n', '')).toContain('&lt;b&gt;Lovelace&lt;/b&gt;');
    const { body: outbox } = await eventually(async () => {
      const answer = await admin.call('GET', '/api/outbox');
      return answer.body.data.some((each: { state: string }) => each.state === 'sent') ? answer : undefined;
    });
    expect(outbox.data[0].to).toEqual(['user1@example.com']);
    const { body: shown } = await admin.call('GET', `/api/outbox/${outbox.data[0].id as string}`);
    expect(shown.html).toContain(`https://crm.example.com/lead/${body.id as string}`);
  });

  test('moving a deal to another status creates a task for its owner, once', async () => {
    const { body: deal } = await admin.call('POST', '/api/records/deal', { name: 'Bridge', amount: 1000, closeDate: '2030-01-01' });
    const moved = await admin.call('POST', `/api/records/deal/${deal.id as string}/transition`, { to: 'proposal' });
    expect(moved.status).toBe(200);
    const filter = encodeURIComponent(JSON.stringify({ type: 'task', 'regarding.id': deal.id }));
    const tasks = await eventually(async () => {
      const answer = await admin.call('GET', `/api/records/activity?filter=${filter}`);
      return answer.body.data.length > 0 ? answer.body.data : undefined;
    });
    expect(tasks).toHaveLength(1);
    expect(tasks[0]).toMatchObject({
      source: 'automation',
      owner: { id: admin.id },
      regarding: { entity: 'crm.deal', id: deal.id, label: 'Bridge' },
    });
  });

  test('a move that the pipeline demands something for is refused until it is there', async () => {
    const { body: deal } = await admin.call('POST', '/api/records/deal', { name: 'Tower' });
    const refused = await admin.call('POST', `/api/records/deal/${deal.id as string}/transition`, { to: 'lost' });
    expect(refused.status).toBe(422);
    expect(refused.body.errors[0].pointer).toBe('/lossReason');
    const moved = await admin.call('POST', `/api/records/deal/${deal.id as string}/transition`, {
      to: 'lost',
      values: { lossReason: 'price' },
    });
    expect(moved.body).toMatchObject({ stage: 'lost', lossReason: 'price' });
  });
});
