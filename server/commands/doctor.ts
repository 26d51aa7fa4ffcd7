/** `relata doctor`: whether the database is as the model left it, and whether work was left unfinished. */
import { systemContext } from '../access/workspace.ts';
import { presentFingerprint } from '../changes/analysts/install.ts';
import { analystViews } from '../changes/analysts/views.ts';
import { unfinishedChangeSets } from '../changes/change-sets.ts';
import { driftFindings, findDrift } from '../changes/plan/drift.ts';
import { readVersion } from '../changes/versions.ts';
import { introspect } from '../schema/introspect.ts';
import { doctorHistory } from './doctor-history.ts';
import { doctorRollups } from './doctor-rollups.ts';
import type { Verb } from './types.ts';
import { withWorkspace } from './with-workspace.ts';

/** Looks, and changes nothing. The exit code is 1 when something is amiss. */
export const doctor: Verb = {
  summary: 'Say where the database is not as the model left it.',
  usage:
    'relata doctor [--history | --rollups [--mend]] [--json]\n\nChanges nothing; "relata plan" and "relata apply" mend what can be mended.\n' +
    '--history proves the chain of history instead, and names what was edited, deleted, put in, moved or cut off.\n' +
    '--rollups compares the kept rollups with their computation instead; with --mend what differs is computed anew.',
  run(args) {
    const json = args.includes('--json');
    if (args.includes('--history')) return doctorHistory(json);
    return args.includes('--rollups') ? doctorRollups({ json, mend: args.includes('--mend') }) : doctorModel(args);
  },
};

function doctorModel(args: readonly string[]): Promise<number> {
  return withWorkspace(
    async ({ database, workspace }) => {
      const version = await readVersion(database);
      if (!version) throw new Error('There is no version yet: start the server once.');
      const drift = driftFindings(findDrift(database.schema, version, await introspect(database, database.schema)));
      const wanted = analystViews(systemContext(workspace));
      const views = (await presentFingerprint(database)) === wanted?.fingerprint;
      const unfinished = await unfinishedChangeSets(database);
      if (args.includes('--json'))
        process.stdout.write(`${JSON.stringify({ version: version.version, drift, unfinished, views }, null, 2)}\n`);
      else {
        const lines = [
          ...drift.map(({ message, fix }) => `${message} ${fix ?? ''}`),
          ...(views ? [] : ['The views of analysts are not those of this version; the next start of the server makes them anew.']),
          ...unfinished.map((id) => `The change ${id} was begun and is not finished; a running server goes on with it.`),
        ];
        process.stdout.write(`${lines.join('\n') || `The tables are as version ${version.version} left them.`}\n`);
      }
      return drift.length + unfinished.length === 0 && views ? 0 : 1;
    },
    { asIs: true },
  );
}
