/** How the figures came about, what was left out, and all of them in one table. */
import type { CheckResult } from '../types.ts';
import { figureOf, stateView, type ReportSource } from './source.ts';

/** Scale, weights, bands, exclusions, errors, parameters. */
export function methodView(source: ReportSource): object {
  const { result, format, scoring } = source;
  const weights = { essential: 5, important: 3, useful: 2, desirable: 1, ...scoring?.weights };
  const bands = { A: 90, B: 80, C: 70, D: 55, ...scoring?.bands };
  const written = (values: Readonly<Record<string, number>>): Record<string, string> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, format.count(value)]));
  return {
    paragraphs: [
      format.text('methodScore'),
      format.text('methodWeight', written(weights)),
      format.text('methodBand', { ...written(bands), cap: scoring?.capOnEssentialFail ?? 'C' }),
      format.text('methodRights', { name: result.actor.name }),
    ],
    excluded: result.checks
      .filter((check) => check.state === 'excluded')
      .map((check) => ({ title: check.title, reason: reasonOf(source, check) })),
    errors: result.checks.filter((check) => check.state === 'error').map((check) => ({ title: check.title, reason: check.reason ?? '' })),
    params: Object.entries(result.params).map(([name, value]) => ({ name, value: String(value) })),
  };
}

function reasonOf({ format }: ReportSource, check: CheckResult): string {
  return [
    ...(check.exclusion === undefined ? [] : [format.text(`exclusion.${check.exclusion}`)]),
    ...(check.notes ?? []).map((note) => format.note(note)),
  ].join(' ');
}

/** All checks with their figures, and what identifies the run. */
export function appendixView(source: ReportSource): object {
  const { result, format, run } = source;
  return {
    rows: result.checks.map((check) => {
      const change = result.previous?.checks[check.id]?.value;
      const measured = check.value !== null && check.state !== 'error';
      return {
        id: check.id,
        title: check.title,
        ...stateView(source, check),
        grade: format.text(`grade.${check.grade}`),
        population: format.count(check.population),
        failing: format.count(check.failing),
        value: figureOf(source, check),
        previous: measured && change !== null && change !== undefined ? format.figure((check.value ?? 0) - change, check.unit) : '–',
        score: format.score(check.score),
      };
    }),
    facts: [
      { label: format.text('run'), value: run.id },
      { label: format.text('model'), value: result.modelVersion },
      ...(run.digest === null ? [] : [{ label: format.text('digest'), value: run.digest }]),
    ],
  };
}
