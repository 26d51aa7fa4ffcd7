/** Which automations are switched off? */
import { finding, shareOf, type Question } from './types.ts';

/** Value: share of automations that are off. */
export const automationsEnabled: Question = {
  direction: 'lower',
  ask(context) {
    const all = [...context.model.automations.values()];
    const off = all.filter((automation) => automation.enabled === false);
    return Promise.resolve(
      shareOf(
        all.length,
        off.map((automation) => finding(automation.title, ['Entity', automation.entity])),
      ),
    );
  },
};
