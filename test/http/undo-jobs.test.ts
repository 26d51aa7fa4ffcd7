/** Undoing a large import is a job: it tells how far it is, is one however often it is asked for, can be stopped, and gone on with. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { startImport } from '../../server/exchange/imports.ts';
import { resumeUndoJobs, undoneAtOnce } from '../../server/exchange/undo-jobs.ts';
import type { FileStore } from '../../server/files/store.ts';
import { expectProblem } from '../support/problems.ts';
import { startTestApp, type Answer, type Call } from '../support/test-app.ts';
import { createTestWorkspace, systemOf } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace(8);
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const rows = undoneAtOnce + 1000;
const run = async <Row = Record<string, unknown>>(text: string, ...values: unknown[]): Promise<Row[]> =>
  (await workspace.database.query<Row>({ text: text.replaceAll('#', `"${workspace.database.schema}".`), values })).rows;

/** Imports accounts of this name. @returns the id of the import */
async function importAccounts(name: string, count: number, call: Call = admin.call): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([`Name\n${Array.from({ length: count }, (_, index) => `${name} ${index}`).join('\n')}\n`]), 'accounts.csv');
  for (const [part, value] of Object.entries({ entity: 'account', mode: 'run', map: '{"columns":{"Name":"name"}}' }))
    form.append(part, value);
  const { id } = (await call('POST', '/api/imports', form)).body as { id: string };
  for (;;) {
    const { body } = await call('GET', `/api/imports/${id}`);
    if (body.state === 'done') return id;
    expect(body.state).toBe('running');
    await sleep(30);
  }
}
const undo = (id: string, call: Call = admin.call): Promise<Answer> => call('POST', `/api/imports/${id}/undo`, {});
async function ended(job: string, call: Call = admin.call): Promise<Answer> {
  for (;;) {
    const answer = await call('GET', `/api/undos/${job}`);
    expect(answer.status).toBe(200);
    if (answer.body.state !== 'running' && answer.body.state !== 'cancelling') return answer;
    await sleep(20);
  }
}
const left = async (name: string): Promise<number> =>
  Number((await run<{ n: string }>('select count(*) as n from #crm_account where name like $1 and deleted_at is null', `${name} %`))[0]?.n);

describe('a large import', () => {
  test('is undone in the background; whoever asks again meanwhile is told of the same job', async () => {
    const id = await importAccounts('Background', rows);
    const [first, again] = [await undo(id), await undo(id)];
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(first.headers.get('location')).toBe(`/api/undos/${first.body.id as string}`);
    expect(first.body).toMatchObject({ import: id, state: 'running', total: rows, operation: null });
    expect(again.body.id).toBe(first.body.id);
    const { body } = await ended(first.body.id as string);
    expect(body).toMatchObject({ state: 'done', done: rows, undone: rows, unchanged: 0, refused: 0, results: [], error: null });
    expect(await left('Background')).toBe(0);
    const [entries] = await run<{ n: string; by: string }>(
      'select count(*) as n, min(actor::text) as by from #relata_history where operation = $1',
      body.operation,
    );
    expect(entries).toEqual({ n: String(rows), by: admin.id });
    const later = await ended((await undo(id)).body.id as string);
    expect(later.body).toMatchObject({ state: 'done', undone: 0, unchanged: rows, operation: null });
  });

  test('keeps what somebody changed since, and names it', async () => {
    const id = await importAccounts('Changed', rows);
    const [one, edited, setBack] = await run<{ id: string }>(
      `select id::text from #crm_account where name in ('Changed 7', 'Changed 8', 'Changed 9') order by name`,
    );
    await admin.call('POST', '/api/records/deal', { name: 'Holds it', account: one?.id, stage: 'prospecting' });
    await admin.call('PATCH', `/api/records/account/${edited?.id ?? ''}`, { website: 'https://edited.example' });
    for (const website of ['https://edited.example', null])
      await admin.call('PATCH', `/api/records/account/${setBack?.id ?? ''}`, { website });
    const { body } = await ended((await undo(id)).body.id as string);
    expect(body).toMatchObject({ state: 'done', undone: rows - 2, refused: 2 });
    const results = body.results as { id: string }[];
    expect(results.find((result) => result.id === one?.id)).toMatchObject({
      entity: 'crm.account',
      status: 409,
      problem: { code: 'restricted' },
    });
    expect(results.find((result) => result.id === edited?.id)).toMatchObject({
      status: 409,
      problem: { code: 'changed-since', fields: [{ field: 'website', before: null, after: null, current: 'https://edited.example/' }] },
    });
    expect(await left('Changed')).toBe(2);
  });

  test('can be stopped: what was undone stays so, and asking once more does the rest', async () => {
    const id = await importAccounts('Stopped', rows);
    const { body } = await undo(id);
    expect((await admin.call('DELETE', `/api/undos/${body.id as string}`)).body.state).toMatch(/cancelling|cancelled/);
    const stopped = (await ended(body.id as string)).body;
    expect(stopped.state).toBe('cancelled');
    expect(stopped.undone).toBeLessThan(rows);
    expect(await left('Stopped')).toBe(rows - (stopped.undone as number));
    expect((await admin.call('DELETE', `/api/undos/${body.id as string}`)).body.state).toBe('cancelled');
    const rest = (await ended((await undo(id)).body.id as string)).body;
    expect(rest).toMatchObject({ state: 'done', undone: rows - stopped.undone, unchanged: stopped.undone });
    expect(await left('Stopped')).toBe(0);
  });

  test('is undone with the rights of whoever asks, and is their business', async () => {
    const mine = await importAccounts('Mine', rows);
    const job = (await undo(mine)).body.id as string;
    const other = await app.signIn(['crm.manager']);
    for (const [method, where] of [
      ['GET', `/api/undos/${job}`],
      ['DELETE', `/api/undos/${job}`],
      ['POST', `/api/imports/${mine}/undo`],
      ['GET', '/api/undos/x'],
    ] as const)
      expectProblem(await other.call(method, where, method === 'POST' ? {} : undefined), 404);
    expect((await ended(job)).body.state).toBe('done');
  });
});

