/** `relata plan`: what the documents of the files would do to the database. */
import { BadDocuments, planModel, readModel } from '../packs/synchronise.ts';
import type { Verb } from './types.ts';
import { withWorkspace } from './with-workspace.ts';

/** Prints the plan; nothing is changed by it. */
export const plan: Verb = {
  summary: 'Show what the documents would do to the database.',
  usage: 'relata plan [--json]',
  run: (args) =>
    withWorkspace(async ({ database, synchronised }, config) => {
      const { model, errors } = readModel(config.packFolders);
      if (!model) throw new BadDocuments(errors);
      const { operations } = await planModel(database, model);
      if (args.includes('--json'))
        process.stdout.write(`${JSON.stringify({ model: model.version, applied: synchronised.model.version, operations }, null, 2)}\n`);
      else if (operations.length === 0) process.stdout.write('Nothing to do: the tables are as the documents want them.\n');
      for (const operation of args.includes('--json') ? [] : operations)
        process.stdout.write(`${operation.class.padEnd(8)} ${operation.summary}\n`);
      return 0;
    }),
};
