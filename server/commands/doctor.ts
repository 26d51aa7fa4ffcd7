/** `relata doctor`: whether the database is as the model left it, and whether work was left unfinished. */
import { unfinishedChangeSets } from '../changes/change-sets.ts';
import { driftFindings, findDrift } from '../changes/plan/drift.ts';
import { readVersion } from '../changes/versions.ts';
import { introspect } from '../schema/introspect.ts';
import type { Verb } from './types.ts';
import { withWorkspace } from './with-workspace.ts';

/** Looks, and changes nothing. The exit code is 1 when something is amiss. */
export const doctor: Verb = {
  summary: 'Say where the database is not as the model left it.',
  usage: 'relata doctor [--json]\n\nChanges nothing; "relata plan" and "relata apply" mend what can be mended.',
  run: (args) =>
    withWorkspace(
      async ({ database }) => {
        const version = await readVersion(database);
        if (!version) throw new Error('There is no version yet: start the server once.');
        const drift = driftFindings(findDrift(database.schema, version, await introspect(database, database.schema)));
        const unfinished = await unfinishedChangeSets(database);
        if (args.includes('--json')) process.stdout.write(`${JSON.stringify({ version: version.version, drift, unfinished }, null, 2)}\n`);
        else {
          const lines = [
            ...drift.map(({ message, fix }) => `${message} ${fix ?? ''}`),
            ...unfinished.map((id) => `The change ${id} was begun and is not finished; a running server goes on with it.`),
          ];
          process.stdout.write(`${lines.join('\n') || `The tables are as version ${version.version} left them.`}\n`);
        }
        return drift.length + unfinished.length === 0 ? 0 : 1;
      },
      { asIs: true },
    ),
};
