/** Mails and automations that strangers have a word in: headers, markup, chains without end, servers that refuse. */
import { SMTPServer } from 'smtp-server';
import { afterAll, describe, expect, test } from 'vitest';
import { storeMail } from '../../server/automation/mails.ts';
import { startMailSender } from '../../server/automation/send-mails.ts';
import { startAutomation } from '../../server/automation/start.ts';
import { silentLogger } from '../../server/kernel/logger.ts';
import { startTestApp } from '../support/test-app.ts';
import { createWorkspaceOf, systemOf, testPack } from '../support/test-workspace.ts';

interface Received {
  readonly to: readonly string[];
  readonly text: string;
}

const received: Received[] = [];
const refuse = (address: string): Error | undefined => {
  const code = /^c(\d{3})/.exec(address)?.[1];
  return code === undefined ? undefined : Object.assign(new Error(`no thanks, ${code}`), { responseCode: Number(code) });
};
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onRcptTo: ({ address }, _session, done) => done(refuse(address)),
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
const smtpUrl = `smtp://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}?from=crm@example.com`;

const hostile = `
<p>{{record.name}}</p>
1{{constructor}}{{record.constructor}}{{__proto__}}{{record.__proto__}}2
3{{#with record}}{{#with constructor}}{{#with constructor}}{{name}}{{/with}}{{/with}}{{/with}}4
5{{#each record}}{{#if constructor.constructor}}{{constructor.constructor}}{{/if}}{{/each}}6
7{{record.toString}}{{record.hasOwnProperty}}{{this.valueOf}}{{@root.constructor}}{{@data}}8`;
const pack = testPack([
  {
    kind: 'entity',
    content: {
      id: 'test.thing',
      title: 'Thing',
      plural: 'Things',
      display: 'name',
      properties: {
        name: { field: 'longText', title: 'Name' },
        to: { field: 'text', title: 'To' },
        count: { field: 'integer', title: 'Count' },
        limited: { field: 'integer', title: 'Limited', maximum: 5 },
      },
    },
  },
  { kind: 'template', content: { id: 'test.mail', title: 'Mail', entity: 'test.thing', subject: 'About {{record.name}}', body: hostile } },
  {
    kind: 'automation',
    content: {
      id: 'test.mail-new',
      title: 'Mail',
      entity: 'test.thing',
      trigger: { on: 'create' },
      when: { to: { empty: false } },
      actions: [{ type: 'email', template: 'test.mail', to: [{ $record: 'to' }] }],
    },
  },
  {
    kind: 'automation',
    content: {
      id: 'test.echo',
      title: 'Echo',
      entity: 'test.thing',
      trigger: { on: 'create' },
      when: { name: 'echo' },
      actions: [{ type: 'create', entity: 'test.thing', values: { name: 'echo' } }],
    },
  },
  {
    kind: 'automation',
    content: {
      id: 'test.fails',
      title: 'Fails',
      entity: 'test.thing',
      trigger: { on: 'create' },
      when: { name: 'fails' },
      actions: [{ type: 'update', values: { limited: 99 } }],
    },
  },
]);
const workspace = await createWorkspaceOf(pack);
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const automation = await startAutomation({ workspace, smtpUrl, publicUrl: 'https://crm.example.com', logger: silentLogger });
// A second worker on the same outbox and the same mails.
const second = startMailSender(workspace.database, smtpUrl, 'https://crm.example.com', silentLogger);
afterAll(async () => {
  await automation.stop();
  await second.stop();
  await workspace.database.query({ text: `drop schema if exists "${workspace.database.schema}_jobs" cascade`, values: [] });
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
});

