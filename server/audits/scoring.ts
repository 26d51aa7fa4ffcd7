/** Scores: pure functions from figures to points, from points to areas and bands. Source of the scale: the audit catalogue. */
import type { AuditDocument } from '../../metadata/types.ts';
import { badRequest } from '../kernel/errors.ts';
import type { AuditParams, CheckResult, CheckState, Direction, Grade, ResolvedThresholds, ScoredPart, Unit } from './types.ts';

type ThresholdDocument = { direction?: Direction; target?: unknown; warn: unknown; fail: unknown; worst?: unknown };

/** Grades, gravest first. */
export const grades: readonly Grade[] = ['essential', 'important', 'useful', 'desirable'];

const defaultWeights: Readonly<Record<Grade, number>> = { essential: 5, important: 3, useful: 2, desirable: 1 };
const defaultBands = { A: 90, B: 80, C: 70, D: 55 };
const bandOrder = ['A', 'B', 'C', 'D', 'E'];

/**
 * Fills in what thresholds leave open: the target is "nothing fails", the worst "everything fails"; figures that have no such end
 * (counts, numbers, money) get it as far beyond fail as twice the way from warn to fail.
 * @throws Problem 400 when a parameter is not a number or warn and fail stand in the wrong order.
 */
export function resolveThresholds(document: ThresholdDocument, direction: Direction, unit: Unit, params: AuditParams): ResolvedThresholds {
  const chosen = document.direction ?? direction;
  const sign = chosen === 'lower' ? 1 : -1;
  const warn = numberOf(document.warn, params);
  const fail = numberOf(document.fail, params);
  if (sign * (fail - warn) < 0)
    throw badRequest(`Thresholds are in the wrong order: ${chosen} is better, but warn is ${warn} and fail is ${fail}.`);
  const step = Math.abs(fail - warn) || 1;
  const best = chosen === 'lower' ? Math.min(0, warn) : unit === 'share' ? Math.max(1, warn) : warn;
  const end = unit === 'share' ? (chosen === 'lower' ? Math.max(1, fail) : 0) : fail + sign * 2 * step;
  const worst =
    document.worst === undefined
      ? chosen === 'higher' && unit !== 'share'
        ? Math.min(fail, Math.max(0, end))
        : end
      : numberOf(document.worst, params);
  return { direction: chosen, target: document.target === undefined ? best : numberOf(document.target, params), warn, fail, worst };
}

/** A number or the value of a parameter. */
export function numberOf(value: unknown, params: AuditParams): number {
  const given = typeof value === 'object' && value !== null && '$param' in value ? params[String(value.$param)] : value;
  const number = Number(given);
  if (given === undefined || given === '' || !Number.isFinite(number)) throw badRequest(`${JSON.stringify(value)} is not a number.`);
  return number;
}

/** Points from 0 to 100: target 100, warn 75, fail 40, worst 0, straight lines between. */
export function scoreOf(value: number, thresholds: ResolvedThresholds): number {
  const sign = thresholds.direction === 'lower' ? 1 : -1;
  const points = [
    { at: sign * thresholds.target, score: 100 },
    { at: sign * thresholds.warn, score: 75 },
    { at: sign * thresholds.fail, score: 40 },
    { at: sign * thresholds.worst, score: 0 },
  ];
  const x = sign * value;
  const first = points[0];
  if (first && x <= first.at) return 100;
  for (let i = 1; i < points.length; i++) {
    const from = points[i - 1];
    const to = points[i];
    if (from && to && x <= to.at && to.at > from.at) return from.score + ((x - from.at) / (to.at - from.at)) * (to.score - from.score);
  }
  return 0;
}

/** Fails at or beyond `fail`, warns beyond `warn`; a value at the target always passes. */
export function stateOf(value: number, thresholds: ResolvedThresholds): CheckState {
  const sign = thresholds.direction === 'lower' ? 1 : -1;
  const x = sign * value;
  if (x <= sign * thresholds.target) return 'pass';
  if (x >= sign * thresholds.fail) return 'fail';
  return x > sign * thresholds.warn ? 'warn' : 'pass';
}

/** Weight of a grade. */
export function weightOf(grade: Grade, scoring: AuditDocument['scoring']): number {
  return scoring?.weights?.[grade] ?? defaultWeights[grade];
}

/** The weighted mean of the checks that count; null when none does. */
export function meanScore(checks: readonly CheckResult[], scoring: AuditDocument['scoring']): number | null {
  let sum = 0;
  let weights = 0;
  for (const check of checks) {
    if (check.score === null) continue;
    const weight = weightOf(check.grade, scoring);
    sum += weight * check.score;
    weights += weight;
  }
  return weights === 0 ? null : sum / weights;
}

/** The score of a group of checks. */
export function scorePart(id: string, title: string, checks: readonly CheckResult[], scoring: AuditDocument['scoring']): ScoredPart {
  return {
    id,
    title,
    score: meanScore(checks, scoring),
    checks: checks.map((check) => check.id),
    counted: checks.filter((check) => check.score !== null).length,
    failed: checks.filter((check) => check.state === 'fail').length,
  };
}

/** The band of a score; a failed essential check keeps it from being better than the cap. */
export function bandOf(
  score: number | null,
  checks: readonly CheckResult[],
  scoring: AuditDocument['scoring'],
): { band: string | null; capped: boolean } {
  if (score === null) return { band: null, capped: false };
  const bands = { ...defaultBands, ...scoring?.bands };
  const band = bandOrder.find((name) => name === 'E' || score >= bands[name as keyof typeof defaultBands]) ?? 'E';
  const cap = scoring?.capOnEssentialFail ?? 'C';
  const essentialFailed = checks.some((check) => check.grade === 'essential' && check.state === 'fail');
  if (!essentialFailed || bandOrder.indexOf(band) >= bandOrder.indexOf(cap)) return { band, capped: false };
  return { band: cap, capped: true };
}
