/** Funnel: how records pass through their statuses, and what share of the closed ones is won. */
import type { Condition } from '../../../metadata/types.ts';
import type { Context } from '../../access/context.ts';
import { badRequest } from '../../kernel/errors.ts';
import type { Pipeline } from '../../model/types.ts';
import { aggregateRecords } from '../../query/aggregate.ts';
import { both, citeRecords, entityOf, fieldAt } from '../measure.ts';
import type { AuditParams, CheckKind, CheckOf, GroupCount } from '../types.ts';

/** Value: won / (won + lost). Failing: the lost. Groups: statuses in the order of the pipeline, with their share of all. */
export const funnel: CheckKind<'funnel'> = {
  kind: 'funnel',
  direction: () => 'higher',
  async run(context, check, params) {
    const field = fieldAt(context, entityOf(context, check.entity), check.status);
    if (!field || field.pipelines.length === 0) throw badRequest(`"${check.status}" is not a status of ${check.entity}.`);
    const measures = [{ count: true } as const, ...(check.amount === undefined ? [] : [{ sum: check.amount }])];
    const { groups, totals } = await aggregateRecords(context, check.entity, {
      ...(check.where && { filter: check.where }),
      params,
      groups: [{ field: check.status }],
      measures,
    });
    const found = new Map(groups.map((group) => [String(group.keys[0]), group.values]));
    const stages = field.pipelines.flatMap((pipeline) => stagesOf(pipeline, found));
    const won = countKind(stages, 'won');
    const lost = countKind(stages, 'lost');
    const periods = check.over === undefined ? [] : await byPeriod(context, check, params, check.over);
    const lostOnes = { [`${check.status}.kind`]: 'lost' } as Condition;
    const evidence =
      lost === 0 || check.evidence === undefined ? [] : await citeRecords(context, check, both(check.where, lostOnes), params);
    return {
      population: won + lost,
      failing: lost,
      value: won + lost === 0 ? null : won / (won + lost),
      unit: 'share',
      evidence,
      groupKind: 'stages',
      groups: stages.map(({ kind: _, ...stage }) => ({
        ...stage,
        share: Number(totals[0] ?? 0) === 0 ? 0 : stage.count / Number(totals[0]),
      })),
      notes: periods.map((period) => ({ key: 'wonIn', values: { period: period.label, share: period.share ?? 0, count: period.count } })),
    };
  },
};

type Stage = GroupCount & { readonly kind: string };

function stagesOf(pipeline: Pipeline, found: ReadonlyMap<string, readonly (number | string | null)[]>): Stage[] {
  return [...pipeline.statuses.values()].map((status) => {
    const [count, amount] = found.get(status.code) ?? [];
    return {
      label: status.title,
      count: Number(count ?? 0),
      kind: status.kind,
      ...(amount === undefined || amount === null ? {} : { amount: String(amount) }),
      ...(status.colour === undefined ? {} : { colour: status.colour }),
    };
  });
}

function countKind(stages: readonly Stage[], kind: string): number {
  return stages.filter((stage) => stage.kind === kind).reduce((sum, stage) => sum + stage.count, 0);
}

async function byPeriod(
  context: Context,
  check: CheckOf<'funnel'>,
  params: AuditParams,
  over: NonNullable<CheckOf<'funnel'>['over']>,
): Promise<GroupCount[]> {
  // Periods are called as their reader calls them, in their calendar: the key is the day on which one begins.
  const count = async (kind: readonly string[]): Promise<Map<string, { readonly label: string; readonly count: number }>> => {
    const filter = both(check.where, { [`${check.status}.kind`]: { in: kind }, [over.field]: { empty: false } });
    const { groups } = await aggregateRecords(context, check.entity, {
      ...(filter && { filter }),
      params,
      groups: [{ field: over.field, by: over.by ?? 'year' }],
      measures: [{ count: true }],
    });
    return new Map(groups.map((group) => [String(group.keys[0]), { label: group.labels[0] ?? '', count: Number(group.values[0] ?? 0) }]));
  };
  const closed = await count(['won', 'lost']);
  const won = await count(['won']);
  return [...closed]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([key, { label, count: total }]) => ({ label, count: total, share: total === 0 ? 0 : (won.get(key)?.count ?? 0) / total }));
}
