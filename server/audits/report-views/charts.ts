/** Completeness by field, conversion and ageing. */
import { barChart } from '../report-charts.ts';
import { safe } from '../report-template.ts';
import type { CheckResult, FieldCount } from '../types.ts';
import { groupsView, toneOfScore, type ReportSource } from './source.ts';

/** One table per completeness check of several fields; single fields of an entity are gathered in one. */
export function completenessView(source: ReportSource): object {
  const { format, entityTitle, result } = source;
  const checks = result.checks.filter((check) => check.byField && check.population > 0);
  return {
    tables: checks.map((check) => ({
      title: check.title,
      records: `${entityTitle(check.entity ?? '')}: ${format.count(check.population)}`,
      rows: fieldRows(source, check),
    })),
  };
}

/** Fields of a check, the emptiest first. */
export function fieldRows(source: ReportSource, check: CheckResult): object[] {
  const { format } = source;
  const share = (field: FieldCount): number => (field.population === 0 ? 0 : field.filled / field.population);
  return [...(check.byField ?? [])]
    .sort((a, b) => share(a) - share(b))
    .map((field) => ({
      title: field.title,
      share: format.share(share(field)),
      filled: format.count(field.filled),
      missing: format.count(field.population - field.filled),
      bar: safe(barChart([{ share: share(field), tone: toneOfScore(share(field) * 100) }], format.direction)),
    }));
}

/** Funnels with their statuses. */
export function pipelineView(source: ReportSource): object {
  return { charts: chartsOf(source, (check) => check.groupKind === 'stages') };
}

/** How old things are, and how late. */
export function ageingView(source: ReportSource): object {
  return { charts: chartsOf(source, (check) => check.groupKind === 'ageing') };
}

function chartsOf(source: ReportSource, wanted: (check: CheckResult) => boolean): object[] {
  return source.result.checks.filter(wanted).flatMap((check) => groupsView(source, check) ?? []);
}
