/** The report of a run: one self-contained printable HTML file without scripts. */
import { Problem } from '../kernel/errors.ts';
import { gaugeChart } from './report-charts.ts';
import { createFormat } from './report-format.ts';
import { renderTemplate, reportStyle, safe } from './report-template.ts';
import { appendixView, methodView } from './report-views/appendix.ts';
import { ageingView, completenessView, pipelineView } from './report-views/charts.ts';
import { checksView } from './report-views/checks.ts';
import { areasView, executiveView, recommendationsView, stepsView } from './report-views/summary.ts';
import { toneOfScore, type ReportSource } from './report-views/source.ts';
import type { AuditResult, AuditRun } from './types.ts';

/** What the report needs beside the run. */
export interface ReportOptions {
  /** Address of a record's page, for evidence; evidence is plain text without it. */
  readonly recordUrl?: (entity: string, id: string) => string;
  /** Scores of earlier runs, oldest first, for the line of the trend. */
  readonly history?: readonly number[];
  /** Titles of entities by id. */
  readonly entityTitle?: (id: string) => string;
  /** Weights and bands of the audit. */
  readonly scoring?: ReportSource['scoring'];
}

/** A report with the Content-Security-Policy that it needs and no more. */
export interface Report {
  readonly html: string;
  readonly policy: string;
}

const sectionViews: Readonly<Record<string, (source: ReportSource) => object>> = {
  executive: (source) => ({ executive: executiveView(source) }),
  areas: (source) => ({ areas: areasView(source) }),
  steps: (source) => ({ steps: stepsView(source) }),
  completeness: (source) => ({ completeness: completenessView(source) }),
  pipeline: (source) => ({ charts: pipelineView(source) }),
  overdue: (source) => ({ charts: ageingView(source) }),
  recommendations: (source) => ({ recommendations: recommendationsView(source) }),
  checks: (source) => ({ checks: checksView(source) }),
  method: (source) => ({ method: methodView(source) }),
  appendix: (source) => ({ appendix: appendixView(source) }),
};

/**
 * Renders a finished run.
 * @throws Problem 409 while it is not finished
 */
export function renderReport(run: AuditRun, options: ReportOptions = {}): Report {
  const { result } = run;
  if (!result) {
    throw new Problem({
      status: 409,
      code: 'audit-not-done',
      title: 'There is no report yet',
      detail:
        run.state === 'failed'
          ? `The run failed: ${run.error ?? 'no reason is known'}`
          : 'The run is still going on; ask again when it is done.',
    });
  }
  const format = createFormat(result);
  const source: ReportSource = {
    run,
    result,
    format,
    history: options.history ?? [],
    recordUrl: options.recordUrl,
    entityTitle: options.entityTitle ?? ((id) => id),
    scoring: options.scoring,
  };
  const style = reportStyle();
  const sections = result.sections.flatMap((id) => {
    const view = sectionViews[id];
    return view ? [{ id, title: format.text(id as 'executive'), ...view(source) }] : [];
  });
  const html = renderTemplate({
    lang: format.language,
    dir: format.direction,
    policy: style.policy,
    css: safe(style.css),
    title: result.title,
    description: result.description ?? '',
    date: format.instant(run.startedAt),
    run: run.id,
    t: templateTexts(format),
    band: result.band ?? '–',
    cover: coverFacts(source),
    sections,
    gauge: safe(
      gaugeChart(
        result.score,
        format.score(result.score),
        result.score === null ? format.text('noScore') : format.text('outOf'),
        toneOfScore(result.score),
      ),
    ),
  });
  return { html, policy: style.policy };
}

const templateKeys = [
  'report',
  'contents',
  'executive',
  'band',
  'points',
  'firstRun',
  'essentials',
  'nothingEssential',
  'area',
  'score',
  'failed',
  'number',
  'step',
  'field',
  'filled',
  'share',
  'missing',
  'count',
  'amount',
  'grade',
  'finding',
  'advice',
  'effort',
  'gain',
  'evidence',
  'methodExcluded',
  'methodErrors',
  'methodNone',
  'parameters',
  'check',
  'state',
  'population',
  'failing',
  'value',
  'previousValue',
  'noFindings',
  'run',
] as const;

function templateTexts(format: ReportSource['format']): Record<string, string> {
  return Object.fromEntries(templateKeys.map((key) => [key, format.text(key)]));
}

function coverFacts({ run, result, format, entityTitle }: ReportSource): { label: string; value: string }[] {
  const entities = [...new Set(result.checks.flatMap((check) => check.entity ?? []))];
  return [
    { label: format.text('runOn'), value: format.instant(run.startedAt) },
    { label: format.text('period'), value: result.period === null ? '–' : periodText(format, result.period) },
    {
      label: format.text('coverage'),
      value: format.text('coverageText', { counted: format.count(result.coverage.counted), checks: format.count(result.coverage.checks) }),
    },
    { label: format.text('version'), value: `${result.audit} ${result.version}` },
    { label: format.text('scope'), value: entities.map(entityTitle).join(', ') || '–' },
    { label: format.text('packs'), value: result.packs.map((pack) => `${pack.id} ${pack.version}`).join(', ') },
    { label: format.text('report'), value: format.text('preparedFor', { name: result.actor.name }) },
    {
      label: format.text('failingRecords'),
      value: format.count(result.checks.filter((check) => check.entity !== undefined).reduce((sum, check) => sum + check.failing, 0)),
    },
  ];
}

/** The last day of a period is the one before its end. */
function periodText(format: ReportSource['format'], period: NonNullable<AuditResult['period']>): string {
  const last = new Date(Date.parse(period.to) - 86_400_000).toISOString();
  return `${format.date(period.from)} – ${format.date(last)}`;
}
