/** The first pages: executive summary, areas, steps, recommendations. */
import { barChart, radarChart, trendChart } from '../report-charts.ts';
import { safe } from '../report-template.ts';
import type { CheckResult, Recommendation, ScoredPart } from '../types.ts';
import { figureOf, toneOfScore, type ReportSource } from './source.ts';

/** Score, states, change and the three things that matter most. */
export function executiveView(source: ReportSource): object {
  const { result, format, run } = source;
  const states = (state: CheckResult['state']): string =>
    format.count(result.checks.filter((check) => check.state === state && (state !== 'pass' || check.score !== null)).length);
  const notCounted = result.coverage.checks - result.coverage.counted;
  const { previous } = result;
  return {
    capped: result.capped ? format.text('capped', { band: result.band ?? '' }) : '',
    tiles: [
      {
        label: format.text('score'),
        value: `${format.score(result.score)} · ${result.band ?? '–'}`,
        tone: `tone-text-${toneOfScore(result.score)}`,
      },
      { label: format.text('passed'), value: states('pass'), tone: 'tone-text-pass' },
      { label: format.text('warned'), value: states('warn'), tone: 'tone-text-warn' },
      { label: format.text('failed'), value: states('fail'), tone: 'tone-text-fail' },
      { label: format.text('notCounted'), value: format.count(notCounted), tone: '' },
    ],
    change: previous?.change === null || previous?.change === undefined ? '' : format.points(previous.change),
    changeLabel: previous === null ? '' : format.text('change', { date: format.date(previous.at) }),
    trend: safe(
      trendChart([
        ...source.history,
        ...(result.score === null || source.history.length === 0 || run.score === null ? [] : [result.score]),
      ]),
    ),
    essentials: result.recommendations
      .filter((advice) => advice.check !== null)
      .slice(0, 3)
      .map((advice) => adviceView(source, advice)),
  };
}

/** Advice with the figure of its check. */
function adviceView(source: ReportSource, advice: Recommendation): object {
  const { format, result } = source;
  const check = result.checks.find((candidate) => candidate.id === advice.check);
  const figure = check ? headline(source, check) : '';
  const facts =
    check && check.unit === 'share' && check.failing > 0
      ? `${format.text('failing')}: ${format.count(check.failing)} / ${format.count(check.population)}`
      : figure;
  const stake =
    advice.amount === undefined || Number(advice.amount) === 0 ? '' : ` · ${format.text('atStake')}: ${format.money(advice.amount)}`;
  return {
    link: check ? `check-${check.id}` : '',
    title: advice.title === '' ? format.text('unnamed') : advice.title,
    gradeId: advice.grade,
    grade: format.text(`grade.${advice.grade}`),
    figure: check ? headline(source, check) : '',
    text: advice.text === '' ? (check?.description ?? '') : advice.text,
    action: advice.action === null ? '' : format.text(`action.${advice.action}` as 'action.merge'),
    effort: format.text(`effort.${advice.effort}`),
    gain: advice.gain === 0 ? '' : format.points(advice.gain),
    facts: `${facts}${stake}`,
  };
}

/** The figure that people ask for: the number of records that fail where there are any, else the value. */
function headline(source: ReportSource, check: CheckResult): string {
  const share = check.population === 0 ? 0 : check.failing / check.population;
  const counts =
    check.unit === 'share' &&
    check.entity !== undefined &&
    check.failing > 0 &&
    check.value !== null &&
    Math.min(Math.abs(check.value - share), Math.abs(1 - check.value - share)) < 1e-9;
  return counts ? source.format.count(check.failing) : figureOf(source, check);
}

/** All advice, essential first. */
export function recommendationsView(source: ReportSource): object {
  return {
    rows: source.result.recommendations
      .map((advice) => ({ ...adviceView(source, advice) }))
      .map((view) => ({ ...view, figure: (view as { facts?: string }).facts ?? '' })),
  };
}

/** The radar and the table of areas. */
export function areasView(source: ReportSource): object {
  const { result, format } = source;
  return {
    radar: safe(radarChart(result.areas.map((area) => ({ title: area.title, score: area.score, text: format.score(area.score) })))),
    rows: result.areas.map((area) => partView(source, area)),
  };
}

/** The scorecard of the steps. */
export function stepsView(source: ReportSource): object {
  const { result, format } = source;
  return {
    rows: result.steps.map((step, index) => {
      const area = result.checks.find((check) => check.steps[0] === step.id)?.area;
      return {
        ...partView(source, step),
        id: step.id,
        number: format.count(index + 1),
        area: result.areas.find((candidate) => candidate.id === area)?.title ?? '',
      };
    }),
  };
}

function partView({ format }: ReportSource, part: ScoredPart): object {
  return {
    title: part.title,
    score: format.score(part.score),
    failed: format.count(part.failed),
    counted: format.text('coverageText', { counted: format.count(part.counted), checks: format.count(part.checks.length) }),
    bar: safe(barChart([{ share: (part.score ?? 0) / 100, tone: toneOfScore(part.score) }], format.direction)),
  };
}
