/** Freshness: how many records nobody has touched or confirmed for too long. */
import type { Condition } from '../../../metadata/types.ts';
import { countRecords, measureFailing, not } from '../measure.ts';
import { durationOf } from '../params.ts';
import type { AuditParams, CheckKind, CheckOf, GroupCount } from '../types.ts';
import type { Context } from '../../access/context.ts';

const classes = [
  { label: '≤ 30 d', to: 30 },
  { label: '31–90 d', to: 90 },
  { label: '91–180 d', to: 180 },
  { label: '181–365 d', to: 365 },
  { label: '> 365 d', to: undefined },
];

/** Value: share of records whose latest date lies further back than `olderThan`, or that have none. */
export const freshness: CheckKind<'freshness'> = {
  kind: 'freshness',
  direction: () => 'lower',
  async run(context, check, params) {
    const stale = not(touchedWithin(check, durationOf(check.olderThan, params)));
    const outcome = await measureFailing(context, check, stale, params);
    const groups = outcome.population === 0 ? [] : await ages(context, check, params, outcome.population);
    return { ...outcome, groups, groupKind: 'ageing' };
  },
};

/** At least one of the dates is younger than a duration. */
function touchedWithin(check: CheckOf<'freshness'>, duration: string): Condition {
  return { or: check.by.map((path) => ({ [path]: { gte: { $now: `-${duration}` } } })) };
}

async function ages(context: Context, check: CheckOf<'freshness'>, params: AuditParams, population: number): Promise<GroupCount[]> {
  const dated = { or: check.by.map((path) => ({ [path]: { empty: false } })) } as unknown as Condition;
  const withDate = await countRecords(context, check.entity, params, check.where, dated);
  const groups: GroupCount[] = [];
  let younger = 0;
  for (const { label, to } of classes) {
    const upTo =
      to === undefined ? withDate : await countRecords(context, check.entity, params, check.where, touchedWithin(check, `P${to}D`));
    groups.push({ label, count: upTo - younger });
    younger = upTo;
  }
  return withDate === population ? groups : [...groups, { label: 'never', count: population - withDate }];
}
