/** What the views of the report are made from, and what they share. */
import type { AuditDocument } from '../../../metadata/types.ts';
import { barChart } from '../report-charts.ts';
import type { ReportFormat } from '../report-format.ts';
import { safe } from '../report-template.ts';
import type { AuditResult, AuditRun, CheckResult, CheckState, GroupCount } from '../types.ts';

/** A run, its result and how to write it. */
export interface ReportSource {
  readonly run: AuditRun;
  readonly result: AuditResult;
  readonly format: ReportFormat;
  readonly history: readonly number[];
  readonly recordUrl: ((entity: string, id: string) => string) | undefined;
  readonly entityTitle: (id: string) => string;
  readonly scoring: AuditDocument['scoring'] | undefined;
}

/** Marks that tell states apart without colour. */
const marks: Readonly<Record<CheckState, string>> = { pass: '✓', warn: '!', fail: '✕', excluded: '○', error: '△' };

/** Class of the colour of a score. */
export function toneOfScore(score: number | null): 'pass' | 'warn' | 'fail' | 'excluded' {
  if (score === null) return 'excluded';
  return score >= 75 ? 'pass' : score >= 40 ? 'warn' : 'fail';
}

/** The state of a check in words, with its mark. A check without thresholds only informs. */
export function stateView({ format }: ReportSource, check: CheckResult): { stateId: string; state: string; mark: string } {
  if (check.state === 'pass' && check.score === null) return { stateId: 'excluded', state: format.text('unscored'), mark: 'i' };
  return { stateId: check.state, state: format.text(`state.${check.state}`), mark: marks[check.state] };
}

/** A figure of a check: its value, or a dash when it was not measured. */
export function figureOf({ format }: ReportSource, check: CheckResult): string {
  return check.state === 'error' || check.state === 'excluded' ? '–' : format.figure(check.value, check.unit);
}

/** Groups of a check as rows of bars. */
export function groupsView(source: ReportSource, check: CheckResult): object | undefined {
  const { format } = source;
  const groups = check.groups ?? [];
  if (groups.length === 0) return undefined;
  const greatest = Math.max(...groups.map((group) => group.count), 1);
  const total = groups.reduce((sum, group) => sum + group.count, 0);
  const first = {
    ageing: format.text('age'),
    stages: format.text('status'),
    values: format.text('value'),
    periods: format.text('period'),
    clusters: format.text('record'),
    members: format.text('record'),
  }[check.groupKind ?? 'values'];
  const shared = check.groupKind !== 'members' && check.groupKind !== 'clusters';
  return {
    title: check.title,
    first,
    figure: figureOf(source, check),
    hasShare: shared,
    hasAmount: groups.some((group) => group.amount !== undefined),
    rows: groups.map((group) => ({
      label: group.label === 'never' ? format.text('never') : group.label,
      bar: safe(barChart([{ share: group.count / greatest, tone: toneOfGroup(check, group) }], format.direction)),
      count: format.count(group.count),
      share: format.share(group.share ?? (total === 0 ? 0 : group.count / total)),
      amount: group.amount === undefined ? '' : format.money(group.amount),
    })),
  };
}

function toneOfGroup(check: CheckResult, group: GroupCount): string {
  if (check.groupKind === 'ageing')
    return group.label.startsWith('≤') ? 'pass' : group.label.startsWith('>') || group.label === 'never' ? 'fail' : 'warn';
  return check.groupKind === 'clusters' ? 'warn' : 'accent';
}
