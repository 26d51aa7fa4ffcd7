/** Every check with its figures and evidence, under the first of its steps. */
import { scaleChart } from '../report-charts.ts';
import { safe } from '../report-template.ts';
import type { CheckResult } from '../types.ts';
import { fieldRows } from './charts.ts';
import { figureOf, groupsView, stateView, type ReportSource } from './source.ts';

/** Steps with their checks; a check of several steps stands under the first. */
export function checksView(source: ReportSource): object {
  const { result, format } = source;
  const steps = result.steps.map((step, index) => ({
    id: step.id,
    number: format.count(index + 1),
    title: step.title,
    score: format.score(step.score),
    checks: result.checks.filter((check) => check.steps[0] === step.id).map((check) => checkView(source, check)),
  }));
  return { steps: steps.filter((step) => step.checks.length > 0) };
}

function checkView(source: ReportSource, check: CheckResult): object {
  const { format } = source;
  return {
    id: check.id,
    brief: check.state === 'excluded' && check.evidence.length === 0,
    title: check.title,
    description: check.description ?? '',
    figure: figureOf(source, check),
    ...stateView(source, check),
    gradeId: check.grade,
    grade: format.text(`grade.${check.grade}`),
    facts: facts(source, check),
    notes: notes(source, check),
    fields: (check.byField?.length ?? 0) > 1 ? fieldRows(source, check) : [],
    groups: groupsView(source, check),
    scale: check.score === null ? '' : safe(scaleChart(check.score, format.direction)),
    thresholds: thresholdText(source, check),
    evidence: evidenceView(source, check),
  };
}

function facts({ format, result }: ReportSource, check: CheckResult): object[] {
  if (check.state === 'error') return [];
  const change = result.previous?.checks[check.id]?.score;
  return [
    { label: format.text('population'), value: format.count(check.population) },
    { label: format.text('failing'), value: format.count(check.failing) },
    ...(check.amount === undefined || Number(check.amount) === 0
      ? []
      : [{ label: format.text('atStake'), value: format.money(check.amount) }]),
    ...(check.score === null ? [] : [{ label: format.text('score'), value: format.score(check.score) }]),
    ...(change === null || change === undefined || result.previous === null
      ? []
      : [{ label: format.text('change', { date: format.date(result.previous.at) }), value: format.points(change) }]),
  ];
}

function notes({ format }: ReportSource, check: CheckResult): string[] {
  return [
    ...(check.exclusion === undefined ? [] : [format.text(`exclusion.${check.exclusion}`)]),
    ...(check.reason === undefined ? [] : [check.reason]),
    ...(check.notes ?? []).map((note) => format.note(note)),
  ];
}

function thresholdText({ format }: ReportSource, check: CheckResult): string {
  if (!check.thresholds) return '';
  const { direction, warn, fail } = check.thresholds;
  const [beyond, from] = direction === 'lower' ? ['>', '≥'] : ['<', '≤'];
  return `${format.text('state.warn')} ${beyond} ${format.figure(warn, check.unit)} · ${format.text('state.fail')} ${from} ${format.figure(fail, check.unit)}`;
}

function evidenceView({ format, recordUrl }: ReportSource, check: CheckResult): object | undefined {
  const [first] = check.evidence;
  if (!first) return undefined;
  const columns = first.fields.map((field) => field.title);
  return {
    caption:
      check.failing > check.evidence.length
        ? format.text('evidenceMore', { shown: format.count(check.evidence.length), count: format.count(check.failing) })
        : '',
    columns: [format.text(first.id === null ? 'finding' : 'record'), ...columns],
    hasAmount: check.evidence.some((item) => item.amount !== undefined),
    rows: check.evidence.map((item) => ({
      label: item.label,
      href: item.id !== null && recordUrl ? recordUrl(item.entity, item.id) : '',
      cells: item.fields.map((field) => (field.text === '' ? '–' : field.text)),
      amount: item.amount === undefined ? '–' : format.money(item.amount),
    })),
  };
}
