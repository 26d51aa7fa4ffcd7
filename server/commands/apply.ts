/** `relata apply`: makes the change that the files of the packs ask for, or a draft. */
import { applyChangeSet, planChangeSet } from '../changes/apply.ts';
import { readChangeSet } from '../changes/change-sets.ts';
import { wordPlan } from '../changes/plan/plan-words.ts';
import { startChanges } from '../changes/run/runtime.ts';
import { chooseDraft } from './draft-option.ts';
import type { Verb } from './types.ts';
import { withWorkspace } from './with-workspace.ts';

/** Shows the plan, then applies it; with --json only how it ended. */
export const apply: Verb = {
  summary: 'Apply the change that the files of the packs ask for, or a draft.',
  usage:
    'relata apply [--draft <number>] [--json]\n\nShow it first with "relata plan". What blocks a change is told, and nothing is done then.',
  run: (args) =>
    withWorkspace(
      async (opened, config) => {
        const chosen = await chooseDraft(opened, config, args, ['--json']);
        const json = args.includes('--json');
        if (!chosen) {
          process.stdout.write(
            json ? `${JSON.stringify({ state: 'unchanged' })}\n` : 'Nothing to do: documents and tables are as they are wanted.\n',
          );
          return 0;
        }
        const { context, draft } = chosen;
        const plan = await planChangeSet(context, draft);
        if (!json) process.stdout.write(`${wordPlan(plan).join('\n')}\n\n`);
        const runtime = startChanges(opened.workspace, opened.watch);
        try {
          const { finished } = await applyChangeSet(context, runtime, draft, plan.hash);
          await finished;
        } finally {
          await runtime.stop();
        }
        const { state, version, error } = await readChangeSet(opened.database, draft);
        if (json) process.stdout.write(`${JSON.stringify({ state, version, error })}\n`);
        else process.stdout.write(state === 'applied' ? `Version ${version ?? '?'} is in use.\n` : `The change ${state}: ${error ?? ''}\n`);
        return state === 'applied' ? 0 : 1;
      },
      { asIs: true },
    ),
};
