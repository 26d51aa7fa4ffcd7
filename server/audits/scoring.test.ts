import { describe, expect, it } from 'vitest';
import { bandOf, meanScore, resolveThresholds, scoreOf, stateOf } from './scoring.ts';
import type { CheckResult } from './types.ts';

const lower = resolveThresholds({ warn: 0.05, fail: 0.2 }, 'lower', 'share', {});
const higher = resolveThresholds({ warn: 0.95, fail: 0.8 }, 'higher', 'share', {});

function result(given: Partial<CheckResult>): CheckResult {
  return {
    id: 'a',
    kind: 'coverage',
    title: 'A',
    grade: 'useful',
    area: 'data',
    steps: ['1'],
    state: 'pass',
    score: 100,
    population: 1,
    failing: 0,
    value: 1,
    unit: 'share',
    evidence: [],
    took: 0,
    ...given,
  };
}

describe('scores', () => {
  it('gives 100 at the target, 75 at warn, 40 at fail and 0 at the worst, where lower is better', () => {
    expect([0, 0.05, 0.2, 1].map((value) => scoreOf(value, lower))).toEqual([100, 75, 40, 0]);
  });

  it('gives the same four marks where higher is better', () => {
    expect([1, 0.95, 0.8, 0].map((value) => scoreOf(value, higher))).toEqual([100, 75, 40, 0]);
  });

  it('interpolates in straight lines between the marks', () => {
    expect(scoreOf(0.125, lower)).toBeCloseTo(57.5);
    expect(scoreOf(0.6, lower)).toBeCloseTo(20);
    expect(scoreOf(0.4, higher)).toBeCloseTo(20);
  });

  it('never gives more than 100 or less than 0', () => {
    const money = resolveThresholds({ warn: 100, fail: 50 }, 'higher', 'money', {});
    expect([1e9, -1e9].map((value) => scoreOf(value, money))).toEqual([100, 0]);
  });

  it('gives 100 to a count of none when a single one already warns', () => {
    const none = resolveThresholds({ warn: 0, fail: 1 }, 'lower', 'count', {});
    expect([0, 1, 2, 3, 9].map((value) => scoreOf(value, none))).toEqual([100, 40, 20, 0, 0]);
    expect([0, 1].map((value) => stateOf(value, none))).toEqual(['pass', 'fail']);
  });

  it('passes up to warn, warns beyond it and fails from fail on', () => {
    expect([0.05, 0.0501, 0.1999, 0.2].map((value) => stateOf(value, lower))).toEqual(['pass', 'warn', 'warn', 'fail']);
    expect([0.95, 0.94, 0.8].map((value) => stateOf(value, higher))).toEqual(['pass', 'warn', 'fail']);
  });

  it('refuses thresholds in the wrong order', () => {
    expect(() => resolveThresholds({ warn: 0.5, fail: 0.2 }, 'lower', 'share', {})).toThrow(/wrong order/);
  });

  it('takes thresholds from parameters', () => {
    expect(resolveThresholds({ warn: { $param: 'w' }, fail: 0.2 }, 'higher', 'share', { w: 0.4 }).warn).toBe(0.4);
    expect(() => resolveThresholds({ warn: { $param: 'x' }, fail: 0.2 }, 'higher', 'share', {})).toThrow(/not a number/);
  });
});

describe('weights and bands', () => {
  it('weighs checks by grade and leaves out those without a score', () => {
    const checks = [
      result({ grade: 'essential', score: 40 }),
      result({ grade: 'desirable', score: 100 }),
      result({ score: null, state: 'excluded' }),
    ];
    expect(meanScore(checks, undefined)).toBeCloseTo(50);
    expect(meanScore([result({ score: null })], undefined)).toBeNull();
  });

  it('caps the band at C while an essential check fails, whatever the score', () => {
    expect(bandOf(95, [result({})], undefined)).toEqual({ band: 'A', capped: false });
    expect(bandOf(95, [result({ grade: 'essential', state: 'fail' })], undefined)).toEqual({ band: 'C', capped: true });
    expect(bandOf(60, [result({ grade: 'essential', state: 'fail' })], undefined)).toEqual({ band: 'D', capped: false });
    expect(bandOf(95, [result({ grade: 'important', state: 'fail' })], undefined).band).toBe('A');
  });

  it('gives no band without a score', () => {
    expect(bandOf(null, [], undefined)).toEqual({ band: null, capped: false });
  });
});
