import { describe, expect, it } from 'vitest';
import type { AuditDocument } from '../../metadata/types.ts';
import { Problem } from '../kernel/errors.ts';
import { durationDays, resolveParams } from './params.ts';

const audit = {
  id: 'p.a',
  title: 'A',
  version: '1.0.0',
  steps: [],
  checks: [],
  params: {
    days: { type: 'integer', default: 30, minimum: 1 },
    age: { type: 'duration', default: 'P1Y' },
    since: { type: 'date', default: { $now: '-P10D' } },
  },
} as unknown as AuditDocument;
const now = new Date('2026-11-23T12:00:00Z');

describe('parameters', () => {
  it('are the defaults where nothing is given, with relative dates resolved', () => {
    expect(resolveParams(audit, {}, now)).toEqual({ days: 30, age: 'P1Y', since: '2026-11-13' });
  });

  it('take text from a command line', () => {
    expect(resolveParams(audit, { days: '7' }, now)['days']).toBe(7);
  });

  it('are refused all at once, each with its pointer', () => {
    const refused = (() => {
      try {
        resolveParams(audit, { days: 0, age: 'soon', other: 1 }, now);
        return undefined;
      } catch (error) {
        return error;
      }
    })();
    expect(refused).toBeInstanceOf(Problem);
    expect((refused as Problem).errors.map((error) => error.pointer).sort()).toEqual(['/params/age', '/params/days', '/params/other']);
  });

  it('measure durations in days', () => {
    expect([durationDays('P30D'), durationDays('P2W'), durationDays('PT12H'), durationDays('P1Y')]).toEqual([30, 14, 0.5, 365.25]);
  });
});
