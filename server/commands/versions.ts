/** `relata versions`: what was applied, when and by whom; or how two versions differ. */
import { compareSets } from '../changes/plan/compare.ts';
import { listVersions, readVersion } from '../changes/versions.ts';
import { wordDocuments } from '../changes/plan/plan-words.ts';
import type { Verb } from './types.ts';
import { withWorkspace } from './with-workspace.ts';

/** Prints the versions, newest first. */
export const versions: Verb = {
  summary: 'List the versions of the model, or compare two.',
  usage: 'relata versions [<one> <other>] [--json]',
  run: (args) =>
    withWorkspace(
      async ({ database }) => {
        const json = args.includes('--json');
        const numbers = args.filter((arg) => arg !== '--json');
        if (numbers.length === 0) {
          const all = await listVersions(database);
          const lines = all.map(
            ({ version, appliedAt, actorName, message }) => `${String(version).padStart(5)}  ${appliedAt}  ${actorName ?? ''}  ${message}`,
          );
          process.stdout.write(json ? `${JSON.stringify(all, null, 2)}\n` : `${lines.join('\n')}\n`);
          return 0;
        }
        const [one, other] = await Promise.all(
          numbers.map((text) => readVersion(database, Number.isSafeInteger(Number(text)) ? Number(text) : -1)),
        );
        if (numbers.length !== 2 || !one || !other) throw new Error('Name two versions that are there: relata versions 3 5');
        const documents = compareSets(one.documents, other.documents);
        process.stdout.write(
          json ? `${JSON.stringify(documents, null, 2)}\n` : `${wordDocuments(documents).join('\n') || 'They are the same.'}\n`,
        );
        return 0;
      },
      { asIs: true },
    ),
};
