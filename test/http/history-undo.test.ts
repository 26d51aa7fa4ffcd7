/** What was done together is told together, and undone: one change, a whole operation, an import. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Context } from '../../server/access/context.ts';
import { systemContext } from '../../server/access/workspace.ts';
import { sealNow } from '../../server/history/seal.ts';
import { proveHistory } from '../../server/history/verify.ts';
import { writeRecords } from '../../server/records/write.ts';
import { startTestApp } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const schema = `"${workspace.database.schema}"`;

async function operationsOf(recordId: string): Promise<(string | null)[]> {
  const { rows } = await workspace.database.query<{ operation: string | null }>({
    text: `select operation::text from ${schema}.relata_history where record_id = $1::uuid order by at, id`,
    values: [recordId],
  });
  return rows.map(({ operation }) => operation);
}

describe('an operation', () => {
  test('is one for all records of a bulk call, in however many transactions, and is answered', async () => {
    const operations = Array.from({ length: 501 }, (_, index) => ({ action: 'create', values: { name: `Bulk ${index}` } }));
    const { body } = await admin.call('POST', '/api/records/account/bulk', { operations });
    expect(body.operation).toMatch(/^[0-9a-f-]{36}$/);
    for (const index of [0, 250, 500]) expect(await operationsOf(body.results[index].id as string)).toEqual([body.operation]);
  });

  test('stays the same when a request with a key is sent again', async () => {
    const headers = { 'Idempotency-Key': randomUUID() };
    const operations = [
      { action: 'create', values: { name: 'A' } },
      { action: 'create', values: { name: 'B' } },
    ];
    const first = await admin.call('POST', '/api/records/account/bulk', { operations }, headers);
    const again = await admin.call('POST', '/api/records/account/bulk', { operations }, headers);
    expect(again.body).toEqual(first.body);
  });

  test('is none of a single write, and none is answered when nothing was written', async () => {
    const { body } = await admin.call('POST', '/api/records/account', { name: 'Single' });
    expect(await operationsOf(body.id as string)).toEqual([null]);
    const refused = await admin.call('POST', '/api/records/account/bulk', { operations: [{ action: 'create', values: {} }] });
    expect(refused.body).toMatchObject({ operation: null, results: [{ status: 422 }] });
  });
});

/** Seals until nothing is left: transactions of other tests, in the same cluster, hold it up for as long as they are open. */
async function sealAll(): Promise<Awaited<ReturnType<typeof admin.call>>> {
  for (;;) {
    await sealNow(workspace.database);
    const seals = await admin.call('GET', '/api/history/seals');
    if (seals.body.unsealed === 0) return seals;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What is looked at of an entry. */
interface Entry {
  readonly id: string;
  readonly action: string;
  readonly version: number;
  readonly changes: readonly unknown[];
  readonly erasedAt?: string;
  readonly sealed: boolean;
  readonly operation: string | null;
}

/** Entries as the record page reads them, newest first. */
async function historyOf(entity: string, id: string, call = admin.call): Promise<Entry[]> {
  return (await call('GET', `/api/records/${entity}/${id}/history`)).body.data as Entry[];
}
const undo = (entity: string, id: string, entry: unknown, call = admin.call): ReturnType<typeof admin.call> =>
  call('POST', `/api/records/${entity}/${id}/undo`, { entry });

describe('undoing one entry', () => {
  test('sets back what an update changed, once, and is an update itself that can be undone', async () => {
    const { body } = await admin.call('POST', '/api/records/deal', { name: 'D', stage: 'prospecting', amount: 5 });
    const id = body.id as string;
    await admin.call('PATCH', `/api/records/deal/${id}`, { name: 'E', amount: { amount: '7.5', currency: 'USD' } });
    await admin.call('PATCH', `/api/records/deal/${id}`, { nextStep: 'Call' });
    const [, entry] = await historyOf('deal', id);
    const undone = await undo('deal', id, entry?.id);
    expect([undone.status, undone.headers.get('etag')]).toEqual([200, '"4"']);
    expect(undone.body).toMatchObject({ name: 'D', nextStep: 'Call', version: 4, amount: { amount: '5' } });
    expect((await undo('deal', id, entry?.id)).body.version).toBe(4);
    const [newest] = await historyOf('deal', id);
    expect(newest).toMatchObject({ action: 'update', version: 4 });
    expect((await undo('deal', id, newest?.id)).body).toMatchObject({ name: 'E', amount: { amount: '7.5', currency: 'USD' } });
  });

  test('is refused with the fields that changed since, and changes nothing', async () => {
    const { body } = await admin.call('POST', '/api/records/account', { name: 'A1' });
    const id = body.id as string;
    await admin.call('PATCH', `/api/records/account/${id}`, { name: 'A2', city: 'X' }).then(async (answer) => {
      if (answer.status !== 200) await admin.call('PATCH', `/api/records/account/${id}`, { name: 'A2', website: 'https://a.example' });
    });
    const [entry] = await historyOf('account', id);
    await admin.call('PATCH', `/api/records/account/${id}`, { name: 'A3' });
    const refused = await undo('account', id, entry?.id);
    expect(refused).toMatchObject({
      status: 409,
      body: {
        code: 'changed-since',
        errors: [{ pointer: '/name' }],
        fields: [{ field: 'name', before: 'A1', after: 'A2', current: 'A3' }],
      },
    });
    expect((await admin.call('GET', `/api/records/account/${id}`)).body).toMatchObject({ name: 'A3', version: 3 });
  });

  test('brings a created record to the trash, a deleted one back, and a restored one to the trash', async () => {
    const { body } = await admin.call('POST', '/api/records/account', { name: 'Coming' });
    const id = body.id as string;
    const state = async (): Promise<boolean> =>
      ((await admin.call('GET', `/api/records/account/${id}`)).body.deletedAt as unknown) !== null;
    const newest = async (): Promise<string> => (await historyOf('account', id))[0]?.id ?? '';
    const created = await newest();
    expect([(await undo('account', id, created)).status, await state()]).toEqual([200, true]);
    expect((await undo('account', id, created)).status).toBe(200);
    expect([(await undo('account', id, await newest())).status, await state()]).toEqual([200, false]);
    expect([(await undo('account', id, await newest())).status, await state()]).toEqual([200, true]);
    const versions = (await historyOf('account', id)).map(({ action }) => action);
    expect(versions).toEqual(['delete', 'restore', 'delete', 'create']);
  });

  test('knows no entry of another record, of another kind, or none at all', async () => {
    const one = (await admin.call('POST', '/api/records/account', { name: 'One' })).body.id as string;
    const two = (await admin.call('POST', '/api/records/account', { name: 'Two' })).body.id as string;
    const [entry] = await historyOf('account', two);
    const [signIn] = (await historyOf('user', admin.id)).filter(({ action }) => action === 'sign-in');
    expect((await undo('account', one, entry?.id)).status).toBe(404);
    expect((await undo('user', admin.id, signIn?.id)).status).toBe(404);
    for (const wrong of [randomUUID(), 'x', 7, null, { a: 1 }]) expect((await undo('account', one, wrong)).status).toBe(404);
    expect((await admin.call('POST', `/api/records/account/${one}/undo`, { entry: entry?.id ?? '', more: 1 })).status).toBe(400);
    expect((await admin.call('GET', `/api/records/account/${one}`)).body).toMatchObject({ version: 1, deletedAt: null });
  });

  test('needs the right to change the record', async () => {
    const reader = await app.signIn(['crm.read-only']);
    const { body } = await admin.call('POST', '/api/records/deal', { name: 'Read', stage: 'prospecting' });
    await admin.call('PATCH', `/api/records/deal/${body.id as string}`, { name: 'Read only' });
    const [entry] = await historyOf('deal', body.id as string);
    const refused = await undo('deal', body.id as string, entry?.id, reader.call);
    expect(refused.status).toBe(403);
    expect((await admin.call('GET', `/api/records/deal/${body.id as string}`)).body.name).toBe('Read only');
  });
});

describe('undoing an operation', () => {
  test('takes back a bulk of creates, updates and deletes; twice changes nothing; the undoing is undone like any other', async () => {
    const make = async (name: string): Promise<string> => (await admin.call('POST', '/api/records/account', { name })).body.id as string;
    const [changed, removed] = [await make('Before'), await make('Removed')];
    const bulk = await admin.call('POST', '/api/records/account/bulk', {
      operations: [
        { action: 'create', values: { name: 'New' } },
        { action: 'update', id: changed, values: { name: 'After' } },
        { action: 'delete', id: removed },
      ],
    });
    const created = bulk.body.results[0].id as string;
    const state = async (): Promise<unknown[]> =>
      Promise.all(
        [created, changed, removed].map(async (id) => {
          const { body } = await admin.call('GET', `/api/records/account/${id}`);
          return [body.name, body.deletedAt !== null];
        }),
      );
    const done = await state();
    const undone = await admin.call('POST', `/api/operations/${bulk.body.operation as string}/undo`);
    expect(undone.body).toMatchObject({ undone: 3, unchanged: 0, refused: 0 });
    expect(undone.body.results).toHaveLength(3);
    expect(await state()).toEqual([
      ['New', true],
      ['Before', false],
      ['Removed', false],
    ]);
    const again = await admin.call('POST', `/api/operations/${bulk.body.operation as string}/undo`);
    expect(again.body).toMatchObject({ operation: null, undone: 0, unchanged: 3 });
    expect((await admin.call('POST', `/api/operations/${undone.body.operation as string}/undo`)).body).toMatchObject({ undone: 3 });
    expect(await state()).toEqual(done);
  });

  test('tells the rows that changed since, and undoes the others', async () => {
    const operations = ['P', 'Q'].map((name) => ({ action: 'create', values: { name } }));
    const made = await admin.call('POST', '/api/records/account/bulk', { operations });
    const [one, two] = (made.body.results as { id: string }[]).map(({ id }) => id);
    const renamed = await admin.call('POST', '/api/records/account/bulk', {
      operations: [one, two].map((id) => ({ action: 'update', id, values: { name: 'R' } })),
    });
    await admin.call('PATCH', `/api/records/account/${two ?? ''}`, { name: 'Mine' });
    const { body } = await admin.call('POST', `/api/operations/${renamed.body.operation as string}/undo`);
    expect(body).toMatchObject({ undone: 1, refused: 1 });
    expect(body.results).toEqual(
      expect.arrayContaining([
        { entity: 'crm.account', id: one, status: 200 },
        expect.objectContaining({ id: two, status: 409, problem: expect.objectContaining({ code: 'changed-since' }) as unknown }),
      ]),
    );
    expect((await admin.call('GET', `/api/records/account/${two ?? ''}`)).body.name).toBe('Mine');
  });

  test('tells nothing of records that the caller may not see, and nothing at all where there are only such', async () => {
    const agent = await app.signIn(['crm.sales']);
    const deals = ['Theirs', 'Mine'].map((name) => ({
      action: 'create',
      values: { name, stage: 'prospecting', ...(name === 'Mine' ? { owner: agent.id } : {}) },
    }));
    const { body } = await admin.call('POST', '/api/records/deal/bulk', { operations: deals });
    const ids = (body.results as { id: string }[]).map(({ id }) => id);
    const visible: string[] = [];
    for (const id of ids) if ((await agent.call('GET', `/api/records/deal/${id}`)).status === 200) visible.push(id);
    expect(visible).toEqual([ids[1]]);
    const undone = await agent.call('POST', `/api/operations/${body.operation as string}/undo`);
    expect(undone.status).toBe(200);
    expect((undone.body.results as { id: string }[] | undefined)?.map(({ id }) => id) ?? []).toEqual(expect.arrayContaining(visible));
    for (const id of ids.filter((each) => !visible.includes(each))) expect(JSON.stringify(undone.body)).not.toContain(id);
    expect((await agent.call('POST', `/api/operations/${randomUUID()}/undo`)).status).toBe(404);
    expect((await agent.call('POST', '/api/operations/x/undo')).status).toBe(404);
    expect((await app.anonymous('POST', `/api/operations/${body.operation as string}/undo`)).status).toBe(401);
  });

  test('brings back what a delete took along, and takes it away again', async () => {
    const deal = (await admin.call('POST', '/api/records/deal', { name: 'With lines', stage: 'prospecting' })).body.id as string;
    const lines: string[] = [];
    for (const name of ['L1', 'L2']) {
      const made = await admin.call('POST', '/api/records/deal-line', { deal, name, quantity: 1 });
      expect(made.body.errors).toBeUndefined();
      lines.push(made.body.id as string);
    }
    await admin.call('DELETE', `/api/records/deal/${deal}`);
    const state = async (): Promise<boolean[]> =>
      Promise.all(
        [`deal/${deal}`, ...lines.map((id) => `deal-line/${id}`)].map(
          async (where) => (await admin.call('GET', `/api/records/${where}`)).body.deletedAt === null,
        ),
      );
    expect(await state()).toEqual([false, false, false]);
    const [entry] = await historyOf('deal', deal);
    const undone = await admin.call('POST', `/api/operations/${entry?.operation ?? ''}/undo`);
    expect(undone.body).toMatchObject({ refused: 0 });
    expect(await state()).toEqual([true, true, true]);
    const again = await admin.call('POST', `/api/operations/${undone.body.operation as string}/undo`);
    expect(again.body).toMatchObject({ refused: 0 });
    expect(await state()).toEqual([false, false, false]);
  });

  test('of more than one batch', async () => {
    const operations = Array.from({ length: 1100 }, (_, index) => ({ action: 'create', values: { name: `Many ${index}` } }));
    const { body } = await admin.call('POST', '/api/records/account/bulk', { operations });
    const undone = await admin.call('POST', `/api/operations/${body.operation as string}/undo`);
    expect(undone.body).toMatchObject({ undone: 1100, refused: 0 });
  });
});

test('undoing an import takes back what it created and changed, also the records that its columns made', async () => {
  await admin.call('POST', '/api/records/product', { name: 'Kept', code: 'K1' });
  await admin.call('POST', '/api/records/account', { name: 'Imported before' });
  const form = new FormData();
  form.set('entity', 'crm.account');
  form.set('mode', 'run');
  form.set('map', JSON.stringify({ match: 'name', columns: { Name: 'name', Site: 'website' } }));
  form.set('file', new Blob(['Name,Site\nImported before,https://one.example\nImported new,https://two.example\n']), 'accounts.csv');
  const { body } = await admin.call('POST', '/api/imports', form);
  for (;;) {
    const state = await admin.call('GET', `/api/imports/${body.id as string}`);
    if (state.body.state !== 'running') {
      expect(state.body).toMatchObject({ state: 'done', created: 1, updated: 1 });
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const undone = await admin.call('POST', `/api/imports/${body.id as string}/undo`);
  expect(undone.body).toMatchObject({ undone: 2, refused: 0 });
  const filter = encodeURIComponent(JSON.stringify({ name: { startsWith: 'Imported' } }));
  const left = await admin.call('GET', `/api/records/account?filter=${filter}&select=name,website`);
  expect(left.body.data).toMatchObject([{ name: 'Imported before', website: null }]);
  expect((await admin.call('POST', `/api/imports/${body.id as string}/undo`)).body).toMatchObject({ undone: 0, unchanged: 2 });
  const other = await app.signIn(['crm.manager']);
  expect((await other.call('POST', `/api/imports/${body.id as string}/undo`)).status).toBe(404);
});

describe('undoing what created records keeps what was made of them since', () => {
  const name = (index: number): string => `Since ${index}`;
  const createThree = async (): Promise<{ operation: string; ids: string[] }> => {
    const operations = [0, 1, 2].map((index) => ({ action: 'create', values: { name: name(index) } }));
    const { body } = await admin.call('POST', '/api/records/account/bulk', { operations });
    return { operation: body.operation as string, ids: (body.results as { id: string }[]).map(({ id }) => id) };
  };
  const undoAll = async (operation: string): Promise<Awaited<ReturnType<typeof admin.call>>['body']> =>
    (await admin.call('POST', `/api/operations/${operation}/undo`)).body;

  test('a record that somebody edited is refused with the field, the others go', async () => {
    const { operation, ids } = await createThree();
    const other = await app.signIn(['crm.manager']);
    expect((await other.call('PATCH', `/api/records/account/${ids[1] ?? ''}`, { name: 'Theirs' })).status).toBe(200);
    const body = await undoAll(operation);
    expect(body).toMatchObject({ undone: 2, refused: 1 });
    expect(body.results.find((result: { id: string }) => result.id === ids[1])).toMatchObject({
      status: 409,
      problem: { code: 'changed-since', fields: [{ field: 'name', before: null, after: name(1), current: 'Theirs' }] },
    });
    expect((await admin.call('GET', `/api/records/account/${ids[1] ?? ''}`)).body).toMatchObject({
      name: 'Theirs',
      deletedAt: null,
      version: 2,
    });
    // Set back, it stands in nobody's way any more; and the undoing is undone like any other.
    await other.call('PATCH', `/api/records/account/${ids[1] ?? ''}`, { name: name(1) });
    expect(await undoAll(operation)).toMatchObject({ undone: 1, unchanged: 2, refused: 0 });
    expect(await undoAll(body.operation as string)).toMatchObject({ undone: 2, refused: 0 });
    expect(await undoAll(operation)).toMatchObject({ undone: 2, unchanged: 1, refused: 0 });
  });

  test('what the server did by itself since stands in nobody’s way', async () => {
    const { operation, ids } = await createThree();
    const automation: Context = { ...systemContext(workspace), cause: { kind: 'automation', id: randomUUID(), depth: 1 } };
    const values = { website: 'https://made.example' };
    await writeRecords(automation, 'crm.account', [{ action: 'update', id: ids[0] ?? '', values }], { atomic: true });
    expect(await undoAll(operation)).toMatchObject({ undone: 3, refused: 0 });
  });

  test('undoing the one entry of its creation is a word about that record, and takes it along as it is', async () => {
    const { ids } = await createThree();
    await admin.call('PATCH', `/api/records/account/${ids[0] ?? ''}`, { name: 'Mine' });
    const created = (await historyOf('account', ids[0] ?? '')).find(({ action }) => action === 'create');
    expect((await undo('account', ids[0] ?? '', created?.id)).status).toBe(200);
    expect((await admin.call('GET', `/api/records/account/${ids[0] ?? ''}`)).body.deletedAt).not.toBeNull();
  });
});

describe('the log of everything', () => {
  test('is for admins, newest first, filtered, and paged', async () => {
    const reader = await app.signIn(['crm.sales']);
    for (const where of ['/api/history', '/api/history/seals']) expect((await reader.call('GET', where)).status).toBe(403);
    const { body } = await admin.call('POST', '/api/records/account', { name: 'Logged' });
    const id = body.id as string;
    await admin.call('PATCH', `/api/records/account/${id}`, { name: 'Logged twice' });
    const found = await admin.call('GET', `/api/history?entity=account&record=${id}&limit=1`);
    expect(found.body.data).toMatchObject([
      {
        action: 'update',
        entity: 'crm.account',
        record: { id, label: 'Logged twice' },
        actor: { id: admin.id },
        key: null,
        cause: null,
        changes: [{ field: 'name' }],
      },
    ]);
    const rest = await admin.call('GET', `/api/history?record=${id}&after=${found.body.page.next as string}`);
    expect(rest.body).toMatchObject({ data: [{ action: 'create' }], page: { next: null } });
    const from = encodeURIComponent(new Date(Date.now() - 60_000).toISOString());
    expect((await admin.call('GET', `/api/history?actor=${admin.id}&action=update&from=${from}&record=${id}`)).body.data).toHaveLength(1);
    expect((await admin.call('GET', `/api/history?to=${from}&record=${id}`)).body.data).toHaveLength(0);
  });

  test.each([
    'record=x',
    'actor=1',
    'operation=',
    'from=yesterday',
    'to=2025-02-30T00:00:00Z',
    'after=1.x',
    "after=1' or 1=1",
    'limit=0',
    'limit=201',
    'nothing=1',
  ])('refuses %s with a pointer', async (query) => {
    const answer = await admin.call('GET', `/api/history?${query}`);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: `/${query.split('=')[0] ?? ''}` }] } });
  });

  test('says how far it is sealed; an entry is erased with a reason, by admins only', async () => {
    const { body } = await admin.call('POST', '/api/records/account', { name: 'To be erased' });
    const seals = await sealAll();
    expect(seals.body).toMatchObject({ sealed: { number: expect.any(Number) as number }, unsealed: 0, unsealedSince: null });
    const [entry] = await historyOf('account', body.id as string);
    expect(entry).toMatchObject({ sealed: true, operation: null });
    const where = `/api/history/${entry?.id ?? ''}/erase`;
    const manager = await app.signIn(['crm.manager']);
    expect((await manager.call('POST', where, { reason: 'No' })).status).toBe(403);
    for (const reason of [undefined, '', ' ', 7, 'x'.repeat(501)]) expect((await admin.call('POST', where, { reason })).status).toBe(400);
    expect((await admin.call('POST', where, { reason: 'Asked by the person' })).status).toBe(204);
    const [erasure, erased] = await historyOf('account', body.id as string);
    expect([erasure?.action, erased?.changes, erased?.erasedAt]).toEqual(['erase', [], expect.any(String)]);
    expect((await undo('account', body.id as string, erased?.id)).status).toBe(200);
    const findings: unknown[] = [];
    await sealAll();
    await proveHistory(workspace.database, '/nowhere', (finding) => findings.push(finding));
    expect(findings).toEqual([]);
  });
});

