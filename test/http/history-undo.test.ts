/** What was done together is told together, and undone: one change, a whole operation, an import. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
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
