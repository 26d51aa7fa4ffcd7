/** Overdue: how many open records are past their date, by how much, and what they are worth. */
import type { Condition } from '../../../metadata/types.ts';
import type { Context } from '../../access/context.ts';
import { aggregateRecords } from '../../query/aggregate.ts';
import { both, countRecords, measureFailing } from '../measure.ts';
import { durationOf } from '../params.ts';
import type { AuditParams, CheckKind, CheckOf, GroupCount } from '../types.ts';

/** Upper ends of the classes in days past the date; the last has none. */
const classes = [30, 60, 90, 365] as const;

/** Value: share of the population that is past its date by more than `grace`. Records without a date cannot be overdue: they are noted. */
export const overdue: CheckKind<'overdue'> = {
  kind: 'overdue',
  direction: () => 'lower',
  async run(context, check, params) {
    const grace = check.grace === undefined ? 'P0D' : durationOf(check.grace, params);
    const past = { [check.due]: { lt: { $now: `-${grace}` } } } as Condition;
    const outcome = await measureFailing(context, { ...check, evidence: { sort: [check.due], ...check.evidence } }, past, params);
    const undated = await countRecords(context, check.entity, params, check.where, { [check.due]: { empty: true } });
    const groups = outcome.failing === 0 ? [] : await ageing(context, check, params, past);
    return {
      ...outcome,
      groups,
      groupKind: 'ageing',
      notes: undated === 0 ? [] : [{ key: 'undated', values: { count: undated, population: outcome.population } }],
    };
  },
};

async function ageing(context: Context, check: CheckOf<'overdue'>, params: AuditParams, past: Condition): Promise<GroupCount[]> {
  const groups: GroupCount[] = [];
  for (const [index, days] of [...classes, undefined].entries()) {
    const from = classes[index - 1];
    const newer = days === undefined ? undefined : ({ [check.due]: { gte: { $now: `-P${days}D` } } } as Condition);
    const older = from === undefined ? undefined : ({ [check.due]: { lt: { $now: `-P${from}D` } } } as Condition);
    const filter = both(check.where, past, newer, older);
    const { totals } = await aggregateRecords(context, check.entity, {
      ...(filter && { filter }),
      params,
      measures: [{ count: true }, ...(check.amount === undefined ? [] : [{ sum: check.amount }])],
    });
    const label = days === undefined ? `> ${from ?? 0} d` : `${(from ?? 0) + 1}–${days} d`;
    groups.push({ label, count: Number(totals[0] ?? 0), ...(check.amount === undefined ? {} : { amount: String(totals[1] ?? '0') }) });
  }
  return groups;
}