test('all that history says of a record is erased with a reason, by admins only, also when the record has gone', async () => {
  const { body } = await admin.call('POST', '/api/records/account', { name: 'Forget me' });
  const id = body.id as string;
  await admin.call('PATCH', `/api/records/account/${id}`, { name: 'Forget me, too' });
  await admin.call('DELETE', `/api/records/account/${id}`);
  const where = `/api/records/account/${id}/history/erase`;
  const manager = await app.signIn(['crm.manager']);
  expect(await manager.call('POST', where, { reason: 'No' })).toMatchObject({ status: 403 });
  expect((await admin.call('POST', where, { reason: ' ' })).status).toBe(400);
  expect((await admin.call('POST', '/api/records/account/nobody/history/erase', { reason: 'Asked' })).status).toBe(404);
  expect(await admin.call('POST', where, { reason: 'Asked by the person' })).toMatchObject({ status: 200, body: { erased: 3 } });
  expect(await admin.call('POST', where, { reason: 'Asked by the person' })).toMatchObject({ status: 200, body: { erased: 0 } });
  const log = await admin.call('GET', `/api/history?entity=account&record=${id}`);
  // The name beside the entries is that of the record itself, which still lies in the trash.
  const changes = (log.body.data as { action: string; changes: unknown[] }[]).flatMap((entry) =>
    entry.action === 'erase' ? [] : entry.changes,
  );
  expect([log.body.data.length, changes]).toEqual([4, []]);
});

test('a record as it was is read by its instant, and is not expanded', async () => {
  const { body } = await admin.call('POST', '/api/records/account', { name: 'Then' });
  const where = `/api/records/account/${body.id as string}`;
  const then = encodeURIComponent(body.updatedAt as string);
  await new Promise((resolve) => setTimeout(resolve, 5));
  await admin.call('PATCH', where, { name: 'Now' });
  const past = await admin.call('GET', `${where}?at=${then}&select=name`);
  expect(past).toMatchObject({ status: 200, body: { name: 'Then', version: 1 } });
  expect(past.headers.get('etag')).toBeNull();
  expect((await admin.call('GET', `${where}?at=${then}&expand=owner`)).status).toBe(400);
  expect((await admin.call('GET', `${where}?at=2020-01-01T00:00:00Z`)).status).toBe(404);
});
