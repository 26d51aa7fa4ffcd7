/** Cross-field: how many records contradict themselves. */
import { measureFailing } from '../measure.ts';
import type { CheckKind } from '../types.ts';

/** Value: share of records for which the condition that must never hold does hold. */
export const crossField: CheckKind<'crossField'> = {
  kind: 'crossField',
  direction: () => 'lower',
  run: (context, check, params) => measureFailing(context, check, check.never, params),
};
