import { expect, test } from 'vitest';
import { dateAnswer, dateCondition, type DateAnswer } from './date-condition.ts';

test('a day of instants is from its beginning to the beginning of the next', () => {
  expect(dateCondition({ question: 'on', first: '2026-12-31' }, true)).toEqual({ gte: '2026-12-31', lt: '2027-01-01' });
  expect(dateCondition({ question: 'until', last: '2026-12-31' }, true)).toEqual({ lt: '2027-01-01' });
  expect(dateCondition({ question: 'on', first: '2026-12-31' }, false)).toEqual({ eq: '2026-12-31' });
});

test('an unfinished answer asks nothing', () => {
  for (const answer of [{ question: 'on' }, { question: 'between', first: '2026-01-01' }, { question: 'within' }] as const)
    expect(dateCondition(answer, false)).toEqual({});
});

test('every condition that the filter writes it reads again', () => {
  const answers: readonly DateAnswer[] = [
    { question: 'within', period: 'thisMonth' },
    { question: 'on', first: '2026-02-28' },
    { question: 'from', first: '2026-02-28' },
    { question: 'until', last: '2026-02-28' },
    { question: 'between', first: '2026-01-01', last: '2026-02-28' },
    { question: 'empty' },
    { question: 'filled' },
  ];
  for (const answer of answers) for (const instants of [true, false]) expect(dateAnswer(dateCondition(answer, instants))).toEqual(answer);
  expect(dateAnswer({ gt: '2026-01-01' })).toBeUndefined();
});
