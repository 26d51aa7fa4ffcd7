/** Formulas in SQL, on the table of cases that runs in memory too. */
import { describe, expect, it } from 'vitest';
import { plainDecimal, toDecimal } from '../../metadata/rules/decimal.ts';
import { durationSeconds } from '../../metadata/rules/duration.ts';
import { formulaCases, formulaInputs, formulaMoment } from '../../metadata/rules/formula-cases.ts';
import { evaluateFormula, parseFormula } from '../../metadata/rules/formula.ts';
import type { TypedValue } from '../../metadata/rules/typed-value.ts';
import { id, join, raw, sql, toStatement, type Sql } from '../../server/database/sql.ts';
import { formulaSql } from '../../server/query/formula-sql.ts';
import { createRandom } from '../support/random.ts';
import { createTestDatabase } from '../support/test-database.ts';

const database = await createTestDatabase(1);

const columnTypes: Readonly<Record<string, string>> = {
  number: 'numeric',
  money: 'numeric',
  duration: 'numeric',
  text: 'text',
  code: 'text',
  codes: 'text[]',
  boolean: 'boolean',
  date: 'date',
  instant: 'timestamptz',
  record: 'uuid',
};

/** A value as its column holds it. */
function columnOf([name, { type, value }]: [string, TypedValue]): Sql {
  let held: unknown = value;
  if (type === 'money' && typeof value === 'object' && value !== null && 'amount' in value) held = value.amount;
  if (type === 'duration') held = durationSeconds(String(value));
  return sql`${typeof held === 'number' ? String(held) : held}::${raw(columnTypes[type] ?? 'text')} as ${id(name)}`;
}

const moment = { now: () => formulaMoment.now, timeZone: formulaMoment.timeZone };

const row = sql`(select ${join(Object.entries(formulaInputs).map(columnOf))}) as r`;

describe('a formula in SQL gives what the table of cases says', () => {
  it.each(formulaCases)('%s', async (text, expected) => {
    const made = formulaSql(parseFormula(text), (path) => ({ sql: id('r', path), type: formulaInputs[path]?.type ?? 'none' }), moment);
    const { rows } = await database.query<{ value: unknown }>(toStatement(sql`select (${made.sql})::text as value from ${row}`));
    expect(canonical(made.type, rows[0]?.value)).toEqual(expected);
  });
});

it('random formulas give the same in SQL and in memory', async () => {
  const random = createRandom(42);
  const texts = Array.from({ length: 400 }, () => randomNumber(random, 4));
  const environment = { now: new Date(formulaMoment.now), timeZone: formulaMoment.timeZone, toBase: (amount: string) => amount };
  const nodes = texts.map((text) => parseFormula(text));
  const columns = nodes.map((node, index) => {
    const made = formulaSql(node, (path) => ({ sql: id('r', path), type: formulaInputs[path]?.type ?? 'none' }), moment);
    return sql`(${made.sql})::text as ${id(`c${index}`)}`;
  });
  const { rows } = await database.query<Record<string, string | null>>(toStatement(sql`select ${join(columns)} from ${row}`));
  const wrong = nodes.flatMap((node, index) => {
    const [inSql, inMemory] = [
      canonical('number', rows[0]?.[`c${index}`]),
      evaluateFormula(node, (path) => formulaInputs[path], environment)?.value,
    ];
    return inSql === inMemory ? [] : [{ text: texts[index], inSql, inMemory }];
  });
  expect(wrong).toEqual([]);
  // Most of them must give something, or the comparison says little.
  expect(Object.values(rows[0] ?? {}).filter((value) => value !== null).length).toBeGreaterThan(100);
});

it('a deeply nested formula stays a short statement', async () => {
  const nested = 'min(count, '.repeat(40) + '1' + ')'.repeat(40);
  const made = formulaSql(parseFormula(nested), (path) => ({ sql: id('r', path), type: 'number' }), moment);
  expect(made.sql.chunks.join('').length).toBeLessThan(10_000);
  const { rows } = await database.query<{ value: string }>(toStatement(sql`select ${made.sql} as value from ${row}`));
  expect(rows[0]?.value).toBe('1');
});

it('without a moment the clock of the database counts', async () => {
  const made = formulaSql(parseFormula('hours(now(), now()) == 0 && days(today(), date(now())) == 0'), () => ({
    sql: raw('null'),
    type: 'number',
  }));
  const { rows } = await database.query<{ value: boolean }>(toStatement(sql`select ${made.sql} as value`));
  expect(rows[0]?.value).toBe(true);
});

function canonical(type: string, value: unknown): string | boolean | null {
  if (value === null || value === undefined) return null;
  const text = String(value);
  if (type === 'boolean') return text === 'true';
  if (type === 'instant') return new Date(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')).toISOString();
  const decimal = type === 'number' ? toDecimal(text) : undefined;
  return decimal ? plainDecimal(decimal) : text;
}

/** A random formula that gives a number. */
function randomNumber(random: () => number, depth: number): string {
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? '1';
  const go = (): string => randomNumber(random, depth - 1);
  if (depth === 0 || random() < 0.15)
    return pick(['price', 'count', 'zero', 'minus', 'third', 'none', 'span', '0', '1', '2.5', '0.001', '1000000', '7']);
  const kind = random();
  if (kind < 0.55) return `(${go()} ${pick(['+', '-', '*', '/', '/', '%'])} ${go()})`;
  if (kind < 0.65) return `(${randomTruth(random, depth - 1)} ? ${go()} : ${go()})`;
  if (kind < 0.8) return `${pick(['min', 'max', 'coalesce'])}(${go()}, ${go()})`;
  if (kind < 0.9) return `round(${go()}, ${pick(['0', '2', '19'])})`;
  return `${pick(['abs', 'floor', 'ceil', '-'])}(${go()})`;
}

function randomTruth(random: () => number, depth: number): string {
  const number = (): string => randomNumber(random, depth);
  const kind = random();
  if (depth === 0 || kind < 0.5) return `${number()} ${['<', '<=', '>', '>=', '==', '!='][Math.floor(random() * 6)] ?? '<'} ${number()}`;
  if (kind < 0.6) return `isEmpty(${number()})`;
  if (kind < 0.7) return `!(${randomTruth(random, depth - 1)})`;
  if (kind < 0.8) return `${number()} in [${number()}, ${number()}]`;
  return `(${randomTruth(random, depth - 1)} ${kind < 0.9 ? '&&' : '||'} ${randomTruth(random, depth - 1)})`;
}
