/** Addresses that browsers open by themselves answer as the role or the user sees whose eyes an admin borrows: files, and the stream of events. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { expectProblem } from '../support/problems.ts';
import { startTestApp, type Answer } from '../support/test-app.ts';
import { createWorkspaceOf, testPack } from '../support/test-workspace.ts';

const paper = {
  id: 'test.paper',
  title: 'Paper',
  plural: 'Papers',
  display: 'name',
  properties: { name: { field: 'text' }, scan: { field: 'file' }, secret: { field: 'file' } },
};
const role = (id: string, rights: object) => ({
  kind: 'role' as const,
  content: { id, title: id, entities: { 'test.paper': rights } },
});
const workspace = await createWorkspaceOf(
  testPack([
    { kind: 'entity', content: paper },
    role('test.reader', { read: 'all', fields: { secret: 'hidden' } }),
    role('test.own', { create: true, read: 'own', update: 'own' }),
    role('test.nothing', {}),
  ]),
);
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const own = await app.signIn(['test.own']);

async function put(text: string): Promise<{ id: string }> {
  const form = new FormData();
  form.append('file', new Blob([text]), `${text}.txt`);
  return (await admin.call('POST', '/api/files', form)).body as { id: string };
}

const paperId = (await admin.call('POST', '/api/records/paper', { name: 'P', scan: await put('open'), secret: await put('closed') })).body
  .id as string;
const file = (field: string, view?: string): string =>
  `/api/files/paper/${paperId}/${field}${view === undefined ? '' : `?viewAs=${encodeURIComponent(view)}`}`;

describe('a file', () => {
  const open = (field: string, view: string, how: 'header' | 'address'): Promise<Answer> =>
    how === 'header' ? admin.call('GET', file(field), undefined, { 'X-Relata-View-As': view }) : admin.call('GET', file(field, view));

  test.each(['header', 'address'] as const)('is there as for the role or the user, by %s', async (how) => {
    expect((await admin.call('GET', file('secret'))).body).toBe('closed');
    const shown = await open('scan', 'test.reader', how);
    expect([shown.status, shown.body]).toEqual([200, 'open']);
    expect(expectSame(await open('secret', 'test.reader', how), await open('nothing', 'test.reader', how))).toBe(404);
    expectProblem(await open('scan', 'test.nothing', how), 403);
    expectProblem(await open('scan', `user:${own.id}`, how), 404);
    expectProblem(await open('scan', 'test.nobody', how), 400);
  });

  test('is not shown from memory to whoever may not see it', async () => {
    const tag = (await admin.call('GET', file('secret'))).headers.get('etag') ?? '';
    expect((await admin.call('GET', file('secret'), undefined, { 'If-None-Match': tag })).status).toBe(304);
    expectProblem(await admin.call('GET', file('secret', 'test.reader'), undefined, { 'If-None-Match': tag }), 404);
  });
});

/** What is hidden answers like what is not there. @returns the status */
function expectSame(one: Answer, other: Answer): number {
  expect(one.body).toEqual(other.body);
  return one.status;
}

test('only an administrator in person may ask so, and only where browsers open addresses by themselves', async () => {
  const asked = await own.call('GET', file('scan', 'system.admin'));
  expectProblem(asked, 403);
  expect(asked.body.code).toBe('view-as');
  expectProblem(await app.anonymous('GET', file('scan', 'test.reader')), 401);
  const { key } = (await admin.call('POST', '/api/keys', { name: 'K', scopes: ['read'] })).body as { key: string };
  expectProblem(await app.anonymous('GET', file('scan', 'test.reader'), undefined, { Authorization: `Bearer ${key}` }), 403);
  for (const where of [
    '/api/records/paper?viewAs=test.reader',
    `/api/records/paper/${paperId}?viewAs=test.reader`,
    '/api/keys?viewAs=test.reader',
  ])
    expectProblem(await admin.call('GET', where), 400);
  expectProblem(await admin.call('GET', `${file('scan', 'test.reader')}&viewAs=test.nothing`), 400);
});

test('history says that the admin looked so', async () => {
  await admin.call('GET', file('scan', 'test.own'));
  const { rows } = await workspace.database.query({
    text: `select 1 from "${workspace.database.schema}".relata_history where action = 'view-as' and changes->'as'->>'after' = 'test.own' and record_id = $1`,
    values: [admin.id],
  });
  expect(rows).toHaveLength(1);
});

/** The ids of records that a stream tells of, until `until` is among them. */
async function listen(view: string, how: 'header' | 'address', write: () => Promise<string>): Promise<{ heard: string[]; until: string }> {
  const ending = new AbortController();
  const response = await fetch(`${app.url}/api/events${how === 'address' ? `?viewAs=${encodeURIComponent(view)}` : ''}`, {
    headers: { Cookie: admin.cookie, ...(how === 'header' ? { 'X-Relata-View-As': view } : {}) },
    signal: ending.signal,
  });
  expect(response.status).toBe(200);
  let text = '';
  const reading = (async () => {
    for await (const chunk of (response.body ?? new ReadableStream<Uint8Array>()).pipeThrough(new TextDecoderStream())) text += chunk;
  })().catch(() => undefined);
  for (let attempt = 0; attempt < 300 && !/^id: /m.test(text); attempt++) await sleep(10);
  const until = await write();
  for (let attempt = 0; attempt < 500 && !text.includes(until); attempt++) await sleep(10);
  ending.abort();
  await reading;
  return { heard: [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => (JSON.parse(data ?? '{}') as { id: string }).id), until };
}

describe('the stream of events', () => {
  test.each(['header', 'address'] as const)('tells what the user sees, by %s', async (how) => {
    let hidden = '';
    const { heard, until } = await listen(`user:${own.id}`, how, async () => {
      hidden = (await admin.call('POST', '/api/records/paper', { name: 'Of the admin' })).body.id as string;
      return (await own.call('POST', '/api/records/paper', { name: 'Of the user' })).body.id as string;
    });
    expect(heard).toContain(until);
    expect(heard).not.toContain(hidden);
  });

  test('refuses whoever is no administrator', async () => {
    for (const [path, headers] of [
      ['/api/events?viewAs=system.admin', {}],
      ['/api/events', { 'X-Relata-View-As': 'system.admin' }],
    ] as const)
      expectProblem(await own.call('GET', path, undefined, headers), 403);
  });
});
