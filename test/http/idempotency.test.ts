/** Requests that arrive more than once, and are done once. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { startTestApp, type Call } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);

async function named(name: string): Promise<number> {
  const { body } = await admin.call('GET', `/api/records/account?filter=${encodeURIComponent(JSON.stringify({ name }))}&count=exact`);
  return body.page.count as number;
}

const keyed = (key: string): Record<string, string> => ({ 'Idempotency-Key': key });

describe('a request with a key', () => {
  test('is done once, and answered alike each time', async () => {
    const key = randomUUID();
    const first = await admin.call('POST', '/api/records/account', { name: 'Once' }, keyed(key));
    const again = await admin.call('POST', '/api/records/account', { name: 'Once' }, keyed(key));
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    for (const header of ['location', 'etag']) expect(again.headers.get(header)).toBe(first.headers.get(header));
    expect([first.headers.get('idempotent-replayed'), again.headers.get('idempotent-replayed')]).toEqual([null, 'true']);
    expect(await named('Once')).toBe(1);
  });

  test('that arrives twelve times at once is done once', async () => {
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => admin.call('POST', '/api/records/account', { name: 'Race' }, keyed(key))),
    );
    expect(new Set(answers.map((answer) => `${answer.status} ${answer.body.id as string}`)).size).toBe(1);
    expect(await named('Race')).toBe(1);
  });

  test('that arrives twelve times at once is answered as done each time, also where what it does can be done once only', async () => {
    const { body: deal } = await admin.call('POST', '/api/records/deal', { name: 'Raced', stage: 'prospecting' });
    const where = `/api/records/deal/${deal.id as string}`;
    const racing = async (...[method, path, body, more]: Parameters<Call>): Promise<string[]> => {
      const headers = { ...more, ...keyed(randomUUID()) };
      const answers = await Promise.all(Array.from({ length: 12 }, () => admin.call(method, path, body, headers)));
      return [...new Set(answers.map((answer) => `${answer.status} ${String(answer.body?.version)}`))];
    };
    expect(await racing('PATCH', where, { nextStep: 'Call' }, { 'If-Match': '"1"' })).toEqual(['200 2']);
    expect(await racing('POST', `${where}/transition`, { to: 'engaging' })).toEqual(['200 3']);
    expect(await racing('DELETE', where)).toEqual(['204 undefined']);
    expect(await racing('POST', '/api/records/user', { name: 'Raced', email: 'raced@example.com' })).toEqual(['201 1']);
  });

  test('patches, deletes, restores and moves once', async () => {
    const { body } = await admin.call('POST', '/api/records/deal', { name: 'Moving', stage: 'prospecting' });
    const where = `/api/records/deal/${body.id as string}`;
    const twice = async (...call: Parameters<Call>): Promise<number[]> => {
      const headers = { ...call[3], ...keyed(randomUUID()) };
      const one = await admin.call(call[0], call[1], call[2], headers);
      const two = await admin.call(call[0], call[1], call[2], headers);
      return [one.status, two.status];
    };
    expect(await twice('PATCH', where, { nextStep: 'Call' }, { 'If-Match': '"1"' })).toEqual([200, 200]);
    expect(await twice('POST', `${where}/transition`, { to: 'engaging' })).toEqual([200, 200]);
    expect(await twice('DELETE', where)).toEqual([204, 204]);
    expect(await twice('POST', `${where}/restore`)).toEqual([200, 200]);
    expect((await admin.call('GET', where)).body.version).toBe(5);
  });

  test('is not the same with another body, method or address', async () => {
    const key = randomUUID();
    const { body } = await admin.call('POST', '/api/records/account', { name: 'Key' }, keyed(key));
    for (const answer of [
      await admin.call('POST', '/api/records/account', { name: 'Other' }, keyed(key)),
      await admin.call('POST', '/api/records/contact', { name: { family: 'Key' } }, keyed(key)),
      await admin.call('PATCH', `/api/records/account/${body.id as string}`, { name: 'Key' }, keyed(key)),
    ])
      expect(answer).toMatchObject({ status: 422, body: { code: 'idempotency-mismatch' } });
    expect([await named('Other'), await named('Key')]).toEqual([0, 1]);
  });

  test('that was refused may be sent again when it is mended', async () => {
    const key = randomUUID();
    expect((await admin.call('POST', '/api/records/account', { nmae: 'Mended' }, keyed(key))).status).toBe(422);
    expect((await admin.call('POST', '/api/records/account', { name: 'Mended' }, keyed(key))).status).toBe(201);
  });

  test.each(['with space', 'é', 'x'.repeat(256)])('is refused when the key is none: %s', async (key) => {
    const answer = await admin.call('POST', '/api/records/account', { name: 'No key' }, keyed(Buffer.from(key).toString('latin1')));
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ code: 'idempotency-key' }] } });
    expect(await named('No key')).toBe(0);
  });

  test('means nothing to another user', async () => {
    const other = await app.signIn(['system.admin']);
    const key = randomUUID();
    const one = await admin.call('POST', '/api/records/account', { name: 'Mine' }, keyed(key));
    const two = await other.call('POST', '/api/records/account', { name: 'Yours' }, keyed(key));
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(two.body.id).not.toBe(one.body.id);
  });

  test('is forgotten after a day', async () => {
    const key = randomUUID();
    await admin.call('POST', '/api/records/account', { name: 'Day' }, keyed(key));
    const { schema } = workspace.database;
    await workspace.database.query({
      text: `update "${schema}".relata_done set at = at - interval '25 hours' where key = $1`,
      values: [key],
    });
    expect((await admin.call('POST', '/api/records/account', { name: 'Day' }, keyed(key))).status).toBe(201);
    expect(await named('Day')).toBe(2);
  });

  test('does not show the record to whoever may no longer see it', async () => {
    const seller = await app.signIn(['crm.sales']);
    const key = randomUUID();
    const made = await seller.call('POST', '/api/records/account', { name: 'Gone' }, keyed(key));
    expect(made.status).toBe(201);
    await admin.call('PATCH', `/api/records/user/${seller.id}`, { roles: [] });
    const again = await seller.call('POST', '/api/records/account', { name: 'Gone' }, keyed(key));
    expect([403, 404]).toContain(again.status);
    expect(JSON.stringify(again.body)).not.toContain(made.body.id as string);
  });
});

describe('a bulk call with a key', () => {
  const operations = (name: string): object[] =>
    Array.from({ length: 1100 }, (_, index) => ({ action: 'create', values: index % 400 === 7 ? { nmae: name } : { name } }));

  test('of several transactions is done once, and gives the same results', async () => {
    const key = randomUUID();
    const body = { operations: operations('Bulk') };
    const first = await admin.call('POST', '/api/records/account/bulk', body, keyed(key));
    const again = await admin.call('POST', '/api/records/account/bulk', body, keyed(key));
    expect(again.body).toEqual(first.body);
    expect(await named('Bulk')).toBe(1097);
  });

  test('that arrives twelve times at once is done once, although some of its rows can stand once only', async () => {
    const rows = [{ name: 'Twelve', email: 'twelve@example.com' }, { name: 'Twelve' }];
    const body = { operations: rows.map((values) => ({ action: 'create', values })) };
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 12 }, () => admin.call('POST', '/api/records/user/bulk', body, keyed(key))));
    const ids = answers.map((answer) => answer.body.results.map((result: { status: number; id?: string }) => [result.status, result.id]));
    expect(new Set(ids.map((each) => JSON.stringify(each))).size).toBe(1);
    const filter = encodeURIComponent(JSON.stringify({ name: 'Twelve' }));
    expect((await admin.call('GET', `/api/records/user?filter=${filter}&count=exact`)).body.page.count).toBe(2);
  });

  test('goes on where it broke off', async () => {
    const key = randomUUID();
    const body = { operations: operations('Broken') };
    const first = await admin.call('POST', '/api/records/account/bulk', body, keyed(key));
    const { schema } = workspace.database;
    // As if the server had died behind its second transaction.
    await workspace.database.query({
      text: `with gone as (delete from "${schema}".relata_done where key = $1 and start >= 1000 returning results)
        delete from "${schema}".crm_account a using gone g, jsonb_array_elements(g.results) r where a.id::text = r ->> 'id'`,
      values: [key],
    });
    expect(await named('Broken')).toBe(997);
    const again = await admin.call('POST', '/api/records/account/bulk', body, keyed(key));
    expect(again.body.results.slice(0, 1000)).toEqual(first.body.results.slice(0, 1000));
    expect(await named('Broken')).toBe(1097);
  });
});