async function eventually<T>(ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
const create = async (values: object): Promise<string> => {
  const answer = await admin.call('POST', '/api/records/test.thing', values);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.id as string;
};
const mailTo = (to: string): Promise<Received> => eventually(() => received.find((mail) => mail.to.includes(to)));
const runs = async (id: string, name: string) => {
  const text = `select state, steps from "${workspace.database.schema}".relata_automation_runs where automation = $1 and record_id = $2::uuid`;
  return (await workspace.database.query<{ state: string; steps: { result: string }[] }>({ text, values: [name, id] })).rows;
};

describe('a mail', () => {
  test('has no header and no markup of whoever filled the record', async () => {
    await create({ name: 'Hi\r\nBcc: victim@example.com\r\n\r\n<script>alert(1)</script> "&\'', to: 'header@example.com' });
    const mail = await mailTo('header@example.com');
    expect(mail.to).toEqual(['header@example.com']);
    const [head = ''] = mail.text.split('\r\n\r\n');
    expect(head).not.toMatch(/^bcc:/im);
    const html = mail.text.split('text/html')[1] ?? '';
    expect(html).not.toContain('<script>');
    expect(html.replace(/=\r\n/g, '')).toContain('&lt;script&gt;');
  });

  test('reaches nothing of a prototype by its template', async () => {
    await create({ name: 'Plain', to: 'proto@example.com' });
    await mailTo('proto@example.com');
    const { body } = await admin.call('GET', '/api/outbox');
    const mail = body.data.find((each: { to: string[] }) => each.to.includes('proto@example.com'));
    const { html } = (await admin.call('GET', `/api/outbox/${mail.id as string}`)).body;
    expect(html.replace(/\s+/g, ' ')).toMatch(/12 34 56 78$/);
    expect(html).not.toMatch(/function|native code|\[object/);
  });

  test.each([
    'a@example.com\r\nBcc: b@example.com',
    'a@example.com, b@example.com',
    'a@example.com;b@example.com',
    'group: a@example.com, b@example.com;',
    '"x" <a@example.com>',
    'a@b@example.com',
    '@example.com',
    'a@example.com\u0000',
  ])('goes to nobody when the recipient is %j', async (to) => {
    const before = received.length;
    const answer = await admin.call('POST', '/api/records/test.thing', { name: 'Odd', to });
    if (answer.status === 201) {
      const [run] = await eventually(async () => {
        const found = await runs(answer.body.id as string, 'test.mail-new');
        return found.length > 0 ? found : undefined;
      });
      expect(run?.steps[0]?.result).toContain('Nobody');
    }
    expect(received.length).toBe(before);
  });

  test('is sent once, though two processes send', async () => {
    const before = received.length;
    const context = systemOf(workspace);
    for (let count = 0; count < 20; count++)
      for (let twice = 0; twice < 2; twice++)
        await storeMail(
          context,
          { recipients: [`once${count}@example.com`], subject: 'Once', html: '<p>x</p>', plain: 'x', effectKey: `once:${count}` },
          true,
        );
    await eventually(async () => {
      const { body } = await admin.call('GET', '/api/outbox?limit=200');
      return body.data.filter((mail: { subject: string; state: string }) => mail.subject === 'Once' && mail.state === 'sent').length === 20
        ? true
        : undefined;
    });
    expect(received.length).toBe(before + 20);
    expect(new Set(received.slice(before).flatMap((mail) => mail.to)).size).toBe(20);
  });

  test('that lets its reader in is sent as it is, shown to no admin, and taken out of the database with the sending', async () => {
    const [to, refused] = ['confidential@example.com', 'c550+confidential@example.com'];
    for (const recipient of [to, refused])
      await storeMail(
        systemOf(workspace),
        { recipients: [recipient], subject: 'In', html: '<p>token=abc</p>', plain: 'token=abc', effectKey: recipient, confidential: true },
        true,
      );
    expect((await mailTo(to)).text).toContain('token=abc');
    const texts = async (): Promise<unknown[]> =>
      (
        await workspace.database.query({
          text: `select state, html, plain from "${workspace.database.schema}".relata_mails where confidential order by state`,
          values: [],
        })
      ).rows;
    await expect.poll(texts, { timeout: 10_000 }).toEqual([
      { state: 'failed', html: '', plain: '' },
      { state: 'sent', html: '', plain: '' },
    ]);
    const { body } = await admin.call('GET', '/api/outbox?limit=200');
    const mail = body.data.find((each: { to: string[] }) => each.to.includes(to));
    expect((await admin.call('GET', `/api/outbox/${mail.id as string}`)).body.plain).toContain('shown to nobody else');
  });

  test.each([
    ['c550@example.com', 'failed', '550'],
    ['c450@example.com', 'queued', '450'],
  ])('to %s, whom the server refuses, is %s with the reason', async (to, state, reason) => {
    await create({ name: 'Refused', to });
    const mail = await eventually(async () => {
      const { body } = await admin.call('GET', '/api/outbox?limit=200');
      return body.data.find((each: { to: string[]; error: string | null }) => each.to.includes(to) && each.error !== null);
    });
    expect(mail).toMatchObject({ state });
    expect(mail.error).toContain(reason);
    expect(received.filter((each) => each.to.includes(to))).toEqual([]);
  });

  test('of which one recipient is refused says which', async () => {
    await storeMail(
      systemOf(workspace),
      { recipients: ['good@example.com', 'c550b@example.com'], subject: 'Some', html: '<p>x</p>', plain: 'x', effectKey: 'some' },
      true,
    );
    const mail = await eventually(async () => {
      const { body } = await admin.call('GET', '/api/outbox?limit=200');
      return body.data.find((each: { subject: string; state: string }) => each.subject === 'Some' && each.state === 'sent');
    });
    expect(mail.error).toContain('c550b@example.com');
    expect(received.filter((each) => each.to.includes('good@example.com'))).toHaveLength(1);
  });
});

describe('an automation', () => {
  test('that sets itself off ends', async () => {
    await create({ name: 'echo' });
    const filter = encodeURIComponent(JSON.stringify({ name: 'echo' }));
    const count = async (): Promise<number> =>
      (await admin.call('GET', `/api/records/test.thing?filter=${filter}&count=exact`)).body.page.count as number;
    await eventually(async () => ((await count()) >= 9 ? true : undefined));
    // The marker runs behind whatever the chain might still have set off.
    const marker = await create({ name: 'Marker', to: 'marker@example.com' });
    await eventually(async () => ((await runs(marker, 'test.mail-new')).length > 0 ? true : undefined));
    expect(await count()).toBe(9);
  });

  test('that fails leaves the record and says why', async () => {
    const id = await create({ name: 'fails' });
    const [run] = await eventually(async () => {
      const found = await runs(id, 'test.fails');
      return found.length > 0 ? found : undefined;
    });
    expect(run?.state).toBe('failed');
    expect((await admin.call('GET', `/api/records/test.thing/${id}`)).body).toMatchObject({ name: 'fails', limited: null, version: 1 });
  });
});
