/** Sessions and the second factor: how they are set up, used and taken away. */
import { generateSync } from 'otplib';
import { describe, expect, test } from 'vitest';
import { createWorkspace } from '../../server/access/workspace.ts';
import type { SettingsDocument } from '../../metadata/types.ts';
import { expectProblem } from '../support/problems.ts';
import { startTestApp, type Answer, type Call } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const started = await createTestWorkspace(8);
/** The clock of the server stands still in the middle of a step, and goes on by milliseconds that tests add: a code is good once, so each takes steps of its own. */
const began = Math.floor(Date.now() / 30_000) * 30_000 + 15_000;
let ahead = 0;
const workspace = createWorkspace({
  name: 'test',
  database: started.database,
  model: started.model(),
  version: started.version(),
  clock: { now: () => new Date(began + ahead) },
  logger: started.logger,
});
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const password = 'correct horse battery';

interface User {
  readonly id: string;
  readonly call: Call;
  readonly cookie: string;
}
const run = async (text: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> =>
  (await workspace.database.query({ text: text.replaceAll('#', `"${workspace.database.schema}".`), values })).rows;
const emailOf = async (user: User): Promise<string> =>
  (await run('select email from #system_user where id = $1', [user.id]))[0]!['email'] as string;
const codeOf = (secret: string, steps = 0): string => generateSync({ secret, epoch: Math.floor((began + ahead) / 1000) + 30 * steps });
const nextStep = (): void => void (ahead += 30_000);
const actionsOf = async (user: User): Promise<string[]> =>
  (await run('select action from #relata_history where record_id = $1 order by at, id', [user.id])).map((row) => row['action'] as string);
const callAs = (answer: Answer): Call => {
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return (method, path, body, headers = {}) => app.anonymous(method, path, body, { Cookie: cookie, ...headers });
};
const signIn = (email: string, given = password): Promise<Answer> => app.anonymous('POST', '/api/session', { email, password: given });
const goOn = (challenge: string, code: unknown): Promise<Answer> => app.anonymous('POST', '/api/session', { challenge, code });
const challengeOf = async (user: User): Promise<string> => {
  const answer = await signIn(await emailOf(user));
  expect(answer.body, JSON.stringify(answer.body)).toMatchObject({ user: null, challenge: expect.any(String) as string });
  expect(answer.headers.get('set-cookie')).toBeNull();
  return answer.body.challenge as string;
};

async function withFactor(roles: readonly string[] = ['crm.sales']): Promise<{ user: User; secret: string; codes: string[] }> {
  const user = await app.signIn(roles);
  const begun = await user.call('POST', '/api/session/second-factor', { password });
  expect(begun.status, JSON.stringify(begun.body)).toBe(200);
  const secret = begun.body.secret as string;
  const on = await user.call('PUT', '/api/session/second-factor', { code: codeOf(secret) });
  expect(on.status, JSON.stringify(on.body)).toBe(200);
  nextStep();
  return { user, secret, codes: on.body.recoveryCodes as string[] };
}

describe('setting up', () => {
  test('takes the password, then a code of the app; the secret is sealed, and no other session stays', async () => {
    const user = await app.signIn(['crm.sales']);
    const other = callAs(await signIn(await emailOf(user)));
    expectProblem(await user.call('POST', '/api/session/second-factor', { password: 'wrong' }), 401);
    expectProblem(await user.call('PUT', '/api/session/second-factor', { code: '123456' }), 409);
    const { body } = await user.call('POST', '/api/session/second-factor', { password });
    expect(body.secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(body.uri).toContain(`secret=${body.secret as string}`);
    expectProblem(await user.call('PUT', '/api/session/second-factor', { code: codeOf(body.secret as string, 5) }), 401);
    expect((await user.call('GET', '/api/session')).body.user).toMatchObject({ secondFactor: false, recoveryCodesLeft: 0 });
    expect((await other('GET', '/api/model')).status).toBe(200);
    const on = await user.call('PUT', '/api/session/second-factor', { code: codeOf(body.secret as string) });
    expect(on.body.recoveryCodes).toHaveLength(10);
    expect((await user.call('GET', '/api/session')).body.user).toMatchObject({ secondFactor: true, recoveryCodesLeft: 10 });
    expectProblem(await other('GET', '/api/model'), 401);
    expectProblem(await user.call('POST', '/api/session/second-factor', { password }), 409);
    expect(await actionsOf(user)).toContain('second-factor-on');
    const stored = JSON.stringify([
      await run('select * from #relata_second_factors'),
      await run('select * from #relata_recovery_codes'),
      await run('select * from #relata_history'),
    ]);
    for (const text of [body.secret, ...on.body.recoveryCodes, ...on.body.recoveryCodes.map((code: string) => code.replaceAll('-', ''))])
      expect(stored).not.toContain(text);
  });

  test('a secret that was moved to another user opens nothing', async () => {
    const [one, other] = [await withFactor(), await withFactor()];
    await run(
      'update #relata_second_factors f set secret = (select secret from #relata_second_factors o where o.user_id = $2) where f.user_id = $1',
      [other.user.id, one.user.id],
    );
    expectProblem(await goOn(await challengeOf(other.user), codeOf(one.secret)), 401);
  });

  test.each<[string, unknown]>([
    ['none', undefined],
    ['a number', 123456],
    ['a list', ['123456']],
    ['an object', { $gt: '' }],
    ['null', null],
  ])('a code that is %s is no text', async (_name, code) => {
    const user = await app.signIn(['crm.sales']);
    await user.call('POST', '/api/session/second-factor', { password });
    expectProblem(await user.call('PUT', '/api/session/second-factor', { code }), 400);
  });
});

describe('signing in', () => {
  test('takes a code after the password, in the digits of any script; the session is noted with how it came', async () => {
    const { user, secret } = await withFactor();
    const challenge = await challengeOf(user);
    expectProblem(await goOn(challenge, '000000'), 401);
    const persian = [...codeOf(secret)].map((digit) => String.fromCharCode(0x06f0 + Number(digit))).join('');
    const answer = await goOn(challenge, `${persian.slice(0, 3)} ${persian.slice(3)}`);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    expect((await callAs(answer)('GET', '/api/model')).status).toBe(200);
    expectProblem(await goOn(challenge, codeOf(secret)), 401);
    const notes = await run(
      `select action, changes from #relata_history where record_id = $1 and action like 'sign-in%' order by at desc, id desc limit 2`,
      [user.id],
    );
    expect(notes.map((note) => note['action'])).toEqual(['sign-in', 'sign-in-failed']);
    expect(notes[0]!['changes']).toEqual({ by: { before: null, after: 'code' }, from: { before: null, after: '127.0.0.1' } });
  });

  test('each code is good once, whoever sends it how often at the same time', async () => {
    const { user, secret } = await withFactor();
    const challenges = await Promise.all(Array.from({ length: 6 }, () => challengeOf(user)));
    const answers = await Promise.all(challenges.map((challenge) => goOn(challenge, codeOf(secret))));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    nextStep();
    expect((await goOn(await challengeOf(user), codeOf(secret, -1))).status).toBe(401);
    expect((await goOn(await challengeOf(user), codeOf(secret))).status).toBe(200);
  });

  test('the code that switches it on cannot be guessed either', async () => {
    const user = await app.signIn(['crm.sales']);
    await user.call('POST', '/api/session/second-factor', { password });
    const answers = [];
    for (let n = 0; n < 11; n++) answers.push((await user.call('PUT', '/api/session/second-factor', { code: 'xxxxxx' })).status);
    expect(answers).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
  });

  test('a code of a step before one that was used is good no more, though nobody has used it', async () => {
    const { user, secret } = await withFactor();
    nextStep();
    nextStep();
    expect((await goOn(await challengeOf(user), codeOf(secret))).status).toBe(200);
    expectProblem(await goOn(await challengeOf(user), codeOf(secret, -1)), 401);
    expect((await goOn(await challengeOf(user), codeOf(secret, 1))).status).toBe(200);
  });

  test('each recovery code is good once, too', async () => {
    const { user, codes } = await withFactor();
    const challenges = await Promise.all(Array.from({ length: 6 }, () => challengeOf(user)));
    const answers = await Promise.all(challenges.map((challenge) => goOn(challenge, codes[0]!.toUpperCase())));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    const signedIn = callAs(answers.find((answer) => answer.status === 200)!);
    expect((await signedIn('GET', '/api/session')).body.user.recoveryCodesLeft).toBe(9);
    expect((await goOn(await challengeOf(user), codes[1]!.replaceAll('-', ' '))).status).toBe(200);
    const fresh = await signedIn('POST', '/api/session/recovery-codes', { password });
    expect(fresh.body.recoveryCodes).toHaveLength(10);
    expectProblem(await goOn(await challengeOf(user), codes[2]), 401);
    expect((await goOn(await challengeOf(user), fresh.body.recoveryCodes[0])).status).toBe(200);
    expect(await actionsOf(user)).toEqual(expect.arrayContaining(['recovery-code-used', 'recovery-codes']));
  });

  test('one challenge opens one session, and none after five minutes', async () => {
    const { user, codes } = await withFactor();
    const challenge = await challengeOf(user);
    const answers = await Promise.all(codes.slice(0, 5).map((code) => goOn(challenge, code)));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    const late = await challengeOf(user);
    ahead += 301_000;
    const answer = await goOn(late, codes[9]);
    expectProblem(answer, 401);
    expect(answer.body.code).toBe('challenge-over');
  });

  test('guessing codes locks, also with a new challenge for each, and after a restart', async () => {
    const { user, secret } = await withFactor();
    const challenges: string[] = [];
    while (challenges.length < 12) challenges.push(await challengeOf(user));
    const answers = await Promise.all(challenges.map((challenge) => goOn(challenge, '000000')));
    expect(answers.filter((answer) => answer.status === 429)).toHaveLength(2);
    const again = await startTestApp(workspace);
    expectProblem(await again.anonymous('POST', '/api/session', { challenge: challenges[11], code: codeOf(secret) }), 429);
    expectProblem(await goOn(challenges[11]!, codeOf(secret)), 429);
    ahead += 16 * 60_000;
    expect((await goOn(await challengeOf(user), codeOf(secret))).status).toBe(200);
  });

  test('a link by mail does without the password, not without the code', async () => {
    const { makeToken } = await import('../../server/identity/tokens.ts');
    const { systemContext } = await import('../../server/access/workspace.ts');
    const { user, secret } = await withFactor();
    const token = await makeToken(systemContext(workspace, 'api'), user.id, 'sign-in', 60);
    const answer = await app.anonymous('POST', '/api/session', { token });
    expect(answer.body.user).toBeNull();
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect((await goOn(answer.body.challenge as string, codeOf(secret))).status).toBe(200);
  });

  test('a challenge is worth nothing once the user was switched off or the password changed', async () => {
    const [one, other] = [await withFactor(), await withFactor()];
    const [first, second] = [await challengeOf(one.user), await challengeOf(other.user)];
    await admin.call('PATCH', `/api/records/system.user/${one.user.id}`, { active: false });
    expect((await other.user.call('PUT', '/api/session/password', { current: password, password: 'another long one' })).status).toBe(204);
    expectProblem(await goOn(first, codeOf(one.secret)), 401);
    expectProblem(await goOn(second, codeOf(other.secret)), 401);
    await admin.call('PATCH', `/api/records/system.user/${one.user.id}`, { active: true });
    expectProblem(await goOn(first, codeOf(one.secret)), 401);
  });
});

describe('switching off', () => {
  test('takes password and code, ends the other sessions, and the password alone will do again', async () => {
    const { user, secret, codes } = await withFactor();
    const other = callAs(await goOn(await challengeOf(user), codes[0]));
    expectProblem(await user.call('DELETE', '/api/session/second-factor', { password: 'wrong', code: codeOf(secret) }), 401);
    expectProblem(await user.call('DELETE', '/api/session/second-factor', { password, code: '000000' }), 401);
    expect((await user.call('GET', '/api/session')).body.user.secondFactor).toBe(true);
    expect((await user.call('DELETE', '/api/session/second-factor', { password, code: codeOf(secret) })).status).toBe(204);
    expectProblem(await other('GET', '/api/model'), 401);
    expect((await user.call('GET', '/api/session')).body.user).toMatchObject({ secondFactor: false, recoveryCodesLeft: 0 });
    expect((await signIn(await emailOf(user))).body.user.id).toBe(user.id);
    expect(await actionsOf(user)).toContain('second-factor-off');
    expectProblem(await user.call('DELETE', '/api/session/second-factor', { password, code: codes[1] }), 409);
  });

  test('by an admin ends all sessions of the user; others may not', async () => {
    const { user } = await withFactor();
    const sales = await app.signIn(['crm.sales']);
    expectProblem(await sales.call('DELETE', `/api/users/${user.id}/second-factor`), 403);
    expectProblem(await admin.call('DELETE', '/api/users/nobody/second-factor'), 404);
    expect((await admin.call('DELETE', `/api/users/${user.id}/second-factor`)).status).toBe(204);
    expectProblem(await user.call('GET', '/api/model'), 401);
    expect((await signIn(await emailOf(user))).body.user.id).toBe(user.id);
    expectProblem(await admin.call('DELETE', `/api/users/${user.id}/second-factor`), 409);
  });
});

describe('a workspace that demands it', () => {
  const settings = workspace.model().settings;
  const demand = (secondFactor: NonNullable<SettingsDocument['signIn']>['secondFactor']): void =>
    workspace.useModel(
      { ...workspace.model(), settings: { ...settings, signIn: secondFactor ? { secondFactor } : {} } },
      workspace.version(),
    );

  test.each(['admins', 'everybody'] as const)('of %s lets whoever has none set one up, and nothing else', async (whom) => {
    const user = await app.signIn(['crm.sales']);
    const boss = await app.signIn(['system.admin']);
    const { body: made } = await boss.call('POST', '/api/keys', { name: 'Robot', scopes: ['read'] });
    demand(whom);
    try {
      expect((await user.call('GET', '/api/model')).status).toBe(whom === 'admins' ? 200 : 403);
      for (const [method, path] of [
        ['GET', '/api/model'],
        ['GET', '/api/records/account'],
        ['POST', '/api/keys'],
        ['GET', '/api/events'],
        ['GET', '/api/session/../model'],
      ] as const) {
        const answer = await boss.call(method, path);
        expectProblem(answer, 403);
        expect(answer.body.code).toBe('second-factor-required');
      }
      expect((await boss.call('GET', '/api/session')).body.user).toMatchObject({ mustSetSecondFactor: true, admin: true });
      expect((await boss.call('GET', '/api/sessions')).status).toBe(200);
      const byKey = await app.anonymous('GET', '/api/records/account', undefined, { Authorization: `Bearer ${made.key as string}` });
      expect(byKey.status).toBe(200);
      const { body } = await boss.call('POST', '/api/session/second-factor', { password });
      expect((await boss.call('PUT', '/api/session/second-factor', { code: codeOf(body.secret as string) })).status).toBe(200);
      expect((await boss.call('GET', '/api/session')).body.user).toMatchObject({ mustSetSecondFactor: false, secondFactor: true });
      expect((await boss.call('GET', '/api/model')).status).toBe(200);
    } finally {
      demand('optional');
    }
  });

  test('ends a stream that was open before, at the next that would be told', async () => {
    const user = await app.signIn(['crm.manager']);
    const { body: made } = await admin.call('POST', '/api/keys', { name: 'Writer', scopes: ['read', 'write'] });
    const { body } = await fetch(`${app.url}/api/events`, { headers: { Cookie: user.cookie } });
    const stream = body!.getReader();
    await stream.read();
    demand('everybody');
    try {
      const write = { Authorization: `Bearer ${made.key as string}`, 'X-Requested-With': '' };
      const account = await app.anonymous('POST', '/api/records/account', { name: 'Not without a second factor' }, write);
      expect(account.status).toBe(201);
      let heard = '';
      for (let part = await stream.read(); !part.done && !heard.includes('event: record'); part = await stream.read())
        heard += new TextDecoder().decode(part.value);
      expect(heard).not.toContain(account.body.id);
    } finally {
      demand('optional');
      await stream.cancel();
    }
  });
});

describe('sessions', () => {
  test('are listed with browser and time, one ends by itself, and everywhere ends all of them', async () => {
    const user = await app.signIn(['crm.sales']);
    const stranger = await app.signIn(['crm.sales']);
    const email = await emailOf(user);
    const other = await app.anonymous('POST', '/api/session', { email, password }, { 'User-Agent': 'A phone' });
    const listed = (await user.call('GET', '/api/sessions')).body.data;
    expect(listed).toHaveLength(2);
    expect(listed.filter((each: { current: boolean }) => each.current)).toHaveLength(1);
    const phone = listed.find((each: { agent: string }) => each.agent === 'A phone');
    expect(phone).toMatchObject({
      current: false,
      createdAt: expect.stringMatching(/Z$/) as string,
      expiresAt: expect.stringMatching(/Z$/) as string,
    });
    expectProblem(await stranger.call('DELETE', `/api/sessions/${phone.id as string}`), 404);
    expectProblem(await user.call('DELETE', '/api/sessions/%00'), 404);
    expect((await user.call('DELETE', `/api/sessions/${phone.id as string}`)).status).toBe(204);
    expectProblem(await callAs(other)('GET', '/api/model'), 401);
    const third = callAs(await signIn(email));
    expect((await user.call('DELETE', '/api/sessions')).status).toBe(204);
    for (const call of [third, user.call]) expectProblem(await call('GET', '/api/model'), 401);
    expect((await stranger.call('GET', '/api/model')).status).toBe(200);
    expect((await actionsOf(user)).filter((action) => action === 'sessions-ended')).toHaveLength(2);
  });

  test('of a user are ended by admins, and by nobody else', async () => {
    const [user, sales] = [await app.signIn(['crm.sales']), await app.signIn(['crm.sales'])];
    expectProblem(await sales.call('DELETE', `/api/users/${user.id}/sessions`), 403);
    expect((await admin.call('DELETE', `/api/users/${user.id}/sessions`)).status).toBe(204);
    expectProblem(await user.call('GET', '/api/model'), 401);
    const [note] = await run(`select actor::text from #relata_history where record_id = $1 and action = 'sessions-ended'`, [user.id]);
    expect(note).toEqual({ actor: admin.id });
  });

  test('are noted as seen once in five minutes, and not by the request', async () => {
    const user = await app.signIn(['crm.sales']);
    const seen = async (): Promise<unknown> =>
      (await run('select seen_at from #relata_sessions where user_id = $1', [user.id]))[0]!['seen_at'];
    const first = await seen();
    await user.call('GET', '/api/model');
    ahead += 4 * 60_000;
    await user.call('GET', '/api/model');
    expect(await seen()).toBe(first);
    ahead += 2 * 60_000;
    await Promise.all(Array.from({ length: 5 }, () => user.call('GET', '/api/model')));
    await expect.poll(async () => (await seen()) !== first).toBe(true);
  });

  test('signing out is noted once, however often it is said', async () => {
    const user = await app.signIn(['crm.sales']);
    for (let count = 0; count < 3; count++) expect((await user.call('DELETE', '/api/session')).status).toBe(204);
    expect((await actionsOf(user)).filter((action) => action === 'sign-out')).toHaveLength(1);
  });
});
