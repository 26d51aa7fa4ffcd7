/** A database that is not to be had is no fault of the request: it is told to come again. */
import pg from 'pg';
import { expect, test } from 'vitest';
import { startTestApp } from '../support/test-app.ts';
import { testDatabaseUrl } from '../support/test-database.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const app = await startTestApp(workspace);
const { call } = await app.signIn(['system.admin']);

/** Connections that wait for a table of this workspace. */
const waits = `select distinct l.pid from pg_locks l where not l.granted and l.relation = '"${workspace.database.schema}".crm_account'::regclass`;

test('a request whose connection is ended is answered with 503 and Retry-After; the next one is served', async () => {
  const made = await call('POST', '/api/records/crm.account', { name: 'Before' });
  const path = `/api/records/crm.account/${String(made.body.id)}`;
  const blocker = new pg.Client(testDatabaseUrl());
  await blocker.connect();
  await blocker.query('begin');
  await blocker.query(`lock table "${workspace.database.schema}".crm_account in access exclusive mode`);
  const waiting = call('GET', path);
  const writing = call('PATCH', path, { name: 'After' });
  await expect.poll(async () => (await blocker.query<{ pid: number }>(waits)).rows.length, { timeout: 20_000 }).toBeGreaterThan(0);
  // Whoever waits for the table has its connection ended, until nobody does.
  const end = setInterval(() => void blocker.query(`select pg_terminate_backend(pid) from (${waits}) w`).catch(() => undefined), 50);
  const answers = await Promise.all([waiting, writing]).finally(() => clearInterval(end));
  for (const { status, body, headers } of answers) {
    expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'unavailable', '1']);
    expect(JSON.stringify(body)).not.toMatch(/terminat|postgres|relata_|crm_account/);
  }
  await blocker.query('rollback');
  await blocker.end();
  expect((await call('GET', path)).body.name).toBe('Before');
});
