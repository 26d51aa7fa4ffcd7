import { Ajv2020 } from 'ajv/dist/2020.js';
import formatsPlugin from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { environment, environmentWithoutRates, fieldCases, fieldOf } from './field-cases.ts';
import { fieldKind, fieldKinds } from './index.ts';
import { FieldError, type FieldKind } from './types.ts';

const ajv = new Ajv2020({ strict: true, allErrors: true });
const addFormats = formatsPlugin.default as (ajv: Ajv2020) => unknown;
addFormats(ajv);

function kindOf(name: string): FieldKind {
  const kind = fieldKind(name);
  if (!kind) throw new Error(`There is no kind ${name}.`);
  return kind;
}

/** What a function gives, or the message of the FieldError that it throws; any other error is a bug and passes through. */
function outcome(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    if (error instanceof FieldError) return error;
    throw error;
  }
}

function expectOutcome(actual: unknown, expected: unknown): void {
  if (!(expected instanceof RegExp)) return expect(actual).toEqual(expected);
  expect(actual).toBeInstanceOf(FieldError);
  expect((actual as FieldError).message).toMatch(expected);
}

const show = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 70);

describe.each(fieldCases.map((cases) => ({ name: cases.document.field, cases })))('$name', ({ name, cases }) => {
  const kind = kindOf(name);
  const field = fieldOf(cases);
  const validate = ajv.compile(kind.schema(field));
  const normalise = (value: unknown): unknown => kind.normalise(value, field, environment);

  it.each(cases.input.map(([input, canonical]) => ({ input, canonical, shown: show(input) })))('reads $shown', ({ input, canonical }) => {
    expectOutcome(
      outcome(() => normalise(input)),
      canonical,
    );
  });

  it('gives canonical values that its schema accepts and that stay as they are when read again', () => {
    for (const [, canonical] of cases.input) {
      if (canonical === null || canonical instanceof RegExp) continue;
      expect(validate(canonical), `${show(canonical)}: ${ajv.errorsText(validate.errors)}`).toBe(true);
      expect(normalise(canonical)).toEqual(canonical);
    }
  });

  it('gives one value per column, and nulls for nothing', () => {
    const columns = kind.columns(field);
    for (const [, canonical] of cases.input) {
      if (!(canonical instanceof RegExp)) expect(kind.toColumns(canonical, field, environment)).toHaveLength(columns.length);
    }
    expect(kind.toColumns(null, field, environment)).toEqual(columns.map(() => null));
  });

  it.each((cases.cells ?? []).map(([cell, canonical]) => ({ cell, canonical })))('reads the cell "$cell"', ({ cell, canonical }) => {
    const read = (): unknown => {
      const input = kind.parseCell(cell, field, environment);
      return input === null ? null : normalise(input);
    };
    expectOutcome(outcome(read), canonical);
  });

  it.each((cases.literals ?? []).map(([literal, bound]) => ({ literal, bound, shown: show(literal) })))(
    'compares with $shown',
    ({ literal, bound }) => {
      expectOutcome(
        outcome(() => kind.literal(literal, field, environment)),
        bound,
      );
    },
  );

  it('takes a blank cell for nothing, and shows nothing as no text', () => {
    expect(['', '  ', '\u200b'].map((cell) => kind.parseCell(cell, field, environment))).toEqual([null, null, null]);
    expect(kind.toText(null, field, environment)).toBe('');
  });

  it('refuses what is of no use in its own words, whatever it is', () => {
    const odd = [
      {},
      [],
      [[]],
      { id: {} },
      { amount: {} },
      { entity: [] },
      NaN,
      Infinity,
      -0,
      'x\0',
      'x\udc00',
      '\ufeff',
      '9'.repeat(400),
      { toString: 1 },
      Object.create(null),
      true,
    ];
    for (const value of odd)
      for (const work of [normalise, (given: unknown) => kind.literal(given, field, environment)]) outcome(() => work(value));
    for (const text of ['\0', '\udc00', '9'.repeat(400), '-', '.', ',', '()', '%', '€', '1e99', '﷼', ';', '|', ':', '/', '<', '&'])
      outcome(() => kind.parseCell(text, field, environment));
  });
});

it('every kind of the language is there, under its own name, and has cases', () => {
  const computed = ['formula', 'rollup', 'id'];
  expect(fieldKinds.map((kind) => kind.kind).filter((name) => !computed.includes(name))).toEqual(
    fieldCases.map((cases) => cases.document.field),
  );
  expect(computed.map((name) => fieldKind(name)?.kind)).toEqual(computed);
  expect(['toString', '__proto__', 'Text', ''].map((name) => fieldKind(name))).toEqual([undefined, undefined, undefined, undefined]);
});

