/** Checklist: questions that a person answers and whose answers expire. */
import { durationDays, durationOf } from '../params.ts';
import type { CheckKind, Evidence } from '../types.ts';

/** Value: share of items answered with yes within the time that an answer counts. Without any answer nothing is measured. */
export const checklist: CheckKind<'checklist'> = {
  kind: 'checklist',
  direction: () => 'higher',
  async run(_context, check, params, environment) {
    const validDays = durationDays(check.validFor === undefined ? 'P365D' : durationOf(check.validFor, params));
    const answers = await environment.answers(check.id);
    const oldest = environment.now.getTime() - validDays * 86_400_000;
    const open: Evidence[] = [];
    let answered = 0;
    for (const item of check.items) {
      const answer = answers.get(item.id);
      const current = answer !== undefined && Date.parse(answer.at) >= oldest;
      if (current) answered++;
      if (current && answer.answer) continue;
      const text =
        answer === undefined
          ? 'not answered'
          : current
            ? `no${answer.note === null ? '' : `: ${answer.note}`}`
            : `answer of ${answer.at.slice(0, 10)} has expired`;
      open.push({ entity: '', id: null, label: item.title, fields: [{ name: 'answer', title: 'Answer', text }] });
    }
    const population = check.items.length;
    const value = answered === 0 ? null : (population - open.length) / population;
    return {
      population,
      failing: open.length,
      value,
      unit: 'share',
      evidence: open,
      notes: answered === 0 ? [{ key: 'unanswered', values: {} }] : [],
    };
  },
};
