/** `relata rollback <version>`: back to an earlier version, by a plan like any other. */
import { systemContext } from '../access/workspace.ts';
import { applyChangeSet, draftRollback, planChangeSet } from '../changes/apply.ts';
import { readChangeSet } from '../changes/change-sets.ts';
import { wordPlan } from '../changes/plan/plan-words.ts';
import { startChanges } from '../changes/run/runtime.ts';
import type { Verb } from './types.ts';
import { withWorkspace } from './with-workspace.ts';

/** Shows the plan; with --yes it is applied. */
export const rollback: Verb = {
  summary: 'Go back to an earlier version of the model.',
  usage: 'relata rollback <version> [--yes]\n\nShows what it would do; --yes does it. Values that the trash still holds come back.',
  run: (args) =>
    withWorkspace(
      async (opened) => {
        const [number, ...more] = args.filter((arg) => arg !== '--yes');
        if (!/^\d{1,9}$/.test(number ?? '') || more.length > 0) throw new Error('Use: relata rollback <version> [--yes]');
        const context = systemContext(opened.workspace, 'api');
        const draft = await draftRollback(context, Number(number));
        const plan = await planChangeSet(context, draft.id);
        process.stdout.write(`${wordPlan(plan).join('\n')}\n`);
        if (!args.includes('--yes')) {
          process.stdout.write(`\nThis is draft ${draft.number}. "relata apply --draft ${draft.number}" makes it.\n`);
          return 0;
        }
        const runtime = startChanges(opened.workspace, opened.watch);
        try {
          await (
            await applyChangeSet(context, runtime, draft.id, plan.hash)
          ).finished;
        } finally {
          await runtime.stop();
        }
        const { state, version, error } = await readChangeSet(opened.database, draft.id);
        process.stdout.write(state === 'applied' ? `\nVersion ${version ?? '?'} is in use.\n` : `\nThe change ${state}: ${error ?? ''}\n`);
        return state === 'applied' ? 0 : 1;
      },
      { asIs: true },
    ),
};
