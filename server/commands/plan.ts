/** `relata plan`: what the documents of the files, or a draft, would do. */
import { planChangeSet } from '../changes/apply.ts';
import { readOrigin } from '../changes/change-sets.ts';
import type { DocumentConflict } from '../changes/documents/document-sets.ts';
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
        const { conflicts } = await readOrigin(opened.database, chosen.draft);
        const lines = [...wordPlan(made), ...wordConflicts(conflicts)];
        process.stdout.write(args.includes('--json') ? `${JSON.stringify({ ...made, conflicts }, null, 2)}\n` : `${lines.join('\n')}\n`);
        return 0;
      },
      { asIs: true },
    ),
};

/** Places in which the files and the workspace each have a word of their own, with both. */
function wordConflicts(conflicts: readonly DocumentConflict[]): string[] {
  const short = (value: unknown): string => {
    const text = value === undefined ? 'nothing' : JSON.stringify(value);
    return text.length > 60 ? `${text.slice(0, 60)}…` : text;
  };
  const lines = conflicts.map(
    ({ kind, id, pointer, ours, theirs, taken }) =>
      `  ${kind} ${id}${pointer}: here ${short(ours)}, in the files ${short(theirs)}; ${taken === 'ours' ? 'that of here stands' : 'that of the files stands'}`,
  );
  return lines.length === 0 ? [] : ['', 'Changed here and in the files:', ...lines];
}
