/** Rights got round: by children, imports, matches, trash, streams, misspelt names and results of audits. None of it works. */
import { describe, expect, test } from 'vitest';
import { fieldAccess } from '../../server/access/fields.ts';
import { rightsOf } from '../../server/access/workspace.ts';
import { accessPack } from '../support/access-pack.ts';
import { expectProblem } from '../support/problems.ts';
import { startTestApp, type Answer, type Call } from '../support/test-app.ts';
import { createTestWorkspace, createWorkspaceOf } from '../support/test-workspace.ts';

const workspace = await createWorkspaceOf(accessPack());
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const seller = await app.signIn(['test.seller']);
const other = await app.signIn(['test.seller']);
const importer = await app.signIn(['test.importer']);
const none = '00000000-0000-7000-8000-000000000001';

const create = async (call: Call, values: object, entity = 'deal'): Promise<string> => {
  const { status, body } = await call('POST', `/api/records/${entity}`, values);
  expect(status, JSON.stringify(body)).toBe(201);
  return body.id as string;
};
const count = async (entity: string): Promise<number> =>
  (await admin.call('GET', `/api/records/${entity}?count=exact`)).body.page.count as number;

test('whoever may import into one entity imports into no other, not for a preview or a rehearsal either', async () => {
  const before = await count('line');
  // Lines may be made by hand; accounts may be read.
  for (const entity of ['test.line', 'test.account'])
    for (const more of [{ mode: 'preview' }, { mode: 'run', dryRun: 'true' }, { mode: 'run' }]) {
      const form = new FormData();
      const fields = { entity, map: JSON.stringify({ columns: { Name: 'name' } }), ...more };
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      form.set('file', new Blob(['Name\r\nx\r\n'], { type: 'text/csv' }), 'x.csv');
      expectProblem(await importer.call('POST', '/api/imports', form), 403);
    }
  expect(await count('line')).toBe(before);
});

