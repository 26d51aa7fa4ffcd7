/** `relata pack validate <folder>`: checks the documents of a pack without a database. */
import path from 'node:path';
import { readConfig } from '../kernel/config.ts';
import { BadDocuments, readModel } from '../packs/synchronise.ts';
import type { Verb } from './types.ts';

/** Checks a pack together with the packs that are here. */
export const pack: Verb = {
  summary: 'Check a pack: relata pack validate [folder]',
  usage: 'relata pack validate [folder]\n\nWithout a folder the packs of this installation are checked.',
  run(args) {
    const [what, folder, ...more] = args;
    if (what !== 'validate' || more.length > 0) return Promise.reject(new Error('Use: relata pack validate [folder]'));
    const own = readConfig().packFolders;
    const folders =
      folder === undefined ? own : [...own.filter((each) => path.resolve(each) !== path.resolve(folder)), path.resolve(folder)];
    const { model, errors } = readModel(folders);
    if (!model) return Promise.reject(new BadDocuments(errors));
    process.stdout.write(`${model.documents.length} documents in ${model.packs.length} packs are right.\n`);
    return Promise.resolve(0);
  },
};
