/** Links by mail: forgotten passwords, and invitations. */
import { describe, expect, test } from 'vitest';
import { createWorkspace } from '../../server/access/workspace.ts';
import { createHttp } from '../../server/http/server.ts';
import { startCountedServer } from '../support/counted-server.ts';
import { expectProblem } from '../support/problems.ts';
import { startTestApp, type Answer } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const started = await createTestWorkspace(8);
let ahead = 0;
const workspace = createWorkspace({
  name: 'test',
  database: started.database,
  model: started.model(),
  version: started.version(),
  clock: { now: () => new Date(Date.now() + ahead) },
  logger: started.logger,
});
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const counted = await startCountedServer(app.input, workspace);
const password = 'correct horse battery';
const next = 'an entirely new one';

const run = async (text: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> =>
  (await started.database.query({ text: text.replaceAll('#', `"${started.database.schema}".`), values })).rows;
const emailOf = async (id: string): Promise<string> =>
  (await run('select email from #system_user where id = $1', [id]))[0]!['email'] as string;
const ask = (email: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  app.anonymous('POST', '/api/password-resets', { email }, headers);
const reset = (token: unknown, given: unknown = next): Promise<Answer> =>
  app.anonymous('PUT', '/api/password-resets', { token, password: given });
const signIn = (email: string, given = password): Promise<Answer> => app.anonymous('POST', '/api/session', { email, password: given });
const mailsTo = (email: string): Promise<Record<string, unknown>[]> =>
  run('select id::text, subject, html, plain, state, confidential from #relata_mails where $1 = any(recipients) order by created_at, id', [
    email,
  ]);
const actionsOf = async (id: string): Promise<string[]> =>
  (await run('select action from #relata_history where record_id = $1 order by at, id', [id])).map((row) => row['action'] as string);
/** Each test asks from a quarter of an hour of its own. */
const later = (): void => void (ahead += 16 * 60_000);

async function linkFor(email: string): Promise<string> {
  later();
  expect((await ask(email)).status).toBe(204);
  const plain = (await mailsTo(email)).at(-1)!['plain'] as string;
  return /\/sign-in\?reset=([\w-]+)/.exec(plain)![1]!;
}

describe('a forgotten password', () => {
  test('is replaced by the link in the mail: sessions and other links end, what was tried is forgotten, history tells', async () => {
    const user = await app.signIn(['crm.sales']);
    const email = await emailOf(user.id);
    for (let count = 0; count < 11; count++) await signIn(email, 'wrong');
    expectProblem(await signIn(email), 429);
    const older = await linkFor(email);
    for (let count = 0; count < 11; count++) await signIn(email, 'wrong');
    const token = await linkFor(email);
    for (let count = 0; count < 11; count++) await signIn(email, 'wrong');
    expectProblem(await reset(older), 422);
    expect((await user.call('GET', '/api/model')).status).toBe(200);
    expect((await reset(token)).status).toBe(204);
    expectProblem(await user.call('GET', '/api/model'), 401);
    expectProblem(await signIn(email), 401);
    expect((await signIn(email, next)).status).toBe(200);
    expect((await actionsOf(user.id)).filter((action) => action.startsWith('password'))).toEqual([
      'password',
      'password-reset-asked',
      'password-reset-asked',
      'password-reset',
    ]);
  });

  test('the mail says it in the language of its reader, and points to where the operator says, whatever the request says', async () => {
    const user = await app.signIn(['crm.sales'], { language: 'fa', name: '<b>Sara</b>' });
    const email = await emailOf(user.id);
    later();
    const headers = {
      Host: 'evil.example',
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-Proto': 'https',
      Forwarded: 'host=evil.example',
      Origin: 'https://evil.example',
    };
    expect((await ask(email, headers)).status).toBe(204);
    const [mail] = await mailsTo(email);
    expect(mail!['subject']).toBe('تعیین گذرواژهٔ تازه');
    expect(mail!['html']).toContain('dir="rtl"');
    expect(mail!['html']).not.toContain('<b>Sara');
    expect(String(mail!['plain']).match(/https?:\/\/[^\s]+/g)).toEqual([
      expect.stringMatching(/^http:\/\/127\.0\.0\.1\/sign-in\?reset=[\w-]{43}$/),
    ]);
    expect(JSON.stringify(mail)).not.toContain('evil');
  });

  test('an address that is unknown, of somebody who has gone, looks alike or asks too often is answered alike, by the same statements', async () => {
    const [user, gone, trashed, often, locked] = await Promise.all([1, 2, 3, 4, 5].map(() => app.signIn(['crm.sales'])));
    await run(`update #system_user set email = 'jose@reset.example' where id = $1`, [user!.id]);
    await admin.call('PATCH', `/api/records/system.user/${gone!.id}`, { active: false });
    await admin.call('DELETE', `/api/records/system.user/${trashed!.id}`);
    later();
    const emailOfOften = await emailOf(often!.id);
    for (let count = 0; count < 4; count++) await ask(emailOfOften);
    for (let count = 0; count < 11; count++) await signIn(await emailOf(locked!.id), 'wrong');
    const shapes = new Map<string, { status: number; body: unknown; headers: string[]; statements: string[] }>();
    const before = await run('select count(*)::int as n from #relata_mails');
    for (const [name, email] of [
      ['known', 'jose@reset.example'],
      ['in capitals', 'JOSE@RESET.EXAMPLE'],
      ['unknown', 'nobody@reset.example'],
      ['gone', await emailOf(gone!.id)],
      ['in the trash', await emailOf(trashed!.id)],
      ['asked too often', emailOfOften],
      ['locked', await emailOf(locked!.id)],
      ['looks alike', 'josé@reset.example'],
      ['in full width', 'ｊｏｓｅ@reset.example'],
      ['empty', ''],
      ['two addresses', 'jose@reset.example,evil@evil.example'],
      ['a second line', 'jose@reset.example\r\nBcc: evil@evil.example'],
      ['SQL', "' or 1=1 --"],
      ['NUL and half a character', 'x\u0000\ud800'],
      ['a prototype', '__proto__'],
      ['long', `${'x'.repeat(10_000)}@example.com`],
    ] as const) {
      counted.take();
      const answer = await fetch(`${counted.url}/api/password-resets`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ email }),
      });
      const names = [...answer.headers.keys()].filter((header) => header !== 'date').sort();
      shapes.set(name, { status: answer.status, body: await answer.text(), headers: names, statements: counted.take() });
    }
    for (const [name, shape] of shapes) expect(shape, name).toEqual(shapes.get('known'));
    expect(shapes.get('known')).toMatchObject({ status: 204, body: '' });
    expect(shapes.get('known')!.statements.length).toBeGreaterThan(3);
    const after = await run('select recipients from #relata_mails order by created_at, id');
    const sent = after.slice(before[0]!['n'] as number).map((mail) => mail['recipients']);
    expect(sent).toEqual([['jose@reset.example'], ['jose@reset.example'], [await emailOf(locked!.id)]]);
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a list', ['user1@example.com']],
    ['an object', { $ne: null }],
    ['a number', 1],
  ])('an address that is %s is refused', async (_name, email) => {
    later();
    expectProblem(await ask(email), 400);
  });

  test('of ten that use a link at the same time, one does, and nobody afterwards', async () => {
    const user = await app.signIn(['crm.sales']);
    const token = await linkFor(await emailOf(user.id));
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => reset(token, `the new one of ${index}`)));
    expect(answers.filter((answer) => answer.status === 204)).toHaveLength(1);
    for (const answer of answers.filter((each) => each.status !== 204)) expectProblem(answer, 422);
    expectProblem(await reset(token), 422);
    const winner = answers.findIndex((answer) => answer.status === 204);
    expect((await signIn(await emailOf(user.id), `the new one of ${winner}`)).status).toBe(200);
  });

  test.each<[string, (good: string) => unknown]>([
    ['none', () => undefined],
    ['null', () => null],
    ['a list', (good) => [good]],
    ['an object', (good) => ({ $eq: good })],
    ['true', () => true],
    ['empty', () => ''],
    ['another one', () => 'x'.repeat(43)],
    ['cut short', (good) => good.slice(0, -1)],
    ['one with a blank behind', (good) => `${good} `],
    ['its digest', () => '%'],
  ])('a token that is %s sets nothing', async (_name, made) => {
    const user = await app.signIn(['crm.sales']);
    const good = await linkFor(await emailOf(user.id));
    expectProblem(await reset(made(good)), 400, 422);
    expect((await signIn(await emailOf(user.id))).status).toBe(200);
  });

  test('a link is worth nothing after an hour, for somebody who has gone, after a change of the address, and as a link of another kind', async () => {
    const [late, gone, moved, other] = await Promise.all([1, 2, 3, 4].map(() => app.signIn(['crm.sales'])));
    const tokens: string[] = [];
    for (const user of [gone, moved, other, late]) tokens.push(await linkFor(await emailOf(user!.id)));
    await admin.call('PATCH', `/api/records/system.user/${gone!.id}`, { active: false });
    await admin.call('PATCH', `/api/records/system.user/${gone!.id}`, { active: true });
    await admin.call('PATCH', `/api/records/system.user/${moved!.id}`, { email: 'moved@reset.example' });
    expectProblem(await reset(tokens[0]), 422);
    expectProblem(await reset(tokens[1]), 422);
    expectProblem(await app.anonymous('POST', '/api/session', { token: tokens[2] }), 401);
    ahead += 61 * 60_000;
    expectProblem(await reset(tokens[3]), 422);
  });

  test('a password that is too short is refused, and the link stays good', async () => {
    const user = await app.signIn(['crm.sales']);
    const token = await linkFor(await emailOf(user.id));
    for (const given of [null, '', 'short', ['x'.repeat(12)], { length: 20 }, 'x'.repeat(1025)])
      expectProblem(await reset(token, given), 422);
    expect((await reset(token)).status).toBe(204);
  });

  test('a second factor stays: the new password alone does not sign in', async () => {
    const { generateSync } = await import('otplib');
    const user = await app.signIn(['crm.sales']);
    const { body } = await user.call('POST', '/api/session/second-factor', { password });
    const epoch = Math.floor((Date.now() + ahead) / 1000);
    expect(
      (await user.call('PUT', '/api/session/second-factor', { code: generateSync({ secret: body.secret as string, epoch }) })).status,
    ).toBe(200);
    const email = await emailOf(user.id);
    expect((await reset(await linkFor(email))).status).toBe(204);
    expect((await signIn(email, next)).body).toMatchObject({ user: null, challenge: expect.any(String) as string });
  });

  test('questions from one network are limited, and mails to one address, also after a restart', async () => {
    later();
    const user = await app.signIn(['crm.sales']);
    const email = await emailOf(user.id);
    for (let count = 0; count < 3; count++) await ask(email);
    const again = await startTestApp(workspace);
    expect((await again.anonymous('POST', '/api/password-resets', { email })).status).toBe(204);
    expect(await mailsTo(email)).toHaveLength(3);
    let last: Answer | undefined;
    for (let count = 0; count < 27; count++)
      last = await again.anonymous('POST', '/api/password-resets', { email: `nobody${count}@reset.example` });
    expectProblem(last!, 429);
    expectProblem(await ask(email), 429);
    expectProblem(await ask(email, { 'X-Forwarded-For': '10.1.2.3', Forwarded: 'for=10.1.2.3' }), 429);
  });

  test('a page of another site cannot ask, nor one that sends text', async () => {
    later();
    const user = await app.signIn(['crm.sales']);
    const email = await emailOf(user.id);
    expectProblem(await ask(email, { 'Sec-Fetch-Site': 'cross-site' }), 403);
    expectProblem(await app.anonymous('POST', '/api/password-resets', JSON.stringify({ email }), { 'Content-Type': 'text/plain' }), 415);
    expect(await mailsTo(email)).toEqual([]);
  });

  test('the token stands in the mail, and elsewhere only as a digest', async () => {
    const user = await app.signIn(['crm.sales']);
    const token = await linkFor(await emailOf(user.id));
    const rows = [
      await run('select * from #relata_tokens'),
      await run('select * from #relata_history'),
      await run('select id, subject, effect_key from #relata_mails'),
    ];
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});

