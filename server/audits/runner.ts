/** Runs an audit: check by check, then scores, advice and the comparison with the run before. */
import { ConditionError } from '../../metadata/rules/condition.ts';
import { resolvePeriod } from '../../metadata/rules/periods.ts';
import type { AuditDocument } from '../../metadata/types.ts';
import { calendarOf, periodEnvironment } from '../access/calendar.ts';
import type { Context } from '../access/context.ts';
import { Problem } from '../kernel/errors.ts';
import { newId } from '../kernel/ids.ts';
import { localise } from '../model/localise.ts';
import { readAnswers } from './answers.ts';
import { directionOf, runCheck } from './checks/registry.ts';
import { findAudit } from './find.ts';
import { localiseAudit } from './locale.ts';
import { resolveParams } from './params.ts';
import { recommend } from './recommend.ts';
import { advanceRun, beginRun, demandRunning, failRun, finishRun, readPreviousRun, readRun } from './runs.ts';
import { bandOf, meanScore, resolveThresholds, scoreOf, scorePart, stateOf } from './scoring.ts';
import type { AuditParams, AuditResult, AuditRun, Change, Check, CheckEnvironment, CheckResult } from './types.ts';

/** Areas of an audit that names none: the five of the field. */
const fiveAreas = [
  { id: 'fit', title: 'Fit and integration' },
  { id: 'data', title: 'Data quality' },
  { id: 'usage', title: 'Usage and process' },
  { id: 'compliance', title: 'Compliance and security' },
  { id: 'value', title: 'Return and advice' },
];

const allSections = [
  'executive',
  'areas',
  'steps',
  'completeness',
  'pipeline',
  'overdue',
  'recommendations',
  'checks',
  'method',
  'appendix',
];

/** How far a run is. */
export interface AuditProgress {
  readonly done: number;
  readonly total: number;
  /** The check that was just done. */
  readonly check: string;
}

/** What a caller may give. */
export interface RunOptions {
  readonly onProgress?: (progress: AuditProgress) => void;
  /** Parameters that differ from the document's defaults. */
  readonly params?: Readonly<Record<string, unknown>>;
}

/** A run that has begun: its id at once, and the promise of its end. */
export interface StartedRun {
  readonly id: string;
  readonly finished: Promise<AuditRun>;
}

/**
 * Runs an audit and waits for its end. A check that cannot be carried out is part of the result; the run goes on.
 * @throws Problem 403, 404 for an unknown audit, 422 for wrong parameters
 */
export async function runAudit(context: Context, auditId: string, options: RunOptions = {}): Promise<AuditRun> {
  const { finished } = await startAudit(context, auditId, options);
  return finished;
}

/** Begins a run; the caller awaits `finished` or leaves it to run. */
export async function startAudit(context: Context, auditId: string, options: RunOptions = {}): Promise<StartedRun> {
  demandRunning(context);
  const audit = localiseAudit(context.model, findAudit(context.model, auditId), context.actor.language);
  const now = context.clock.now();
  const params = resolveParams(audit, options.params ?? {}, now);
  const id = newId();
  // Reads belong to this run and give titles in the language of whoever runs it.
  const acting: Context = { ...context, model: localise(context.model, context.actor.language), cause: { kind: 'audit', id, depth: 0 } };
  await beginRun(acting, { id, audit: audit.id, version: audit.version, params, total: audit.checks.length, now });
  return { id, finished: carryOut(acting, id, audit, params, now, options.onProgress) };
}

async function carryOut(
  context: Context,
  id: string,
  audit: AuditDocument,
  params: AuditParams,
  now: Date,
  onProgress: RunOptions['onProgress'],
): Promise<AuditRun> {
  try {
    const environment: CheckEnvironment = { now, answers: (check) => readAnswers(context, audit.id, check) };
    const results: CheckResult[] = [];
    for (const check of audit.checks) {
      results.push(await judge(context, audit, check, params, environment));
      await advanceRun(context, id, results.length);
      context.publish({
        type: 'job',
        kind: 'audit',
        id,
        actor: context.actor.id,
        done: results.length,
        total: audit.checks.length,
        state: 'running',
      });
      onProgress?.({ done: results.length, total: audit.checks.length, check: check.id });
    }
    await finishRun(context, id, await summarise(context, audit, params, results, now), context.clock.now());
  } catch (error) {
    context.logger.error({ audit: audit.id, run: id, error }, 'An audit could not be carried out');
    await failRun(
      context,
      id,
      error instanceof Problem ? error.message : 'An unexpected error; the log of the server says more.',
      context.clock.now(),
    );
  }
  const run = await readRun(context, id);
  context.publish({ type: 'job', kind: 'audit', id, actor: context.actor.id, done: run.done, total: run.total, state: run.state });
  return run;
}