describe('writing', () => {
  test('what was refused was not written, whatever was refused of it', async () => {
    const id = await create(seller.call, { name: 'Before', stage: 'offered', amount: 1 });
    expectProblem(await seller.call('PATCH', `/api/records/deal/${id}`, { name: 'After', amount: 2 }), 403);
    const operations = [
      { action: 'update', id, values: { name: 'After' } },
      { action: 'update', id, values: { amount: 2 } },
    ];
    expectProblem(
      await seller.call('POST', '/api/records/deal/bulk', { atomic: true, operations: [operations[0], { ...operations[1], id: none }] }),
      404,
    );
    expect((await admin.call('GET', `/api/records/deal/${id}`)).body).toMatchObject({ name: 'Before', amount: '1', version: 1 });
  });

  test('nobody gives a record away out of their own reach, alone, in bulk or by moving it', async () => {
    const id = await create(seller.call, { name: 'Mine' });
    expectProblem(await seller.call('PATCH', `/api/records/deal/${id}`, { owner: other.id }), 403);
    expectProblem(await seller.call('POST', `/api/records/deal/${id}/transition`, { to: 'offered', values: { owner: other.id } }), 403);
    const { body } = await seller.call('POST', '/api/records/deal/bulk', {
      operations: [{ action: 'update', id, values: { owner: other.id } }],
    });
    expect(body.results[0].status).toBe(403);
    expect((await admin.call('GET', `/api/records/deal/${id}`)).body).toMatchObject({ owner: { id: seller.id }, stage: 'draft' });
  });

  test('children are made with the rights on children, and all or nothing', async () => {
    const before = [await count('deal'), await count('line')];
    for (const lines of [[{ name: 'Line' }], [{ name: 'Line', price: 1 }]])
      expectProblem(await seller.call('POST', '/api/records/deal', { name: 'Parent', lines }), 403, 422);
    const refused = await importer.call('POST', '/api/records/deal', { name: 'Parent', lines: [{ name: 'Line', price: 1 }] });
    expectProblem(refused, 403);
    expect(refused.body.errors[0].pointer).toBe('/lines/0/price');
    expect([await count('deal'), await count('line')]).toEqual(before);
    expect((await importer.call('POST', '/api/records/deal', { name: 'Parent', lines: [{ name: 'Line' }] })).status).toBe(201);
  });

  test('a record that is not seen is not found by its values, and not changed by them', async () => {
    const id = await create(other.call, { name: 'Theirs' });
    const { status, body } = await importer.call('PUT', '/api/records/deal?match=name', { name: 'Theirs', note: 'x' });
    if (status < 300) expect(body.id).not.toBe(id);
    else expectProblem({ status, body, headers: new Headers({ 'content-type': 'application/problem+json' }) });
    expect((await admin.call('GET', `/api/records/deal/${id}`)).body).toMatchObject({ note: null, version: 1 });
  });

  test('out of the trash comes only what one may delete, and nobody restores what they do not see', async () => {
    const mine = await create(seller.call, { name: 'Mine' });
    const won = await create(seller.call, { name: 'Won', stage: 'won' });
    for (const id of [mine, won]) await admin.call('DELETE', `/api/records/deal/${id}`);
    expect((await seller.call('POST', `/api/records/deal/${mine}/restore`)).status).toBe(200);
    expectProblem(await seller.call('POST', `/api/records/deal/${won}/restore`), 403);
    await admin.call('DELETE', `/api/records/deal/${mine}`);
    expectProblem(await other.call('POST', `/api/records/deal/${mine}/restore`), 404);
    expect((await other.call('GET', '/api/records/deal?trash=true')).body.data).toEqual([]);
  });

  test('an import writes no field that its user may only read, and no record that they may not change', async () => {
    const theirs = await create(other.call, { name: 'Imported over', note: 'kept' });
    const form = new FormData();
    form.set('entity', 'deal');
    form.set('mode', 'run');
    form.set('map', JSON.stringify({ match: 'name', columns: { name: 'name', bonus: 'bonus', note: 'note' } }));
    form.set('file', new Blob(['name,bonus,note\nImported over,5,taken\nNew one,7,x\n']), 'x.csv');
    const started = await importer.call('POST', '/api/imports', form);
    if (started.status < 300)
      for (let state = 'running'; state === 'running';) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        state = (await importer.call('GET', `/api/imports/${started.body.id as string}`)).body.state as string;
      }
    else expectProblem(started);
    expect((await admin.call('GET', `/api/records/deal/${theirs}`)).body).toMatchObject({ note: 'kept', bonus: null, version: 1 });
    const made = (await admin.call('POST', '/api/records/deal/query', { filter: { bonus: { in: [5, 7] } } })).body.data as unknown[];
    expect(made).toEqual([]);
  });
});

describe('reading', () => {
  test('a stream hears nothing of records from the moment that the rights are withdrawn', async () => {
    const watcher = await app.signIn(['test.clerk']);
    const { body } = await fetch(`${app.url}/api/events`, { headers: { Cookie: watcher.cookie } });
    const stream = body!.getReader();
    await stream.read();
    const [first, second] = [await create(admin.call, { name: 'Heard' }), await create(admin.call, { name: 'Unheard' })];
    let heard = '';
    while (!heard.includes(second)) heard += new TextDecoder().decode((await stream.read()).value);
    expect(heard).toContain(first);
    await admin.call('PATCH', `/api/records/system.user/${watcher.id}`, { roles: ['test.outsider'] });
    await admin.call('PATCH', `/api/records/deal/${first}`, { note: 'secret' });
    const account = await create(admin.call, { name: 'Seen' }, 'account');
    let later = '';
    while (!later.includes(account)) later += new TextDecoder().decode((await stream.read()).value);
    expect(later).not.toContain(first);
    await stream.cancel();
  });

  test('a share that was taken back gives nothing any more, in the same session', async () => {
    const id = await create(seller.call, { name: 'Shared' });
    await seller.call('PUT', `/api/records/deal/${id}/shares`, { user: other.id, level: 'update' });
    expect((await other.call('PATCH', `/api/records/deal/${id}`, { note: 'x' })).status).toBe(200);
    await seller.call('DELETE', `/api/records/deal/${id}/shares/${other.id}`);
    expectProblem(await other.call('PATCH', `/api/records/deal/${id}`, { note: 'y' }), 404);
    expect((await other.call('GET', `/api/records/deal?q=Shared`)).body.data).toEqual([]);
  });
});

