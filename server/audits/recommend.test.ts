import { describe, expect, it } from 'vitest';
import { holds } from './recommend.ts';

describe('rules over several figures', () => {
  const metrics = new Map([
    ['score.usage', 50],
    ['value.a', 0.5],
  ]);

  it('hold when all of their comparisons do', () => {
    expect(holds({ 'score.usage': { lt: 60 }, 'value.a': { gte: 0.5 } }, metrics)).toBe(true);
    expect(holds({ 'score.usage': { lt: 60 }, 'value.a': { gt: 0.5 } }, metrics)).toBe(false);
  });

  it('do not hold on a figure that was not measured', () => {
    expect(holds({ 'score.data': { lt: 100 } }, metrics)).toBe(false);
  });
});