/** Runs one check and judges it by its thresholds. */
async function judge(
  context: Context,
  audit: AuditDocument,
  check: Check,
  params: AuditParams,
  environment: CheckEnvironment,
): Promise<CheckResult> {
  const begun = performance.now();
  const steps = audit.steps.filter((step) => step.checks.includes(check.id));
  const base = {
    id: check.id,
    kind: check.kind,
    title: check.title,
    grade: check.grade ?? 'important',
    area: steps[0]?.area ?? '',
    steps: steps.map((step) => step.id),
    ...(check.description === undefined ? {} : { description: check.description }),
    ...('entity' in check ? { entity: check.entity } : {}),
  } as const;
  const took = (): number => Math.round(performance.now() - begun);
  try {
    const outcome = await runCheck(context, check, params, environment);
    if (outcome.value === null || outcome.population < (check.minSample ?? 1)) {
      return {
        ...base,
        ...outcome,
        state: 'excluded',
        score: null,
        took: took(),
        exclusion: outcome.population === 0 ? 'noRecords' : outcome.value === null ? 'notMeasured' : 'tooFew',
      };
    }
    if (!check.thresholds) return { ...base, ...outcome, state: 'pass', score: null, took: took() };
    const thresholds = resolveThresholds(check.thresholds, directionOf(check), outcome.unit, params);
    return {
      ...base,
      ...outcome,
      thresholds,
      state: stateOf(outcome.value, thresholds),
      score: scoreOf(outcome.value, thresholds),
      took: took(),
    };
  } catch (error) {
    const known = error instanceof Problem || error instanceof ConditionError;
    if (!known) context.logger.error({ audit: audit.id, check: check.id, error }, 'A check could not be carried out');
    const items = known ? error.errors.map((item) => item.message) : [];
    const reason = known ? [...new Set([error.message, ...items])].join(' ') : 'An unexpected error; the log of the server says more.';
    return {
      ...base,
      population: 0,
      failing: 0,
      value: null,
      unit: 'share',
      evidence: [],
      state: 'error',
      score: null,
      reason,
      took: took(),
    };
  }
}

async function summarise(
  context: Context,
  audit: AuditDocument,
  params: AuditParams,
  checks: readonly CheckResult[],
  now: Date,
): Promise<AuditResult> {
  const { model, actor } = context;
  const named = audit.areas ?? fiveAreas.filter((area) => audit.steps.some((step) => step.area === area.id));
  const areas = named.map((area) =>
    scorePart(
      area.id,
      area.title,
      checks.filter((check) => check.area === area.id),
      audit.scoring,
    ),
  );
  const steps = audit.steps.map((step) =>
    scorePart(
      step.id,
      step.title,
      checks.filter((check) => check.steps.includes(step.id)),
      audit.scoring,
    ),
  );
  const score = meanScore(checks, audit.scoring);
  const previous = await readPreviousRun(context, audit.id, now);
  return {
    audit: audit.id,
    title: audit.title,
    ...(audit.description === undefined ? {} : { description: audit.description }),
    version: audit.version,
    language: actor.language,
    period: periodOf(context, audit),
    params,
    packs: model.packs.map(({ id, version }) => ({ id, version })),
    modelVersion: model.version,
    actor: { id: actor.id, name: actor.name },
    timeZone: actor.timeZone,
    calendar: calendarOf(model, actor.language),
    currency: context.environment.baseCurrency,
    score,
    ...bandOf(score, checks, audit.scoring),
    coverage: {
      checks: checks.length,
      counted: checks.filter((check) => check.score !== null).length,
      excluded: checks.filter((check) => check.state === 'excluded').length,
      errors: checks.filter((check) => check.state === 'error').length,
    },
    areas,
    steps,
    checks,
    recommendations: recommend(audit, checks, areas, score),
    previous: previous?.result ? compare(previous, previous.result, checks, score) : null,
    sections: audit.report?.sections ?? allSections,
  };
}

function periodOf(context: Context, audit: AuditDocument): AuditResult['period'] {
  if (audit.period === undefined) return null;
  const range = resolvePeriod(audit.period, periodEnvironment(context, context.clock.now()));
  return range.fromDate === null || range.toDate === null ? null : { name: audit.period, from: range.fromDate, to: range.toDate };
}

function compare(run: AuditRun, before: AuditResult, checks: readonly CheckResult[], score: number | null): AuditResult['previous'] {
  const earlier = new Map(before.checks.map((check) => [check.id, check]));
  const difference = (now: number | null, then: number | null | undefined): number | null =>
    now === null || then === null || then === undefined ? null : now - then;
  const changes: Record<string, Change> = {};
  for (const check of checks) {
    const was = earlier.get(check.id);
    if (was) changes[check.id] = { value: difference(check.value, was.value), score: difference(check.score, was.score) };
  }
  return {
    run: run.id,
    at: run.startedAt,
    version: before.version,
    score: before.score,
    change: difference(score, before.score),
    checks: changes,
  };
}
