/** Coverage: how many records have what they should have. */
import { measureFailing, not } from '../measure.ts';
import type { CheckKind } from '../types.ts';

/** Value: share of records that are covered. */
export const coverage: CheckKind<'coverage'> = {
  kind: 'coverage',
  direction: () => 'higher',
  async run(context, check, params) {
    const outcome = await measureFailing(context, check, not(check.covered), params);
    return { ...outcome, value: outcome.value === null ? null : 1 - outcome.value };
  },
};
