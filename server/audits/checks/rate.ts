/** Rate: how active the members of a population are, by events that name them. */
import { aggregateRecords } from '../../query/aggregate.ts';
import { streamRows } from '../../query/rows.ts';
import { citedPaths, citeRow, entityOf } from '../measure.ts';
import { numberOf } from '../scoring.ts';
import type { CheckKind, Evidence, GroupCount } from '../types.ts';

/** Value: share of members with enough events, or events for each member. Failing: members with too few. */
export const rate: CheckKind<'rate'> = {
  kind: 'rate',
  direction: () => 'higher',
  async run(context, check, params) {
    const { events } = check;
    const { groups } = await aggregateRecords(context, events.entity, {
      ...(events.where && { filter: events.where }),
      params,
      groups: [{ field: events.by }],
      measures: [{ count: true }],
      limit: 10_000,
    });
    const counts = new Map(groups.map((group) => [String(group.keys[0]), Number(group.values[0] ?? 0)]));
    const atLeast = check.atLeast === undefined ? 1 : numberOf(check.atLeast, params);
    const members: GroupCount[] = [];
    const evidence: Evidence[] = [];
    const limit = check.evidence?.limit ?? 20;
    let population = 0;
    let active = 0;
    let total = 0;
    const sort = check.evidence?.sort ?? [entityOf(context, check.entity).display.name];
    for await (const rows of streamRows(context, check.entity, {
      ...(check.where && { filter: check.where }),
      params,
      select: citedPaths(context, check),
      sort,
    })) {
      for (const row of rows) {
        const count = counts.get(row.id) ?? 0;
        const cited = citeRow(context, check, row);
        population++;
        total += count;
        members.push({ label: cited.label, count });
        if (count >= atLeast) active++;
        else if (evidence.length < limit) evidence.push(cited);
      }
    }
    const average = check.measure === 'average';
    const value = population === 0 ? null : (average ? total : active) / population;
    members.sort((a, b) => b.count - a.count);
    return {
      population,
      failing: population - active,
      value,
      unit: average ? 'number' : 'share',
      evidence,
      groups: members.slice(0, 15),
      groupKind: 'members',
    };
  },
};
