/** Every field kind against PostgreSQL: what is written is what is read, and what is compared compares. */
import { describe, expect, it } from 'vitest';
import { environment, fieldCases, fieldOf, type KindCases } from '../../server/fields/field-cases.ts';
import { fieldKind, fieldKinds } from '../../server/fields/index.ts';
import type { FieldDefinition, FieldKind } from '../../server/fields/types.ts';
import { id, join, raw, sql, toStatement, type Sql } from '../../server/database/sql.ts';
import { createTestDatabase } from '../support/test-database.ts';

const database = await createTestDatabase();
const reference = (column: string): Sql => id('t', column);

/** A table of one field, filled with canonical values in order (`position`), through the same kind of statement as the write path. */
async function store(name: string, kind: FieldKind, field: FieldDefinition, values: readonly unknown[]): Promise<Sql> {
  const table = id(database.schema, name);
  const columns = kind.columns(field);
  const types = join(columns.map((column) => sql`${id(column.name)} ${raw(column.type)}`));
  const names = join(columns.map((column) => id(column.name)));
  await database.query(toStatement(sql`create table ${table} (position int, ${types})`));
  const rows = values.map((value, position) => {
    const stored = kind.toColumns(value, field, environment);
    return { position, ...Object.fromEntries(columns.map((column, index) => [column.name, stored[index]])) };
  });
  await database.query(
    toStatement(
      sql`insert into ${table} (position, ${names}) select position, ${names} from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as i(position int, ${types})`,
    ),
  );
  return table;
}

/** The values as the API would send them: one JSON text from the database, parsed. */
async function readBack(table: Sql, kind: FieldKind, field: FieldDefinition): Promise<unknown[]> {
  const rows = sql`select row_to_json(r)::text as json from (select t.position, ${kind.read(field, reference)} as value from ${table} t) r order by r.position`;
  const result = await database.query<{ json: string }>(toStatement(rows));
  return result.rows.map((row) => (JSON.parse(row.json) as { value: unknown }).value);
}

function kindOf(cases: KindCases): FieldKind {
  const kind = fieldKind(cases.document.field);
  if (!kind) throw new Error(`There is no kind ${cases.document.field}.`);
  return kind;
}

function casesOf(name: string): KindCases {
  const cases = fieldCases.find((each) => each.document.field === name);
  if (!cases) throw new Error(`There are no cases of ${name}.`);
  return cases;
}

const stored = fieldCases.filter((cases) => kindOf(cases).columns(fieldOf(cases)).length > 0);

describe.each(stored.map((cases) => ({ name: cases.document.field, cases })))('$name', ({ name, cases }) => {
  const kind = kindOf(cases);
  const field = fieldOf(cases);
  const values = [null, ...cases.input.flatMap(([, canonical]) => (canonical instanceof RegExp ? [] : [canonical]))];

  it('reads from the database what was written', async () => {
    const table = await store(`round_${name}`, kind, field, values);
    expect(await readBack(table, kind, field)).toEqual(values);
  });

  it('has the column types that the catalogue prints', async () => {
    await store(`types_${name}`, kind, field, []);
    const { rows } = await database.query<{ name: string; type: string }>(
      toStatement(sql`select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
        where attrelid = ${`${database.schema}."types_${name}"`}::regclass and attnum > 1 order by attnum`),
    );
    expect(rows).toEqual(kind.columns(field).map((column) => ({ name: column.name, type: column.type })));
  });
});

/** Positions of the rows in the order of what the kind compares by. */
async function sorted(name: string, values: readonly unknown[]): Promise<unknown[]> {
  const cases = casesOf(name);
  const [kind, field] = [kindOf(cases), fieldOf(cases)];
  const table = await store(`sort_${name}`, kind, field, values);
  const by = kind.comparable?.(field, reference) ?? reference(kind.columns(field)[0]?.name ?? '');
  const { rows } = await database.query<{ position: number }>(
    toStatement(sql`select t.position from ${table} t order by ${by} nulls last`),
  );
  return rows.map((row) => values[row.position]);
}

it('numbers, durations and dates sort by what they are, not as text', async () => {
  expect(await sorted('decimal', ['10', '9', '-1', '9.5'])).toEqual(['-1', '9', '9.5', '10']);
  expect(await sorted('duration', ['P1D', 'PT90M', 'PT2H'])).toEqual(['PT90M', 'PT2H', 'P1D']);
  expect(await sorted('dateTime', ['2026-11-23T00:00:00.000Z', '0999-01-01T00:00:00.000Z'])).toEqual([
    '0999-01-01T00:00:00.000Z',
    '2026-11-23T00:00:00.000Z',
  ]);
});

it('money sorts by its amount in the base currency, and last where that is not known', async () => {
  const [baht, dollars, euros] = [
    { amount: '1', currency: 'THB' },
    { amount: '10', currency: 'USD' },
    { amount: '6', currency: 'EUR' },
  ];
  expect(await sorted('money', [baht, euros, dollars])).toEqual([dollars, euros, baht]);
});

it('parts of composite values can be asked for', async () => {
  const ask = async (name: string, part: string, value: unknown): Promise<unknown> => {
    const cases = casesOf(name);
    const [kind, field] = [kindOf(cases), fieldOf(cases)];
    const table = await store(`part_${name}_${part}`, kind, field, [value]);
    const answer = kind.parts?.[part]?.sql(field, reference) ?? raw('null');
    const { rows } = await database.query<{ answer: unknown }>(toStatement(sql`select (${answer})::text as answer from ${table} t`));
    return rows[0]?.answer;
  };
  const target = { entity: 'x.thing', id: '0193a4b2-7c1d-7e2f-8a3b-4c5d6e7f8091' };
  expect(await ask('address', 'country', { city: 'Köln', country: 'DE' })).toBe('DE');
  expect(await ask('address', 'region', { city: 'Köln' })).toBeNull();
  expect(await ask('personName', 'family', { family: 'Lee', full: 'Lee' })).toBe('Lee');
  expect(await ask('money', 'currency', { amount: '5', currency: 'USD' })).toBe('USD');
  expect(await ask('money', 'amount', { amount: '5', currency: 'USD' })).toBe('5');
  expect([await ask('linkAny', 'entity', target), await ask('linkAny', 'id', target)]).toEqual([target.entity, target.id]);
});

it('every kind that stores something has been through the database', () => {
  const without = fieldKinds.filter((kind) => !stored.some((cases) => cases.document.field === kind.kind)).map((kind) => kind.kind);
  expect(without).toEqual(['links', 'formula', 'rollup', 'id']);
});
