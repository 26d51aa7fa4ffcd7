/** Refusals are in the language of whoever is refused: a user's own, a stranger's as their browser asks for it. */
import { describe, expect, test } from 'vitest';
import { english } from '../../metadata/rules/refusal-texts/en.ts';
import { persian } from '../../metadata/rules/refusal-texts/fa.ts';
import { khmer } from '../../metadata/rules/refusal-texts/km.ts';
import { thai } from '../../metadata/rules/refusal-texts/th.ts';
import { accessPack } from '../support/access-pack.ts';
import { startTestApp, type Answer } from '../support/test-app.ts';
import { createWorkspaceOf } from '../support/test-workspace.ts';

const workspace = await createWorkspaceOf(accessPack());
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const tables = { en: english, th: thai, fa: persian, km: khmer };
const languages = ['en', 'th', 'fa', 'km'] as const;
const nowhere = '01900000-0000-7000-8000-000000000000';
const open = (await admin.call('POST', '/api/records/account', { name: 'Open' })).body.id as string;
const deal = (await admin.call('POST', '/api/records/deal', { name: 'A deal', account: open })).body.id as string;

/** The texts of an answer: title, detail, and what it says of each place. */
const textsOf = ({ body }: Answer): string[] => [
  body.title,
  ...(body.detail === undefined ? [] : [body.detail]),
  ...((body.errors ?? []) as { message: string; hint?: string }[]).flatMap(({ message, hint }) => [
    message,
    ...(hint === undefined ? [] : [hint]),
  ]),
];
/** The words of a text that are in Latin letters but for names: none may be left in another language. */
const isSpoken = (text: string, language: string): boolean => language === 'en' || /[\u0e00-\u0e7f\u0600-\u06ff\u1780-\u17ff]/.test(text);

describe.each(languages)('to a user who reads %s', (language) => {
  test('every refusal is in it: title, detail, places and hints', async () => {
    const user = await app.signIn(['test.seller'], { language });
    const mine = (await user.call('POST', '/api/records/deal', { name: `Mine ${language}` })).body as { id: string };
    const boss = await app.signIn(['system.admin'], { language });
    const answers: [number, Answer][] = [
      [404, await user.call('GET', `/api/records/deal/${nowhere}`)],
      [404, await user.call('GET', '/api/records/nothing')],
      [404, await user.call('GET', '/api/nothing')],
      [404, await user.call('DELETE', `/api/sessions/${nowhere}`)],
      [403, await user.call('GET', '/api/history')],
      [403, await user.call('PUT', '/api/metadata/documents/role/test.x', {})],
      [412, await user.call('PATCH', `/api/records/deal/${mine.id}`, { name: 'x' }, { 'If-Match': '"77"' })],
      [412, await boss.call('PUT', '/api/records/account?match=name', { name: 'Nobody' }, { 'If-Match': '*' })],
      [409, await boss.call('POST', `/api/records/deal/${deal}/restore`)],
      [409, await boss.call('DELETE', `/api/session/second-factor`, { password: 'correct horse battery', code: '123456' })],
      [404, await boss.call('GET', '/api/metadata/versions/999')],
      [405, await boss.call('PUT', '/api/session')],
    ];
    for (const [status, answer] of answers) {
      expect([answer.status, JSON.stringify(answer.body)]).toEqual([status, expect.any(String)]);
      expect(answer.headers.get('content-language')).toBe(language);
      // What is wrong with the request itself is told to programmers, in English.
      const told = status === 405 ? textsOf(answer).slice(0, 1) : textsOf(answer);
      for (const text of told) expect([isSpoken(text, language), text]).toEqual([true, text]);
    }
    expect(answers[0]?.[1].body.title).toBe(tables[language].titleNotFound);
  });

  test('so are the refusals of single rows of a bulk call, also when it is sent again', async () => {
    const user = await app.signIn(['test.seller'], { language });
    const body = {
      operations: [
        { action: 'update', id: nowhere, values: { name: 'x' } },
        { action: 'create', values: { name: 'Made' } },
      ],
    };
    for (let time = 0; time < 2; time++) {
      const { body: answer } = await user.call('POST', '/api/records/deal/bulk', body, { 'Idempotency-Key': `bulk-${language}` });
      expect(answer.results[0].problem.title).toBe(tables[language].titleNotFound);
      expect(isSpoken(answer.results[0].problem.detail as string, language)).toBe(true);
    }
  });

  test('so is why something may or may not be done, conditions and all', async () => {
    const boss = await app.signIn(['system.admin'], { language });
    const seller = await app.signIn(['test.seller', 'test.clerk', 'test.team-reader']);
    const { body } = await boss.call('GET', `/api/records/deal/${deal}/access?user=${seller.id}`);
    const texts = [...Object.values(body.actions as Record<string, { because: { kind: string; text: string }[] }>), ...body.fields]
      .flatMap(({ because }) => because)
      // The words of a restriction are those of its document.
      .filter(({ kind }) => kind !== 'restriction')
      .map(({ text }) => text);
    expect(texts.length).toBeGreaterThan(10);
    for (const text of texts) expect([isSpoken(text, language), text]).toEqual([true, text]);
  });
});

describe('to a stranger', () => {
  const ask = async (accept?: string): Promise<Answer> =>
    app.anonymous('GET', '/api/model', undefined, accept === undefined ? {} : { 'Accept-Language': accept });

  test.each([
    ['th', 'th'],
    ['th-TH, en;q=0.5', 'th'],
    ['de, km;q=0.3, fa;q=0.8', 'fa'],
    ['fa;q=0, km', 'km'],
    ['EN-gb', 'en'],
    ['de', 'en'],
    ['*', 'en'],
    ['', 'en'],
    ['x'.repeat(5000), 'en'],
    ['th;q=nonsense, fa;q=0.1', 'fa'],
  ])('a refusal follows Accept-Language: %s', async (accept, language) => {
    const answer = await ask(accept);
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ code: 'not-signed-in', title: tables[language as 'en'].titleNotSignedIn });
    expect(answer.headers.get('content-language')).toBe(language);
  });

  test('so does a wrong password, and the lock after too many', async () => {
    const signIn = (): Promise<Answer> =>
      app.anonymous('POST', '/api/session', { email: 'x@y.example', password: 'wrong' }, { 'Accept-Language': 'km' });
    expect((await signIn()).body.detail).toBe(khmer.wrongCredentials);
    let last = await signIn();
    for (let attempt = 0; attempt < 10; attempt++) last = await signIn();
    expect([last.status, last.body.title]).toEqual([429, khmer.titleTooMany]);
    expect(last.body.detail).toContain('15');
    expect(isSpoken(last.body.detail as string, 'km')).toBe(true);
  });

  test('but a user is spoken to in their own, whatever their browser asks for', async () => {
    const user = await app.signIn(['test.seller'], { language: 'fa' });
    const answer = await user.call('GET', '/api/history', undefined, { 'Accept-Language': 'th' });
    expect([answer.status, answer.body.title]).toEqual([403, persian.titleForbidden]);
  });
});

test('codes, pointers and everything for programs are the same in every language', async () => {
  const bodies = await Promise.all(
    languages.map(async (language) => {
      const user = await app.signIn(['system.admin'], { language });
      const { body } = await user.call('PUT', '/api/records/account?match=name', { name: 'Nobody' }, { 'If-Match': '*' });
      const { title: _, detail: __, ...rest } = body as Record<string, unknown>;
      return rest;
    }),
  );
  for (const body of bodies) expect(body).toEqual(bodies[0]);
});
