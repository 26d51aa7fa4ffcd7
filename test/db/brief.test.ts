/** Look-ups that travel together are answered one by one: what goes wrong with one of them is nobody else's. */
import { expect, test } from 'vitest';
import { namedStatement } from '../../server/database/named.ts';
import { raw, sql } from '../../server/database/sql.ts';
import type { Statement } from '../../server/database/types.ts';
import { createTestDatabase } from '../support/test-database.ts';

const database = await createTestDatabase();
const connection = raw('pg_backend_pid()::text');
const brief = (statement: Statement): Statement => ({ ...statement, brief: true });
const number = (n: number): Statement => brief(namedStatement(sql`select ${n}::int as n, ${connection} as connection`));

test('those of one turn share a connection, eight of them at the most, and each has its own answer', async () => {
  const results = await Promise.all(Array.from({ length: 20 }, (_, n) => database.query<{ n: number; connection: string }>(number(n))));
  expect(results.map(({ rows }) => rows[0]?.n)).toEqual(Array.from({ length: 20 }, (_, n) => n));
  const shared = Map.groupBy(results, ({ rows }) => rows[0]?.connection);
  expect(Math.max(...[...shared.values()].map((each) => each.length))).toBe(8);
});

test('one that fails fails alone', async () => {
  const failing = brief(namedStatement(sql`select 1 / ${0}::int as n`));
  const settled = await Promise.allSettled([number(1), failing, number(3)].map((statement) => database.query<{ n: number }>(statement)));
  expect(settled.map((each) => (each.status === 'fulfilled' ? each.value.rows[0]?.n : (each.reason as { code: string }).code))).toEqual([
    1,
    '22012',
    3,
  ]);
  expect((await database.query<{ n: number }>(number(4))).rows[0]?.n).toBe(4);
});

test('one whose plan is stale is run once more', async () => {
  const table = `"${database.schema}".looked_up`;
  await database.query({ text: `create table ${table} (id int primary key, name text)`, values: [] });
  await database.query({ text: `insert into ${table} values (1, '7')`, values: [] });
  const look = brief(namedStatement(sql`select name from ${raw(table)} where id = ${1}::int`));
  const all = (): Promise<unknown[]> =>
    Promise.all(
      [look, look, look, number(1)].map((statement) => database.query(statement).then(({ rows }) => Object.values(rows[0] ?? {})[0])),
    );
  expect(await all()).toEqual(['7', '7', '7', 1]);
  await database.query({ text: `alter table ${table} alter column name type int using name::int`, values: [] });
  expect(await all()).toEqual([7, 7, 7, 1]);
  expect(await all()).toEqual([7, 7, 7, 1]);
});

test('when the connection breaks all of them hear of it, and the next ones get another', async () => {
  const ended = brief(namedStatement(sql`select pg_terminate_backend(pg_backend_pid()), ${1}::int as n`));
  const settled = await Promise.allSettled([number(1), ended, number(3)].map((statement) => database.query(statement)));
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  expect((await database.query<{ n: number }>(number(5))).rows[0]?.n).toBe(5);
});
