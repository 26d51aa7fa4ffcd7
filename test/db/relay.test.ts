/** The relay hands a batch over at once, each message under its own id. */
import type { PgBoss } from 'pg-boss';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { toStatement } from '../../server/database/sql.ts';
import { outboxInsert } from '../../server/jobs/outbox.ts';
import { startRelay } from '../../server/jobs/relay.ts';
import { silentLogger } from '../../server/kernel/logger.ts';
import { createTestWorkspace, systemOf } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();

test('messages of one topic are one statement of the queue, whatever their number', async () => {
  const handed: { topic: string; jobs: { id: string; data: { message: string; n: number } }[] }[] = [];
  const queue = { insert: (topic: string, jobs: (typeof handed)[0]['jobs']) => Promise.resolve(void handed.push({ topic, jobs })) };
  const messages = ['one', 'two', 'one', 'one'].map((topic, n) => ({ topic, payload: { n } }));
  await workspace.database.query(toStatement(outboxInsert(systemOf(workspace), messages)));
  const relay = startRelay(workspace.database, queue as unknown as PgBoss, silentLogger);
  while (handed.length < 2) await sleep(5);
  await relay.stop();
  expect(handed.map(({ topic, jobs }) => [topic, jobs.map(({ data }) => data.n)])).toEqual([
    ['one', [0, 2, 3]],
    ['two', [1]],
  ]);
  for (const { jobs } of handed) for (const { id, data } of jobs) expect(data.message).toBe(id);
  const { rows } = await workspace.database.query({
    text: `select count(*)::int as open from "${workspace.database.schema}".relata_outbox where relayed_at is null`,
    values: [],
  });
  expect(rows).toEqual([{ open: 0 }]);
});