describe('of the shipped packs', async () => {
  const shipped = await createTestWorkspace();
  const site = await startTestApp(shipped);
  const boss = await site.signIn(['system.admin']);
  const reader = await site.signIn(['crm.read-only']);
  const model = shipped.model();

  const hidden = ['crm.read-only', 'crm.sales'].flatMap((role) =>
    [...model.entities.values()].flatMap((entity) => {
      const rights = rightsOf(model, [role]);
      if (rights.entity(entity.id).scope('read') === 'none') return [];
      return [...entity.fields.values()]
        .filter((field) => fieldAccess(model, rights, entity, field) === 'hidden')
        .map((field): [string, string, string] => [role, entity.id, field.name]);
    }),
  );

  test.each(hidden)('%s is told of %s.%s what is told of a field that is not there, however it is spelt', async (role, entity, name) => {
    const user = await site.signIn([role]);
    const unknown = 'q'.repeat(name.length);
    const forms = (field: string): object[] => [
      { filter: { [field]: { gt: 1 } } },
      { filter: { not: { [field]: null } } },
      { sort: [`-${field}`] },
      { select: [field] },
      { filter: { createdAt: { gt: { $field: field } } } },
      { filter: { [`${field}.amount`]: 1 } },
    ];
    for (const [index, body] of forms(name).entries()) {
      const answers = [
        await user.call('POST', `/api/records/${entity}/query`, body),
        await user.call('POST', `/api/records/${entity}/query`, forms(unknown)[index]),
      ];
      expectProblem(answers[0]!, 400);
      const told = ({ body: { errors, ...rest } }: Answer, field: string): string =>
        JSON.stringify({
          ...rest,
          errors: errors.map((error: { pointer: string; message: string }) => [error.pointer, error.message]),
        }).replaceAll(field, 'FIELD');
      expect(told(answers[0]!, name)).toBe(told(answers[1]!, unknown));
    }
    for (const near of [name.slice(0, -1), `${name}s`, name.replace(/(.)(.)$/, '$2$1')].filter((each) => each !== name && each !== '')) {
      const wrong = await user.call('POST', `/api/records/${entity}/query`, { filter: { [near]: 1 } });
      expect(JSON.stringify(wrong.body.errors ?? []), near).not.toContain(`"${name}\\"`);
      expect(JSON.stringify((wrong.body.errors ?? []).map((error: { hint?: string }) => error.hint))).not.toContain(
        name === 'cost' ? '"cost' : `"${name}`,
      );
    }
  });

  test('a result of an audit shows its reader no record of an entity of which they do not see all, in no form', async () => {
    await boss.call('POST', '/api/records/account', { name: 'Zebra holding', taxNumber: 'TAX-SECRET' });
    const account = (await boss.call('POST', '/api/records/account', { name: 'Zebra twin' })).body.id as string;
    await boss.call('POST', '/api/records/deal', { name: 'Zebra deal', account, cost: 471_100_017, amount: 5000, closeDate: '2020-01-01' });
    const run = (await boss.call('POST', '/api/audits/crm.year-end/runs', {})).body.id as string;
    for (let state = 'running'; state === 'running';) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      state = (await boss.call('GET', `/api/audit-runs/${run}`)).body.state as string;
    }
    const own = await boss.call('GET', `/api/audit-runs/${run}`);
    expect(own.body.state).toBe('done');
    expect(JSON.stringify(own.body)).toContain('Zebra');
    for (const path of [
      `/api/audit-runs/${run}`,
      `/api/audit-runs/${run}.json`,
      `/api/audit-runs/${run}/report.html`,
      '/api/audits/crm.year-end/runs',
    ]) {
      const seen = await reader.call('GET', path);
      expect([200, 404]).toContain(seen.status);
      expect(typeof seen.body === 'string' ? seen.body : JSON.stringify(seen.body), path).not.toMatch(/Zebra|TAX-SECRET|471100017/);
    }
  });
});
