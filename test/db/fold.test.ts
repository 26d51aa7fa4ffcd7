/** The folding of text in SQL against the one in memory, on random text of many scripts. */
import { expect, it } from 'vitest';
import { foldFunctionSql } from '../../metadata/rules/fold-sql.ts';
import { foldText } from '../../metadata/rules/fold.ts';
import { id, sql, toStatement, type Sql } from '../../server/database/sql.ts';
import { foldAnew, prepareSystemTables, steps } from '../../server/database/system-tables.ts';
import { createTestDatabase } from '../support/test-database.ts';
import { createRandom } from '../support/random.ts';

const database = await createTestDatabase();

/** Blocks of characters; only those that were assigned by Unicode 9, which the oldest ICU around knows. */
// prettier-ignore
const blocks: readonly (readonly [number, number])[] = [
  [0x20, 0x7e], [0x09, 0x0d], [0xa0, 0x24f], [0x250, 0x2af], [0x300, 0x36f], [0x384, 0x3ff], [0x400, 0x52f], [0x531, 0x556], [0x5d0, 0x5ea], [0x591, 0x5c7],
  [0x600, 0x6ff], [0x750, 0x77f], [0x8a0, 0x8b4], [0x904, 0x939], [0x966, 0x96f], [0x985, 0x9f1], [0xe01, 0xe3a], [0xe3f, 0xe5b], [0xed0, 0xed9], [0x1000, 0x109f],
  [0x1780, 0x17dd], [0x17e0, 0x17e9], [0x1e00, 0x1eff], [0x1f00, 0x1f15], [0x2000, 0x206f], [0x2070, 0x209c], [0x20a0, 0x20be], [0x2100, 0x218b], [0x3000, 0x30ff],
  [0x4e00, 0x4e80], [0xac00, 0xac80], [0xfb00, 0xfb06], [0xfb50, 0xfbc1], [0xfe70, 0xfefc], [0xff01, 0xffee], [0x1f300, 0x1f64f], [0x1d400, 0x1d7ff], [0x10400, 0x1044f],
];

function randomText(random: () => number): string {
  const block = blocks[Math.floor(random() * blocks.length)] ?? [0x20, 0x7e];
  const other = blocks[Math.floor(random() * blocks.length)] ?? [0x20, 0x7e];
  return Array.from({ length: Math.floor(random() * 24) }, () => {
    const [from, to] = random() < 0.6 ? block : random() < 0.5 ? other : ([0x20, 0x7e] as const);
    return String.fromCodePoint(from + Math.floor(random() * (to - from + 1)));
  }).join('');
}

async function foldInSql(texts: readonly string[]): Promise<string[]> {
  const fold = id(database.schema, 'relata_fold');
  const { rows } = await database.query<{ folded: string }>(
    toStatement(
      sql`select ${fold}(text) as folded from unnest(${texts}::text[]) with ordinality as given(text, position) order by position`,
    ),
  );
  return rows.map((row) => row.folded);
}

it('text folds in SQL to what it folds to in memory, whatever its script', async () => {
  await database.query({ text: foldFunctionSql(`"${database.schema}".relata_fold`), values: [] });
  const random = createRandom(20261123);
  const texts = [
    ...blocks.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => `a${String.fromCodePoint(from + index)}b`)),
    ...Array.from({ length: 5000 }, () => randomText(random)),
    ...['เเม่ เเเ เเเเ', 'น\u0e4d\u0e49า \u0e4d\u0e4d\u0e48า', 'O’Brien „ü“ – ١٫٥'],
  ];
  const folded = await foldInSql(texts);
  const wrong = texts.flatMap((text, index) =>
    folded[index] === foldText(text) ? [] : [{ text, codes: codes(text), sql: codes(folded[index] ?? ''), memory: codes(foldText(text)) }],
  );
  expect(wrong).toEqual([]);
});

it('a folded text is found by an index on the function, since the function is immutable', async () => {
  const table = id(database.schema, 'thing');
  await database.query(toStatement(sql`create table ${table} (name text)`));
  await database.query(toStatement(sql`create unique index on ${table} (${id(database.schema, 'relata_fold')}(name))`));
  await database.query(toStatement(sql`insert into ${table} (name) values ('Café')`));
  await expect(database.query(toStatement(sql`insert into ${table} (name) values ('ＣＡＦＥ')`))).rejects.toThrow(/unique/);
});

it('what older tables folded is folded anew, once, and indexes find it', async () => {
  const older = await createTestDatabase();
  await prepareSystemTables(older, steps.slice(0, steps.indexOf(foldAnew)));
  const [thing, fold] = ['thing', 'relata_fold'].map((name) => id(older.schema, name));
  const run = (query: Sql): Promise<unknown> => older.query(toStatement(query));
  await run(sql`create or replace function ${fold}(text) returns text language sql immutable parallel safe return lower($1)`);
  await run(sql`create table ${thing} (name text, search_text text)`);
  await run(sql`create index on ${thing} (${fold}(name))`);
  await run(sql`insert into ${thing} select 'O’Brien ' || n, 'o’brien ' || n from generate_series(1, 2000) n`);
  await prepareSystemTables(older);
  await run(sql`vacuum analyze ${thing}`);
  const { rows } = await older.query<{ text: string; n: string }>(
    toStatement(
      sql`select search_text as text, (select count(*) from ${thing} where ${fold}(name) = ${foldText('O’Brien 7')}) as n from ${thing} where name = 'O’Brien 7'`,
    ),
  );
  expect(rows).toEqual([{ text: "o'brien 7", n: '1' }]);
});

function codes(text: string): string {
  return [...text].map((letter) => (letter.codePointAt(0) ?? 0).toString(16)).join(' ');
}
