/** Graded advice from checks that do not pass and from rules over several figures. */
import type { AuditDocument } from '../../metadata/types.ts';
import { grades, weightOf } from './scoring.ts';
import type { CheckResult, Recommendation, ScoredPart } from './types.ts';

/** What rules may ask for: `score`, `score.<area or check>`, `value.<check>`. */
export type Metrics = ReadonlyMap<string, number>;

/** Advice, essential first, within a grade the greatest gain first. */
export function recommend(
  audit: AuditDocument,
  checks: readonly CheckResult[],
  areas: readonly ScoredPart[],
  score: number | null,
): Recommendation[] {
  const documents = new Map(audit.checks.map((check) => [check.id, check]));
  const weights = checks.reduce((sum, check) => sum + (check.score === null ? 0 : weightOf(check.grade, audit.scoring)), 0);
  const advice: Recommendation[] = [];
  for (const check of checks) {
    if (check.state !== 'fail' && check.state !== 'warn') continue;
    const remedy = documents.get(check.id)?.remedy;
    advice.push({
      check: check.id,
      title: check.title,
      text: remedy?.text ?? '',
      action: remedy?.action ?? null,
      effort: remedy?.effort ?? 'medium',
      failing: check.failing,
      // A warning is not yet as grave as the failure that the grade speaks of.
      grade: check.state === 'fail' ? check.grade : lower(check.grade),
      gain: check.score === null || weights === 0 ? 0 : (weightOf(check.grade, audit.scoring) * (100 - check.score)) / weights,
      ...(check.amount === undefined ? {} : { amount: check.amount }),
    });
  }
  const metrics = metricsOf(checks, areas, score);
  for (const rule of audit.rules ?? []) {
    if (holds(rule.when, metrics))
      advice.push({
        check: null,
        title: '',
        text: rule.text,
        action: null,
        grade: rule.grade ?? 'important',
        effort: 'medium',
        failing: 0,
        gain: 0,
      });
  }
  return advice.sort((a, b) => grades.indexOf(a.grade) - grades.indexOf(b.grade) || b.gain - a.gain);
}

function lower(grade: Recommendation['grade']): Recommendation['grade'] {
  return grades[grades.indexOf(grade) + 1] ?? grade;
}

function metricsOf(checks: readonly CheckResult[], areas: readonly ScoredPart[], score: number | null): Metrics {
  const metrics = new Map<string, number>();
  const add = (name: string, value: number | null): void => {
    if (value !== null) metrics.set(name, value);
  };
  add('score', score);
  for (const area of areas) add(`score.${area.id}`, area.score);
  for (const check of checks) {
    add(`score.${check.id}`, check.score);
    if (check.score !== null) add(`value.${check.id}`, check.value);
  }
  return metrics;
}

/** Whether all comparisons hold; a figure that was not measured satisfies none. */
export function holds(when: Readonly<Record<string, { lt?: number; lte?: number; gt?: number; gte?: number }>>, metrics: Metrics): boolean {
  return Object.entries(when).every(([name, test]) => {
    const value = metrics.get(name);
    if (value === undefined) return false;
    return (
      (test.lt === undefined || value < test.lt) &&
      (test.lte === undefined || value <= test.lte) &&
      (test.gt === undefined || value > test.gt) &&
      (test.gte === undefined || value >= test.gte)
    );
  });
}
