import { describe, expect, it } from 'vitest';
import { ConditionError, conditionPaths, parseCondition, type ConditionIssue } from './condition.ts';

function refused(input: unknown, pointer?: string): readonly ConditionIssue[] {
  try {
    parseCondition(input, pointer);
  } catch (error) {
    if (error instanceof ConditionError) return error.errors;
    throw error;
  }
  throw new Error('The condition was taken.');
}

function nest(depth: number): unknown {
  return depth === 0 ? { a: 1 } : { not: nest(depth - 1) };
}

describe('a condition is read', () => {
  it('as one comparison where it is one', () => {
    expect(parseCondition({ 'owner.name': 'x' })).toEqual({
      type: 'compare',
      path: 'owner.name',
      operator: 'eq',
      value: 'x',
      pointer: '/owner.name',
    });
  });
  it('with members and operators joined by and, each with its pointer', () => {
    expect(parseCondition({ a: 1, or: [{ b: { gt: 2, lt: 5 } }] }, '/filter')).toEqual({
      type: 'and',
      nodes: [
        { type: 'compare', path: 'a', operator: 'eq', value: 1, pointer: '/filter/a' },
        {
          type: 'or',
          nodes: [
            {
              type: 'and',
              nodes: [
                { type: 'compare', path: 'b', operator: 'gt', value: 2, pointer: '/filter/or/0/b/gt' },
                { type: 'compare', path: 'b', operator: 'lt', value: 5, pointer: '/filter/or/0/b/lt' },
              ],
            },
          ],
        },
      ],
    });
  });
  it('with references', () => {
    expect(parseCondition({ a: { $me: 'id' } })).toMatchObject({ operator: 'eq', value: { ref: 'me', name: 'id' } });
    expect(parseCondition({ a: { gt: { $now: '-P30D' } } })).toMatchObject({ value: { ref: 'now', offset: '-P30D' } });
    expect(parseCondition({ a: { in: { $me: 'teams' } } })).toMatchObject({ value: [{ ref: 'me', name: 'teams' }] });
    expect(parseCondition({ a: { between: [{ $param: 'x' }, { $field: 'b.c' }] } })).toMatchObject({
      value: [
        { ref: 'param', name: 'x' },
        { ref: 'field', path: 'b.c' },
      ],
    });
  });
  it('with all its paths, those behind many links included', () => {
    expect(
      conditionPaths(parseCondition({ a: { lt: { $field: 'b' } }, parts: { some: { name: 'x', not: { a: { in: [{ $field: 'c' }] } } } } })),
    ).toEqual(['a', 'b', 'parts', 'parts.name', 'parts.a', 'parts.c']);
  });
});

describe('what is no condition is refused with its place', () => {
  // prettier-ignore
  it.each([
    ['an array', [], ''], ['a text', 'x', ''], ['null', null, ''],
    ['and without an array', { and: {} }, '/and'], ['a member of or', { or: [{}, 5] }, '/or/1'], ['not with an array', { not: [] }, '/not'],
    ['an unknown operator', { a: { equals: 1 } }, '/a/equals'], ['no operator', { a: {} }, '/a'], ['an array as value', { a: [1] }, '/a'],
    ['in without an array', { a: { in: 1 } }, '/a/in'], ['an array in an array', { a: { in: [[1]] } }, '/a/in/0'],
    ['between of three', { a: { between: [1, 2, 3] } }, '/a/between'], ['between of null', { a: { between: [1, null] } }, '/a/between/1'],
    ['empty of a text', { a: { empty: 'yes' } }, '/a/empty'], ['an unknown period', { a: { within: 'thisMoth' } }, '/a/within'], ['a period of no days', { a: { within: 'last0Days' } }, '/a/within'],
    ['contains a number', { a: { contains: 5 } }, '/a/contains'], ['less than null', { a: { lt: null } }, '/a/lt'], ['some of a value', { a: { some: 5 } }, '/a/some'],
    ['an infinite number', { a: Number.POSITIVE_INFINITY }, '/a'], ['NUL', { a: 'x\0' }, '/a'], ['half a surrogate', { a: { in: ['\ud800'] } }, '/a/in/0'],
    ['an unknown me', { a: { $me: 'self' } }, '/a/$me'], ['a wrong duration', { a: { gt: { $now: '30 days' } } }, '/a/gt/$now'], ['an unknown reference', { a: { eq: { $nwo: 'P1D' } } }, '/a/eq/$nwo'],
    ['a strange object', { a: { eq: { x: 1 } } }, '/a/eq'], ['an amount that is none', { a: { eq: { amount: '1e5', currency: 'EUR' } } }, '/a/eq'],
    ['a path with a slash', { 'a/b~c': 1 }, '/a~1b~0c'], ['an empty path', { '': 1 }, '/'], ['two dots', { 'a..b': 1 }, '/a..b'],
    ['a prototype', JSON.parse('{"__proto__":1}'), '/__proto__'], ['a constructor on the way', { 'a.constructor.b': 1 }, '/a.constructor.b'],
    ['a prototype as operator', { a: JSON.parse('{"__proto__":1}') as unknown }, '/a/__proto__'], ['a reference to a prototype', { a: { $field: '__proto__' } }, '/a/$field'],
  ])('%s', (_name, input, pointer) => {
    expect(refused(input).map((issue) => issue.pointer)).toEqual([pointer]);
  });
  it('and with the nearest right name', () => {
    expect(refused({ a: { startWith: 'x' } })[0]?.hint).toBe('Did you mean "startsWith"?');
    expect(refused({ a: { within: 'thisMoth' } })[0]?.hint).toBe('Did you mean "thisMonth"?');
    expect(refused({ a: { $fiel: 'b' } })[0]?.hint).toBe('Did you mean "$field"?');
  });
  it('all at once', () => {
    expect(refused({ a: { equals: 1 }, b: { in: 5 }, or: [{ c: { empty: 1 } }] }).map((issue) => issue.pointer)).toEqual([
      '/a/equals',
      '/b/in',
      '/or/0/c/empty',
    ]);
  });
});

describe('a condition has bounds', () => {
  it('of depth', () => {
    expect(() => parseCondition(nest(19))).not.toThrow();
    expect(refused(nest(20))).toHaveLength(1);
    expect(refused(nest(5000))).toHaveLength(1);
  });
  it('of parts', () => {
    expect(() => parseCondition({ or: Array.from({ length: 499 }, () => ({ a: 1 })) })).not.toThrow();
    expect(refused({ or: Array.from({ length: 100_000 }, () => ({ a: 1 })) })).toHaveLength(1);
  });
  it('of values', () => {
    expect(() => parseCondition({ a: { in: Array.from({ length: 10_000 }, (_, index) => index) } })).not.toThrow();
    expect(refused({ a: { in: Array.from({ length: 10_001 }, (_, index) => index) } })).toHaveLength(1);
  });
  it('of errors', () => {
    expect(refused(Object.fromEntries(Array.from({ length: 900 }, (_, index) => [`a${index}`, { equals: 1 }]))).length).toBeLessThanOrEqual(
      50,
    );
  });
});
