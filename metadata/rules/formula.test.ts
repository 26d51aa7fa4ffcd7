import { describe, expect, it } from 'vitest';
import type { ClientValueType } from '../client-model.ts';
import { formulaCases, formulaInputs, formulaMoment } from './formula-cases.ts';
import { evaluateFormula, FormulaError, formulaPaths, parseFormula, typeFormula, type FormulaIssue } from './formula.ts';

const environment = {
  now: new Date(formulaMoment.now),
  timeZone: formulaMoment.timeZone,
  toBase: (amount: string, currency: string) => (currency === 'EUR' ? amount : undefined),
};

function errorsOf(work: () => unknown): readonly FormulaIssue[] {
  try {
    work();
  } catch (error) {
    if (error instanceof FormulaError) return error.errors;
    throw error;
  }
  throw new Error('The formula was taken.');
}

const typeOf = (path: string): ClientValueType | undefined => (Object.hasOwn(formulaInputs, path) ? formulaInputs[path]?.type : undefined);

describe('a formula in memory gives what the table of cases says', () => {
  it.each(formulaCases)('%s', (text, result) => {
    const node = parseFormula(text);
    const given = evaluateFormula(node, (path) => formulaInputs[path], environment);
    expect(given?.value).toEqual(result);
    expect(given?.type).toBe(typeFormula(node, typeOf));
  });
});

it('an input that is unknown makes the result unknown', () => {
  expect(evaluateFormula(parseFormula('a + 1'), () => undefined, environment)).toBeUndefined();
  expect(
    evaluateFormula(parseFormula('a + 1'), () => ({ type: 'money', value: { amount: '1', currency: 'JPY' } }), environment),
  ).toBeUndefined();
});

it('the paths of a formula are found once each', () => {
  expect(formulaPaths(parseFormula('a.b + min(c, a.b) * (d in [e] ? -f : 1)'))).toEqual(['a.b', 'c', 'd', 'e', 'f']);
});

describe('text that is no formula is refused with its position', () => {
  // prettier-ignore
  it.each([
    ['', 0], ['   ', 0], ['1 +', 3], ['(1', 2], ['"abc', 0], ['1 $ 2', 2], ['foo(1)', 0], ['1 + maxx(1, 2)', 4], ['round()', 0], ['days(a)', 0], ['a[0]', 0], ['[1, 2]', 0], ['{"a": 1}', 0], ['a in b', 5],
    ['1e5', 0], ['1u', 0], ['0x10', 0], ['b"x"', 0], ['"a".b', 0], ['a.__proto__', 0], ['constructor', 0], ['toString()', 0], ['has(a.b)', 0], ['a.map(x, x)', 0], ['x'.repeat(2001), 2000], ['"\\u0000"', 0],
    [`${'-'.repeat(60)}1`, 50], [`${'('.repeat(400)}1${')'.repeat(400)}`, 250],
  ])('%s', (text, position) => {
    expect(errorsOf(() => parseFormula(text))[0]?.position).toBe(position);
  });
  it('and with the nearest right name', () => {
    expect(errorsOf(() => parseFormula('maxx(1)'))[0]?.hint).toBe('Did you mean "max"?');
  });
  it('all at once, when it can be read at all', () => {
    expect(errorsOf(() => parseFormula('foo(1) + round() + 1e5'))).toHaveLength(3);
  });
});

describe('operands that do not fit are refused with their position', () => {
  // prettier-ignore
  it.each([
    ['count + name', 8], ['name - 1', 0], ['absent + 1', 0], ['!count', 1], ['due + 1', 0], ['1 + due', 4], ['due < seenAt', 6], ['count ? 1 : 2', 0], ['ready ? 1 : "a"', 12], ['min(count, due)', 11], ['upper(count)', 6],
    ['keeper', 0], ['labels', 0], ['labels == labels', 0], ['count == null', 0], ['name < "b"', 0], ['round(1.5, count)', 11], ['round(1, 21)', 9], ['colour in [1]', 11], ['coalesce(keeper, keeper)', 0], ['days(seenAt, due)', 5],
    ['contains(count, "a")', 9], ['text(ready)', 5], ['length(keeper)', 7],
  ])('%s', (text, position) => {
    expect(errorsOf(() => typeFormula(parseFormula(text), typeOf)).map((issue) => issue.position)).toEqual([position]);
  });
  it('all at once', () => {
    expect(errorsOf(() => typeFormula(parseFormula('(absent + 1) * (name - 2) + upper(count)'), typeOf)).length).toBeGreaterThanOrEqual(3);
  });
});
