/** Config: a question that the model or the settings answer. */
import { questions } from '../questions/registry.ts';
import type { CheckKind } from '../types.ts';

/** Value, unit and direction are those of the question. */
export const config: CheckKind<'config'> = {
  kind: 'config',
  direction: (check) => questions[check.question].direction,
  async run(context, check, params) {
    const outcome = await questions[check.question].ask(context, check, params);
    return { ...outcome, evidence: outcome.evidence.slice(0, check.evidence?.limit ?? 20) };
  },
};