it('schemas keep out what is not canonical', () => {
  const refuse = (name: string, value: unknown): boolean => {
    const cases = fieldCases.find((each) => each.document.field === name);
    if (!cases) throw new Error(`There are no cases of ${name}.`);
    return !ajv.compile(kindOf(name).schema(fieldOf(cases)))(value);
  };
  const bad: readonly (readonly [string, unknown])[] = [
    ['text', 'x'.repeat(21)],
    ['integer', 1.5],
    ['integer', -6],
    ['integer', '1'],
    ['decimal', 1],
    ['decimal', '1,5'],
    ['money', { amount: 1, currency: 'EUR' }],
    ['money', { amount: '1', currency: 'EUR', base: '1' }],
    ['date', '2026-02-30'],
    ['dateTime', '2026-02-20'],
    ['duration', 'P1Y'],
    ['email', 'a@'],
    ['phone', '0812345678'],
    ['url', 'x y'],
    ['select', 'pink'],
    ['multiSelect', ['red', 'red']],
    ['tags', ['a', 'b', 'c', 'd']],
    ['link', 'x'],
    ['links', ['x']],
    ['linkAny', { entity: 'x.other', id: '0193a4b2-7c1d-7e2f-8a3b-4c5d6e7f8091' }],
    ['address', { country: 'de' }],
    ['address', {}],
    ['personName', { given: 'x' }],
    ['rating', 6],
    ['rating', 0],
    ['colour', '#36C'],
    ['file', { id: 'x' }],
  ];
  expect(bad.filter(([name, value]) => !refuse(name, value))).toEqual([]);
});

it('money keeps its amount in the base currency beside it, and none where no rate is known', () => {
  const field = fieldOf({ document: { field: 'money', rateDate: 'day' }, input: [] });
  const columns = (amount: string, currency: string): readonly unknown[] =>
    kindOf('money').toColumns({ amount, currency }, field, environment);
  expect([columns('10', 'EUR'), columns('10', 'USD'), columns('10', 'THB')]).toEqual([
    ['10', 'EUR', '10'],
    ['10', 'USD', '5'],
    ['10', 'THB', null],
  ]);
  expect(kindOf('money').toColumns({ amount: '10', currency: 'USD' }, field, environmentWithoutRates)).toEqual(['10', 'USD', null]);
});

it('a fixed currency is the one of bare amounts, and the only one', () => {
  const field = fieldOf({ document: { field: 'money', currency: 'USD' }, input: [] });
  const read = (value: unknown): unknown => outcome(() => kindOf('money').normalise(value, field, environment));
  expect(read(5)).toEqual({ amount: '5', currency: 'USD' });
  expectOutcome(read({ amount: 5, currency: 'EUR' }), /must be in USD/);
});

it('a currency sign of several currencies is asked about, unless only one of them is in use or is the usual one', () => {
  const field = fieldOf({ document: { field: 'money' }, input: [] });
  const read = (cell: string, base: string, currencies: string[]): unknown =>
    outcome(() => kindOf('money').parseCell(cell, field, { ...environment, baseCurrency: base, currencies }));
  expect(read('$5', 'CAD', ['CAD', 'USD'])).toEqual({ amount: '5', currency: 'CAD' });
  expect(read('$5', 'EUR', ['EUR', 'AUD'])).toEqual({ amount: '5', currency: 'AUD' });
  expectOutcome(read('$5', 'EUR', ['EUR', 'AUD', 'USD']), /several currencies/);
});

it('the order of days that a file is known to have decides, and is not bent', () => {
  const field = fieldOf({ document: { field: 'date' }, input: [] });
  const read = (cell: string, dateOrder: 'dmy' | 'mdy' | 'ymd'): unknown =>
    outcome(() => kindOf('date').parseCell(cell, field, { ...environment, dateOrder }));
  expect([read('3/4/2026', 'dmy'), read('3/4/2026', 'mdy'), read('2026-03-04', 'dmy')]).toEqual(['2026-04-03', '2026-03-04', '2026-03-04']);
  expectOutcome(read('23/4/2026', 'mdy'), /no such date/);
  expectOutcome(read('3/4/2026', 'ymd'), /two ways/);
});

it('a pattern that would take a backtracking engine for ever is decided at once', () => {
  const field = fieldOf({ document: { field: 'text', pattern: '^(a+)+$' }, input: [] });
  expectOutcome(
    outcome(() => kindOf('text').normalise(`${'a'.repeat(5000)}!`, field, environment)),
    /wanted form/,
  );
});

it('a formula and a rollup compare as what they give, and cannot be set', () => {
  const compare = (result: 'money' | 'text' | 'date', value: unknown): unknown =>
    outcome(() =>
      kindOf('formula').literal(value, fieldOf({ document: { field: 'formula', formula: 'x', result }, input: [] }), environment),
    );
  expect([compare('money', 5), compare('text', 'a'), compare('date', '2026-01-02')]).toEqual(['5', 'a', '2026-01-02']);
  expectOutcome(compare('money', {}), /number is wanted/);
  const counting = fieldOf({ document: { field: 'rollup', of: 'x.y.z', count: true }, input: [] });
  expect(kindOf('rollup').resolve?.(counting).valueType).toBe('number');
  expectOutcome(
    outcome(() => kindOf('rollup').normalise(5, counting, environment)),
    /computed/,
  );
});
