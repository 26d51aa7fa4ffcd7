/** The engine's own tables grow for years: what is asked of them for one thing is found by an index, never by reading all of it. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Context } from '../../server/access/context.ts';
import { listMails, readMail } from '../../server/automation/mails.ts';
import { takeMailSql } from '../../server/automation/send-mails.ts';
import type { Database, Statement } from '../../server/database/types.ts';
import { readImport } from '../../server/exchange/imports.ts';
import { eraseEntry, eraseRecordHistory } from '../../server/history/erase.ts';
import { readHistory } from '../../server/query/history.ts';
import { lastDeletes } from '../../server/records/last-deletes.ts';
import { listShares } from '../../server/records/shares.ts';
import { undoEntry, undoOperation } from '../../server/records/undo-together.ts';
import { writeRecords } from '../../server/records/write.ts';
import { endAccess } from '../../server/identity/sessions.ts';
import { createTestWorkspace, systemOf } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const context = systemOf(workspace);
const [made] = await writeRecords(context, 'crm.account', [{ action: 'create', values: { name: 'A' } }], { atomic: true });
const record = made?.ok === true ? made.id : '';
const account = context.model.entities.get('crm.account');
if (!account) throw new Error('There is no account.');

/** Our tables that a statement reads whole where any index would do. */
async function readWhole({ text, values }: Statement): Promise<string[]> {
  return workspace.database.tx(async (tx) => {
    await tx.query({ text: 'set local enable_seqscan = off', values: [] });
    const { rows } = await tx.query<{ 'QUERY PLAN': string }>({ text: `explain ${text}`, values });
    return rows.flatMap((row) => /Seq Scan on (relata_\w+)/.exec(row['QUERY PLAN'])?.[1] ?? []);
  });
}

/** Runs something, and asks how each of its statements would be carried out. */
async function wholeTablesOf(work: (watched: Context) => Promise<unknown>): Promise<string[]> {
  const asked: Statement[] = [];
  const noted = <T extends { query: Database['query'] }>(real: T): T => ({
    ...real,
    query: (statement: Statement) => {
      asked.push(statement);
      return real.query(statement);
    },
  });
  const { database } = context;
  const watched: Database = { ...noted(database), tx: (work) => database.tx((tx) => work(noted(tx))) };
  await work({ ...context, database: watched }).catch(() => undefined);
  expect(asked.length).toBeGreaterThan(0);
  return (await Promise.all(asked.map(readWhole))).flat();
}

test.each<[string, (watched: Context) => Promise<unknown>]>([
  ['erasing an entry', (watched) => eraseEntry(watched, randomUUID(), 'Asked for')],
  ['erasing the history of a record', (watched) => eraseRecordHistory(watched, 'crm.account', record, 'Asked for')],
  ['the history of a record', (watched) => readHistory(watched, 'crm.account', record, { after: randomUUID() })],
  ['undoing an entry', (watched) => undoEntry(watched, 'crm.account', record, randomUUID())],
  ['undoing an operation', (watched) => undoOperation(watched, randomUUID())],
  ['what deletes took along', (watched) => lastDeletes(watched, watched.database, account, [record])],
  ['the shares of a record', (watched) => listShares(watched, 'crm.account', record)],
  ['the state of an import', (watched) => readImport(watched, randomUUID())],
  ['a mail', (watched) => readMail(watched, randomUUID())],
  ['a page of mails', (watched) => listMails(watched, { after: randomUUID() })],
  ['the end of somebody’s access', (watched) => endAccess(watched, randomUUID(), undefined)],
])('%s reads none of our tables whole', async (_name, work) => {
  expect(await wholeTablesOf(work)).toEqual([]);
});

test('the next mail to be sent is looked for among those that wait, not among all that were ever sent', async () => {
  const plan = await workspace.database.tx(async (tx) => {
    await tx.query({ text: 'set local enable_seqscan = off', values: [] });
    const { text, values } = takeMailSql(workspace.database.schema);
    return tx.query({ text: `explain ${text}`, values });
  });
  expect(JSON.stringify(plan.rows)).toContain('relata_mails_queued');
});