test('a server that is stopped leaves the rest of a job to the next one', async () => {
  const id = await importAccounts('Left', rows);
  const [job] = await run<{ id: string }>(
    `insert into #relata_undos (id, import, operation, state, total, actor, started_at)
      values (gen_random_uuid(), $1, gen_random_uuid(), 'running', $2, $3, now()) returning id::text as id`,
    id,
    rows,
    admin.id,
  );
  const where = `/api/undos/${job?.id ?? ''}`;
  const stopped = resumeUndoJobs(workspace);
  while ((await admin.call('GET', where)).body.done === 0) await sleep(5);
  await stopped.stop();
  expect((await admin.call('GET', where)).body).toMatchObject({ state: 'running' });
  expect(await left('Left')).toBeGreaterThan(0);
  const next = resumeUndoJobs(workspace);
  await next.look();
  await next.stop();
  expect((await admin.call('GET', where)).body).toMatchObject({ state: 'done', undone: rows });
  expect(await left('Left')).toBe(0);
});

test('a small one is undone at once', async () => {
  const id = await importAccounts('Small', 20);
  expect(await undo(id)).toMatchObject({ status: 200, body: { undone: 20 } });
  expect((await undo(id)).body).toMatchObject({ undone: 0, unchanged: 20, operation: null });
});

test('a job of somebody who has gone, or whose key holds no more, ends without doing anything', async () => {
  const id = await importAccounts('Orphan', 3);
  const gone = await app.signIn(['system.admin']);
  await admin.call('DELETE', `/api/records/system.user/${gone.id}`);
  const insert = `insert into #relata_undos (id, import, operation, state, total, actor, key_id, started_at) values (gen_random_uuid(), $1, gen_random_uuid(), 'running', 3, $2, $3, now()) returning id::text`;
  const { id: key } = (await admin.call('POST', '/api/keys', { name: 'K', scopes: ['read', 'write', 'delete'] })).body as { id: string };
  await admin.call('DELETE', `/api/keys/${key}`);
  for (const [actor, keyId] of [
    [gone.id, null],
    [admin.id, key],
  ]) {
    const [job] = await run<{ id: string }>(insert, id, actor, keyId);
    const resumed = resumeUndoJobs(workspace);
    await resumed.look();
    await resumed.stop();
    expect((await admin.call('GET', `/api/undos/${job?.id ?? ''}`)).body).toMatchObject({ state: 'failed', undone: 0 });
  }
  expect(await left('Orphan')).toBe(3);
});

test('an import whose refused rows cannot be kept has failed, with all that it wrote', async () => {
  const full: FileStore = { ...app.files, put: () => Promise.reject(new Error('The disk is full.')) };
  const folder = await mkdtemp(path.join(tmpdir(), 'relata-import-'));
  const file = path.join(folder, 'accounts.csv');
  await writeFile(file, 'Name,Site\nGood,\nBad,no address\n');
  const map = { columns: { Name: 'name', Site: 'website' } };
  const request = { entity: 'account', file, fileName: 'accounts.csv', map, effects: false, dryRun: false };
  const { finished } = await startImport(systemOf(workspace), full, request);
  expect(await finished).toMatchObject({ state: 'failed', created: 1, failed: 1, hasErrorFile: false });
  await rm(folder, { recursive: true });
});