describe('an invitation', () => {
  const invite = (body: object, call = admin.call): Promise<Answer> => call('POST', '/api/invitations', body);
  const tokenOf = (answer: Answer): string => /token=([\w-]+)/.exec(answer.body.link as string)![1]!;

  test('makes a user like any other, who signs in by the link and chooses a password', async () => {
    const answer = await invite({ email: 'new@invited.example', name: 'New One', roles: ['crm.sales'] });
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    expect(answer.body).toMatchObject({ sent: false, link: expect.stringMatching(/^http:\/\/127\.0\.0\.1\/sign-in\?token=/) as string });
    const id = answer.body.user.id as string;
    expect((await admin.call('GET', `/api/records/system.user/${id}`)).body).toMatchObject({
      email: 'new@invited.example',
      roles: ['crm.sales'],
      createdBy: { id: admin.id },
    });
    expect(await actionsOf(id)).toEqual(['create', 'invitation']);
    expect(await mailsTo('new@invited.example')).toMatchObject([{ state: 'kept', confidential: true }]);
    const signedIn = await app.anonymous('POST', '/api/session', { token: tokenOf(answer) });
    expect(signedIn.body.user).toMatchObject({ id, mustSetPassword: true });
    expectProblem(await app.anonymous('POST', '/api/session', { token: tokenOf(answer) }), 401);
    const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    expect((await app.anonymous('PUT', '/api/session/password', { password: next }, { Cookie: cookie })).status).toBe(204);
    expect((await signIn('new@invited.example', next)).status).toBe(200);
    expectProblem(await invite({ user: id }), 409);
  });

  test('again makes the link before void; after seven days none is good', async () => {
    const first = await invite({ email: 'again@invited.example', name: 'Again', roles: ['crm.sales'] });
    const second = await invite({ user: first.body.user.id as string });
    expect(second.status).toBe(200);
    expectProblem(await app.anonymous('POST', '/api/session', { token: tokenOf(first) }), 401);
    ahead += 7 * 24 * 3_600_000 + 1000;
    const boss = await app.signIn(['system.admin']);
    expectProblem(await app.anonymous('POST', '/api/session', { token: tokenOf(second) }), 401);
    const third = await invite({ user: first.body.user.id as string }, boss.call);
    expect((await app.anonymous('POST', '/api/session', { token: tokenOf(third) })).status).toBe(200);
  });

  test('is not for somebody who is switched off, in the trash, or has no address', async () => {
    const boss = await app.signIn(['system.admin']);
    const made = await invite({ email: 'off@invited.example', name: 'Off', roles: ['crm.sales'] }, boss.call);
    const id = made.body.user.id as string;
    const path = `/api/records/system.user/${id}`;
    expect((await boss.call('PATCH', path, { active: false })).status).toBe(200);
    expectProblem(await invite({ user: id }, boss.call), 409);
    expect((await boss.call('PATCH', path, { active: true, email: null })).status).toBe(200);
    expectProblem(await invite({ user: id }, boss.call), 409);
    expect((await boss.call('PATCH', path, { email: 'off@invited.example' })).status).toBe(200);
    expect((await boss.call('DELETE', path)).status).toBe(204);
    expectProblem(await invite({ user: id }, boss.call), 409);
    expect(await mailsTo('off@invited.example')).toHaveLength(1);
  });

  test.each<[string, object, number]>([
    ['without an address', { name: 'X', roles: ['crm.sales'] }, 422],
    ['to an address that is an object', { email: { $ne: 1 }, name: 'X', roles: ['crm.sales'] }, 422],
    ['to an address that is none', { email: 'nobody', name: 'X', roles: ['crm.sales'] }, 422],
    ['to two addresses', { email: 'a@invited.example,b@invited.example', name: 'X', roles: ['crm.sales'] }, 422],
    ['without a name', { email: 'x1@invited.example', roles: ['crm.sales'] }, 422],
    ['without roles', { email: 'x2@invited.example', name: 'X' }, 422],
    ['with a role that there is not', { email: 'x3@invited.example', name: 'X', roles: ['crm.god'] }, 422],
    ['with a role of a prototype', { email: 'x4@invited.example', name: 'X', roles: ['__proto__'] }, 422],
    [
      'into a team that there is not',
      { email: 'x5@invited.example', name: 'X', roles: ['crm.sales'], team: '00000000-0000-4000-8000-000000000000' },
      422,
    ],
    ['with a password', { email: 'x6@invited.example', name: 'X', roles: ['crm.sales'], password: 'chosen by somebody else' }, 400],
    ['of nobody', { user: '00000000-0000-4000-8000-000000000000' }, 404],
    ['of an object', { user: { $ne: null } }, 400],
  ])('%s is refused and makes nobody', async (_name, body, status) => {
    const boss = await app.signIn(['system.admin']);
    const count = () => run('select (select count(*)::int from #system_user) as users, (select count(*)::int from #relata_mails) as mails');
    const before = await count();
    expectProblem(await invite(body, boss.call), status);
    expect(await count()).toEqual(before);
  });

  test('to an address that is taken is refused, and whoever has it hears nothing', async () => {
    const boss = await app.signIn(['system.admin']);
    const email = await emailOf(boss.id);
    expectProblem(await invite({ email, name: 'Twin', roles: ['crm.sales'] }, boss.call), 409, 422);
    expect(await mailsTo(email)).toEqual([]);
  });

  test('is for admins in person: neither other users nor keys invite', async () => {
    const boss = await app.signIn(['system.admin']);
    const sales = await app.signIn(['crm.manager']);
    const body = { email: 'y@invited.example', name: 'Y', roles: ['crm.sales'] };
    expectProblem(await invite(body, sales.call), 403);
    expectProblem(await invite(body, app.anonymous), 401);
    const { body: key } = await boss.call('POST', '/api/keys', { name: 'Robot', scopes: ['read', 'write'] });
    const answer = await app.anonymous('POST', '/api/invitations', body, { Authorization: `Bearer ${key.key as string}` });
    expectProblem(answer, 403);
    expect(await run(`select 1 from #system_user where email = 'y@invited.example'`)).toEqual([]);
  });

  test('that can be sent is shown to nobody but its reader: neither the link nor the text of the mail', async () => {
    const boss = await app.signIn(['system.admin']);
    const http = createHttp({ ...app.input, sendsMails: true });
    const server = http.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const answer = await fetch(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/api/invitations`, {
      method: 'POST',
      headers: { Cookie: boss.cookie, 'Content-Type': 'application/json', 'X-Requested-With': 'relata' },
      body: JSON.stringify({ email: 'sent@invited.example', name: 'Sent', roles: ['crm.sales'] }),
    });
    expect(await answer.json()).toEqual({ user: { id: expect.any(String) as string }, sent: true });
    const [mail] = await mailsTo('sent@invited.example');
    expect(mail).toMatchObject({ state: 'queued' });
    const shown = await boss.call('GET', `/api/outbox/${String(mail!['id'])}`);
    expect(shown.body.subject).toBe('Your invitation to Relata');
    expect(JSON.stringify(shown.body)).not.toContain('token=');
    server.closeAllConnections();
    server.close();
  });
});
