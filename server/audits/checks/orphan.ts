/** Orphan: how many records lack the relation that gives them sense: a link of their own, or records that point at them. */
import type { Condition } from '../../../metadata/types.ts';
import type { Context } from '../../access/context.ts';
import { badRequest } from '../../kernel/errors.ts';
import { streamRows } from '../../query/rows.ts';
import { citedPaths, citeRow, entityOf, measureFailing } from '../measure.ts';
import type { AuditParams, CheckKind, CheckOf, CheckOutcome, Evidence } from '../types.ts';

/** Value: share of records that lack it. */
export const orphan: CheckKind<'orphan'> = {
  kind: 'orphan',
  direction: () => 'lower',
  run(context, check, params) {
    if (check.without) return findUnreferenced(context, check, check.without, params);
    if (!check.links) throw badRequest(`"${check.id}" needs "links" or "without".`);
    const missing = { or: check.links.map((path) => ({ [path]: { empty: true } })) } as unknown as Condition;
    return measureFailing(context, check, missing, params);
  },
};

type Without = NonNullable<CheckOf<'orphan'>['without']>;

/**
 * Records that nothing points at. The ids that are pointed at are gathered first: a link such as the owner has no path back, and
 * reading both sides keeps the rights of whoever runs the audit.
 */
async function findUnreferenced(context: Context, check: CheckOf<'orphan'>, without: Without, params: AuditParams): Promise<CheckOutcome> {
  const entity = entityOf(context, check.entity);
  const referenced = new Set<string>();
  for await (const rows of streamRows(context, without.entity, {
    ...(without.where && { filter: without.where }),
    params,
    select: [without.link],
  })) {
    for (const row of rows) for (const id of idsOf(row[without.link])) referenced.add(id);
  }
  const limit = check.evidence?.limit ?? 20;
  const evidence: Evidence[] = [];
  let population = 0;
  let failing = 0;
  const sort = check.evidence?.sort ?? [entity.display.name];
  for await (const rows of streamRows(context, check.entity, {
    ...(check.where && { filter: check.where }),
    params,
    select: citedPaths(context, check),
    sort,
  })) {
    for (const row of rows) {
      population++;
      if (referenced.has(row.id)) continue;
      failing++;
      if (evidence.length < limit) evidence.push(citeRow(context, check, row));
    }
  }
  return { population, failing, value: population === 0 ? null : failing / population, unit: 'share', evidence };
}

function idsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(idsOf);
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' ? [value.id] : [];
}
