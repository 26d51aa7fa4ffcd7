import { describe, expect, test } from 'vitest';
import { testSecrets } from '../support/test-secrets.ts';
import { checkDatabase, connectDatabase } from '../../server/database/connect.ts';
import { createTestDatabase, testDatabaseUrl } from '../support/test-database.ts';

const database = await createTestDatabase();
const schema = database.schema;
const run = (text: string, values: unknown[] = []) => database.query({ text, values });

describe('values', () => {
  test('int8, numeric and times come back as the text that PostgreSQL prints in UTC', async () => {
    const { rows } = await run(
      `select 9007199254740993::int8 as big, 1.10::numeric as exact, '2026-03-01T10:00:00.25+03:30'::timestamptz as instant, date '2026-03-01' as day,
        array[1.10::numeric] as exacts, array[date '2026-03-01'] as days, '{"a": [1]}'::jsonb as json, true as yes, 7::int as small`,
    );
    expect(rows[0]).toEqual({
      big: '9007199254740993',
      exact: '1.10',
      instant: '2026-03-01 06:30:00.25+00',
      day: '2026-03-01',
      exacts: ['1.10'],
      days: ['2026-03-01'],
      json: { a: [1] },
      yes: true,
      small: 7,
    });
  });

  test('knex on the same pool parses values in the same way', async () => {
    const result = await database.knex.raw<{ rows: unknown[] }>(`select date '2026-03-01' as day, 1.10::numeric as exact`);
    expect(result.rows).toEqual([{ day: '2026-03-01', exact: '1.10' }]);
  });
});

describe('a statement with a name', () => {
  test('still answers after its result type has changed, on every connection', async () => {
    await run(`create table "${schema}".shape (a int)`);
    await run(`insert into "${schema}".shape values (1)`);
    const named = { text: `select * from "${schema}".shape`, values: [], name: 'shape' };
    await Promise.all([1, 2, 3, 4, 5].map(() => database.query(named)));
    await run(`alter table "${schema}".shape add b text default 'x'`);
    const results = await Promise.all([1, 2, 3, 4, 5, 6].map(() => database.query(named)));
    expect(results.map((result) => result.rows)).toEqual(Array.from({ length: 6 }, () => [{ a: 1, b: 'x' }]));
  });

  test('still answers inside a transaction after its result type has changed or it was lost', async () => {
    const one = connectDatabase({ url: testDatabaseUrl(), schema, secrets: testSecrets, poolSize: 1 });
    const named = { text: `select * from "${schema}".other`, values: [], name: 'other' };
    await run(`create table "${schema}".other (a int)`);
    await one.query(named);
    await run(`alter table "${schema}".other add b int`);
    await run(`insert into "${schema}".other values (1, 2)`);
    expect((await one.tx((tx) => tx.query(named))).rows).toEqual([{ a: 1, b: 2 }]);
    await one.query(named);
    await one.query({ text: 'deallocate all', values: [] });
    expect((await one.query(named)).rows).toEqual([{ a: 1, b: 2 }]);
    await one.close();
  });
});

describe('a transaction', () => {
  test('is rolled back when the work throws', async () => {
    await run(`create table "${schema}".kept (a int)`);
    const failure = database.tx(async (tx) => {
      await tx.query({ text: `insert into "${schema}".kept values ($1)`, values: [1] });
      throw new Error('no');
    });
    await expect(failure).rejects.toThrow('no');
    expect((await run(`select a from "${schema}".kept`)).rows).toEqual([]);
  });

  test('is run again after a serialization failure and leaves the sum of both', async () => {
    await run(`create table "${schema}".sum (a int)`);
    await run(`insert into "${schema}".sum values (0)`);
    // Counted once a run has read, so that both have the old sum before either writes.
    let read = 0;
    const add = () =>
      database.tx(async (tx) => {
        await tx.query({ text: 'set transaction isolation level serializable', values: [] });
        const { rows } = await tx.query<{ a: number }>({ text: `select a from "${schema}".sum`, values: [] });
        read++;
        if (read <= 2) await waitUntil(() => read >= 2);
        await tx.query({ text: `update "${schema}".sum set a = $1`, values: [(rows[0]?.a ?? 0) + 1] });
      });
    await Promise.all([add(), add()]);
    expect((await run(`select a from "${schema}".sum`)).rows).toEqual([{ a: 2 }]);
    expect(read).toBeGreaterThan(2);
  });

  test('is run again after a deadlock', async () => {
    await run(`create table "${schema}".pair (k int primary key, n int)`);
    await run(`insert into "${schema}".pair values (1, 0), (2, 0)`);
    let locked = 0;
    const both = (first: number, second: number) =>
      database.tx(async (tx) => {
        const lock = (k: number) => tx.query({ text: `update "${schema}".pair set n = n + 1 where k = $1`, values: [k] });
        await lock(first);
        locked++;
        if (locked <= 2) await waitUntil(() => locked >= 2);
        await lock(second);
      });
    await Promise.all([both(1, 2), both(2, 1)]);
    expect((await run(`select n from "${schema}".pair order by k`)).rows).toEqual([{ n: 2 }, { n: 2 }]);
  });

  test('passes other errors on with their code', async () => {
    await expect(database.tx((tx) => tx.query({ text: 'select 1/0', values: [] }))).rejects.toMatchObject({ code: '22012' });
  });
});

describe('the check of a server', () => {
  test('refuses a database whose character types are not UTF-8, and says how to make a better one', async () => {
    const name = `${schema}_plain`;
    await run(`create database "${name}" template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'`);
    const url = new URL(testDatabaseUrl());
    url.pathname = `/${name}`;
    const plain = connectDatabase({ url: url.toString(), schema, secrets: testSecrets, poolSize: 1 });
    await expect(checkDatabase(plain)).rejects.toThrow(/lc_ctype is "C".*create database/);
    await plain.close();
    await run(`drop database "${name}"`);
  });
});

describe('a stream', () => {
  test('gives all rows in batches', async () => {
    const sizes: number[] = [];
    for await (const rows of database.stream({ text: 'select generate_series(1, $1::int) as n', values: [1050] }, 500))
      sizes.push(rows.length);
    expect(sizes).toEqual([500, 500, 50]);
  });

  test('gives its connection back when the reader stops early or the statement fails', async () => {
    const one = connectDatabase({ url: testDatabaseUrl(), schema, secrets: testSecrets, poolSize: 1 });
    for await (const rows of one.stream({ text: 'select generate_series(1, 1000)', values: [] }, 10)) if (rows.length > 0) break;
    const failing = async () => {
      for await (const rows of one.stream({ text: 'select 1 / (n - 15) from generate_series(1, 20) n', values: [] }, 10))
        if (rows.length === 0) break;
    };
    await expect(failing()).rejects.toMatchObject({ code: '22012' });
    expect((await one.query({ text: 'select 1 as n', values: [] })).rows).toEqual([{ n: 1 }]);
    await one.close();
  });
});

async function waitUntil(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setImmediate(resolve));
}
