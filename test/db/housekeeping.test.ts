/** What is over goes, in batches, on one server; what holds stays. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { sweep, takeTurn } from '../../server/jobs/housekeeping.ts';
import { createWorkspaceOf, testPack } from '../support/test-workspace.ts';

const workspace = await createWorkspaceOf(
  testPack([
    {
      kind: 'entity',
      content: { id: 'test.note', title: 'Note', plural: 'Notes', display: 'name', properties: { name: { field: 'text' } } },
    },
  ]),
);
const { database } = workspace;
const now = new Date('2026-06-15T12:00:00.000Z');
const ago = (hours: number): string => new Date(now.getTime() - hours * 3_600_000).toISOString();
const run = async <Row = Record<string, unknown>>(text: string, ...values: unknown[]): Promise<Row[]> =>
  (await database.query<Row>({ text: text.replaceAll('#', `"${database.schema}".`), values })).rows;
const count = async (table: string): Promise<number> => (await run<{ n: number }>(`select count(*)::int as n from #${table}`))[0]?.n ?? -1;
const user = randomUUID();

/** Inserts of one row each, given the instant at which it was over. */
const inserts: Readonly<Record<string, (over: string) => Promise<unknown>>> = {
  relata_sessions: (over) =>
    run(
      'insert into #relata_sessions (id, user_id, created_at, seen_at, expires_at) values ($1, $2, $3, $3, $3)',
      randomUUID(),
      user,
      over,
    ),
  relata_challenges: (over) =>
    run(`insert into #relata_challenges (id, kind, payload, created_at, expires_at) values ($1, 'oidc', '{}', $2, $2)`, randomUUID(), over),
  relata_tokens: (over) =>
    run(
      `insert into #relata_tokens (id, user_id, purpose, created_at, expires_at) values ($1, $2, 'sign-in', $3, $3)`,
      randomUUID(),
      user,
      over,
    ),
  relata_attempts: (over) => run('insert into #relata_attempts (key, count, since) values ($1, 1, $2)', randomUUID(), over),
  relata_done: (over) =>
    run(`insert into #relata_done (actor, key, start, fingerprint, at, results) values ('a', $1, 0, '', $2, '[]')`, randomUUID(), over),
  relata_outbox: (over) =>
    run(`insert into #relata_outbox (id, created_at, topic, payload, relayed_at) values ($1, $2, 't', '{}', $2)`, randomUUID(), over),
};

test.each([
  ['relata_sessions', 0.1, -1],
  ['relata_challenges', 0.1, -1],
  ['relata_tokens', 8 * 24, 6 * 24],
  ['relata_attempts', 1.1, 0.9],
  ['relata_done', 25, 23],
  ['relata_outbox', 8 * 24, 6 * 24],
] as const)('%s lose what is over, and keep the rest', async (table, gone, stays) => {
  await run(`delete from #${table}`);
  await inserts[table]?.(ago(gone));
  await inserts[table]?.(ago(stays));
  expect((await sweep(database, now))[table]).toBe(1);
  expect(await count(table)).toBe(1);
  expect((await sweep(database, now))[table]).toBe(0);
});

test('a message that was not relayed stays, however old it is', async () => {
  await run('delete from #relata_outbox');
  await run(`insert into #relata_outbox (id, created_at, topic, payload) values ($1, $2, 't', '{}')`, randomUUID(), ago(9999));
  await sweep(database, now);
  expect(await count('relata_outbox')).toBe(1);
});

test('thousands go in batches; those that somebody else holds are left to them', async () => {
  await run('delete from #relata_sessions');
  await run(
    `insert into #relata_sessions (id, user_id, created_at, seen_at, expires_at) select 's' || n, $1, $2, $2, $2 from generate_series(1, 1700) n`,
    user,
    ago(1),
  );
  await database.tx(async (tx) => {
    await tx.query({ text: `select 1 from "${database.schema}".relata_sessions where id = 's7' for update`, values: [] });
    expect((await sweep(database, now))['relata_sessions']).toBe(1699);
  });
  expect(await count('relata_sessions')).toBe(1);
  expect((await sweep(database, now))['relata_sessions']).toBe(1);
});

test('it ends within a batch when it is told to', async () => {
  await run(
    `insert into #relata_sessions (id, user_id, created_at, seen_at, expires_at) select 't' || n, $1, $2, $2, $2 from generate_series(1, 1200) n`,
    user,
    ago(1),
  );
  let asked = 0;
  expect((await sweep(database, now, () => ++asked > 1))['relata_sessions']).toBe(500);
});

test('of servers that ask at once one has its turn, and the next is an hour later', async () => {
  const turns = await Promise.all(Array.from({ length: 8 }, () => takeTurn(database, now)));
  expect(turns.filter((turn) => turn)).toHaveLength(1);
  expect(await takeTurn(database, new Date(now.getTime() + 59 * 60_000))).toBe(false);
  expect(await takeTurn(database, new Date(now.getTime() + 60 * 60_000))).toBe(true);
});
