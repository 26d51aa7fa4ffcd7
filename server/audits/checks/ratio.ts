/** Ratio: one figure divided by another or by a target. */
import { durationSeconds } from '../../../metadata/rules/duration.ts';
import type { Context } from '../../access/context.ts';
import { aggregateRecords } from '../../query/aggregate.ts';
import type { MeasureRequest } from '../../query/types.ts';
import { numberOf } from '../scoring.ts';
import type { AuditParams, CheckKind, CheckOf } from '../types.ts';

type Term = CheckOf<'ratio'>['numerator'];

/** Value: numerator / denominator; nothing when the denominator is 0. */
export const ratio: CheckKind<'ratio'> = {
  kind: 'ratio',
  direction: () => 'higher',
  async run(context, check, params) {
    const above = await figure(context, check.numerator, params);
    const { denominator } = check;
    const below =
      typeof denominator === 'object' && 'entity' in denominator
        ? await figure(context, denominator, params)
        : { value: numberOf(denominator, params), count: undefined };
    return {
      population: below.count ?? above.count,
      failing: 0,
      value: below.value === 0 ? null : above.value / below.value,
      unit: check.unit ?? 'share',
      evidence: [],
      notes: [{ key: 'quotient', values: { above: round(above.value), below: round(below.value) } }],
    };
  },
};

async function figure(context: Context, term: Term, params: AuditParams): Promise<{ value: number; count: number }> {
  const measure: MeasureRequest =
    term.sum !== undefined
      ? { sum: term.sum }
      : term.average !== undefined
        ? { average: term.average }
        : term.countDistinct !== undefined
          ? { countDistinct: term.countDistinct }
          : { count: true };
  const { totals } = await aggregateRecords(context, term.entity, {
    ...(term.where && { filter: term.where }),
    params,
    measures: [{ count: true }, measure],
  });
  return { value: numberOfValue(totals[1] ?? 0), count: Number(totals[0] ?? 0) };
}

/** Lengths of time come as ISO 8601: their seconds. */
function numberOfValue(value: number | string): number {
  return typeof value === 'string' ? (durationSeconds(value) ?? Number(value)) : value;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
