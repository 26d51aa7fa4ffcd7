/** Completeness: how many of the fields that matter are filled. */
import type { Condition } from '../../../metadata/types.ts';
import { citeRecords, both, countRecords, entityOf, measureFailing, titleOf } from '../measure.ts';
import type { CheckKind, FieldCount } from '../types.ts';

/** Value: share of filled cells, or of records that lack something (`measure`). */
export const completeness: CheckKind<'completeness'> = {
  kind: 'completeness',
  direction: (check) => (check.measure === 'missing' ? 'lower' : 'higher'),
  async run(context, check, params) {
    const entity = entityOf(context, check.entity);
    const empties = check.fields.map((path) => ({ [path]: { empty: true } }));
    const lacking = (empties.length === 1 ? empties[0] : check.need === 'any' ? { and: empties } : { or: empties }) as Condition;
    const outcome = await measureFailing(context, { ...check, evidence: { ...check.evidence, limit: 0 } }, lacking, params);
    const byField: FieldCount[] = [];
    for (const [index, path] of check.fields.entries()) {
      const missing = outcome.population === 0 ? 0 : await countRecords(context, check.entity, params, check.where, empties[index]);
      byField.push({
        field: path,
        title: titleOf(context, entity, path),
        filled: outcome.population - missing,
        population: outcome.population,
      });
    }
    const cells = outcome.population * check.fields.length;
    const filled = byField.reduce((sum, field) => sum + field.filled, 0);
    const value = check.measure === 'missing' ? outcome.value : cells === 0 ? null : filled / cells;
    const evidence = outcome.failing === 0 ? [] : await citeRecords(context, check, both(check.where, lacking), params);
    return { ...outcome, value, byField, evidence };
  },
};
