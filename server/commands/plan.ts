/** `relata plan`: what the documents of the files, or a draft, would do. */
import { planChangeSet } from '../changes/apply.ts';
import { wordPlan } from '../changes/plan/plan-words.ts';
import { chooseDraft } from './draft-option.ts';
import type { Verb } from './types.ts';
import { withWorkspace } from './with-workspace.ts';

/** Prints the plan; nothing is changed by it. */
export const plan: Verb = {
  summary: 'Show what the documents would do to the model and the database.',
  usage: 'relata plan [--draft <number>] [--json]\n\nWithout a draft it is the change that the files of the packs ask for.',
  run: (args) =>
    withWorkspace(
      async (opened, config) => {
        const chosen = await chooseDraft(opened, config, args, ['--json']);
        if (!chosen) {
          process.stdout.write('Nothing to do: documents and tables are as they are wanted.\n');
          return 0;
        }
        const made = await planChangeSet(chosen.context, chosen.draft);
        process.stdout.write(args.includes('--json') ? `${JSON.stringify(made, null, 2)}\n` : `${wordPlan(made).join('\n')}\n`);
        return 0;
      },
      { asIs: true },
    ),
};
