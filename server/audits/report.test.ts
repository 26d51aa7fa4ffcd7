import { describe, expect, it } from 'vitest';
import { renderReport } from './report.ts';
import { assertTemplate } from './report-template.ts';
import type { AuditResult, AuditRun, CheckResult } from './types.ts';

function check(given: Partial<CheckResult>): CheckResult {
  return {
    id: 'c1',
    kind: 'coverage',
    title: 'Check',
    grade: 'essential',
    area: 'data',
    steps: ['s1'],
    state: 'fail',
    score: 20,
    population: 2089,
    failing: 1425,
    value: 0.682,
    unit: 'share',
    entity: 'p.thing',
    took: 3,
    thresholds: { direction: 'lower', target: 0, warn: 0.05, fail: 0.2, worst: 1 },
    evidence: [
      {
        entity: 'p.thing',
        id: '0192f0c0-0000-7000-8000-000000000001',
        label: 'A & <b>B</b>',
        fields: [{ name: 'x', title: 'X', text: '{{evil}}' }],
        amount: '12.50',
      },
    ],
    ...given,
  };
}

function run(given: Partial<AuditResult> = {}): AuditRun {
  const checks = given.checks ?? [
    check({}),
    check({
      id: 'c2',
      title: 'Funnel',
      groupKind: 'stages',
      groups: [{ label: 'Won', count: 4238, amount: '10005534' }],
      notes: [{ key: 'wonIn', values: { period: '2017', share: 0.63, count: 6711 } }],
    }),
    check({
      id: 'c3',
      kind: 'completeness',
      byField: [
        { field: 'a', title: 'A', filled: 1, population: 4 },
        { field: 'b', title: 'B', filled: 4, population: 4 },
      ],
      state: 'warn',
      score: 60,
    }),
    check({ id: 'c4', state: 'excluded', score: null, value: null, exclusion: 'noRecords', evidence: [] }),
    check({ id: 'c5', state: 'error', score: null, value: null, reason: 'It broke.', evidence: [] }),
  ];
  const result: AuditResult = {
    audit: 'p.a',
    title: 'Year end',
    version: '1.0.0',
    language: 'en',
    period: { name: 'thisYear', from: '2026-01-01', to: '2027-01-01' },
    params: { age: 'P1Y' },
    packs: [{ id: 'p', version: '1.0.0' }],
    modelVersion: 'abc',
    actor: { id: null, name: 'Relata' },
    timeZone: 'UTC',
    calendar: 'gregory',
    currency: 'EUR',
    score: 42.4,
    band: 'C',
    capped: true,
    coverage: { checks: 5, counted: 3, excluded: 1, errors: 1 },
    areas: ['data', 'usage', 'fit'].map((id) => ({ id, title: id, score: 42, checks: [], counted: 3, failed: 1 })),
    steps: [{ id: 's1', title: 'Step', score: 42, checks: ['c1'], counted: 3, failed: 1 }],
    checks,
    recommendations: [
      { check: 'c1', title: 'Check', text: 'Do it.', action: 'merge', grade: 'essential', effort: 'small', failing: 1425, gain: 4.2 },
    ],
    previous: {
      run: 'r0',
      at: '2025-12-01T00:00:00.000Z',
      version: '1.0.0',
      score: 40,
      change: 2.4,
      checks: { c1: { value: 0.01, score: -2 } },
    },
    sections: ['executive', 'areas', 'steps', 'completeness', 'pipeline', 'overdue', 'recommendations', 'checks', 'method', 'appendix'],
    ...given,
  };
  return {
    id: 'r1',
    audit: 'p.a',
    state: 'done',
    startedAt: '2026-11-23T12:00:00.000Z',
    finishedAt: null,
    actor: null,
    actorName: 'Relata',
    score: 42.4,
    band: 'C',
    done: 5,
    total: 5,
    error: null,
    digest: 'ff',
    result,
  };
}

const url = (entity: string, id: string): string => `/${entity}/${id}`;

describe('the report', () => {
  it('is one file: no script, no address outside, and a policy that permits its own style sheet only', () => {
    const { html, policy } = renderReport(run(), { recordUrl: url });
    expect(html).not.toMatch(/<script|javascript:|onload=|<link|@import|url\(/i);
    expect(html).not.toMatch(/(?:src|href)="https?:/);
    expect(html).not.toMatch(/ style="/);
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-/);
  });

  it('escapes what records say and never runs it as a template', () => {
    const { html } = renderReport(run(), { recordUrl: url });
    expect(html).toContain('A &amp; &lt;b&gt;B&lt;/b&gt;');
    expect(html).toContain('{{evil}}');
  });

  it('shows every section, figure, exclusion and error, and links evidence to its record', () => {
    const { html } = renderReport(run(), { recordUrl: url, history: [38, 40] });
    for (const text of [
      '1,425',
      '2,089',
      '68.2%',
      'id="executive"',
      'id="appendix"',
      'There are no records to assess.',
      'It broke.',
      '2017: 63% of 6,711 closed were won.',
      '€10,005,534',
      'keeps the band at C',
      '+2.4',
    ])
      expect(html).toContain(text);
    expect(html).toContain('href="/p.thing/0192f0c0-0000-7000-8000-000000000001"');
  });

  it('has one heading for each section and column headers with scope', () => {
    const { html } = renderReport(run());
    expect(html.match(/<h1/g)).toHaveLength(1);
    expect(html.match(/<h2/g)).toHaveLength(10);
    expect(html).not.toMatch(/<th>/);
  });

  it('is written from right to left in Persian, with Persian digits and dates', () => {
    const { html } = renderReport(run({ language: 'fa' }));
    expect(html).toContain('<html lang="fa" dir="rtl">');
    expect(html).toContain('۱٬۴۲۵');
    expect(html).toContain('۱۴۰۵');
  });

  it('is written in Thai and Khmer, and in English for a language that it does not know', () => {
    expect(renderReport(run({ language: 'th' })).html).toContain('บทสรุปผู้บริหาร');
    expect(renderReport(run({ language: 'km' })).html).toContain('អនុសាសន៍');
    expect(renderReport(run({ language: 'sv' })).html).toContain('<html lang="en" dir="ltr">');
  });

  it('is refused while the run has no result', () => {
    expect(() => renderReport({ ...run(), state: 'running', result: null })).toThrow(/still going on/);
  });

  it('takes nothing but text as a template', () => {
    expect(() => assertTemplate({ type: 'Program', body: [] })).toThrow(TypeError);
  });
});
