/** `relata doctor`: whether the database is as the model left it, and whether work was left unfinished. */
import { systemContext } from '../access/workspace.ts';
import { presentFingerprint } from '../changes/analysts/install.ts';
import { analystViews } from '../changes/analysts/views.ts';
import { unfinishedChangeSets } from '../changes/change-sets.ts';
import { driftFindings, findDrift } from '../changes/plan/drift.ts';
import { readVersion } from '../changes/versions.ts';
import { adviseIndexes, type IndexAdvice } from '../schema/index-advice.ts';
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
    'Of indexes it says which are missing and which nobody uses: advice, that leaves the exit code alone.\n' +
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
      const indexes = await adviseIndexes(database, workspace.model());
      if (args.includes('--json'))
        process.stdout.write(`${JSON.stringify({ version: version.version, drift, unfinished, views, indexes }, null, 2)}\n`);
      else {
        const lines = [
          ...drift.map(({ message, fix }) => `${message} ${fix ?? ''}`),
          ...(views ? [] : ['The views of analysts are not those of this version; the next start of the server makes them anew.']),
          ...unfinished.map((id) => `The change ${id} was begun and is not finished; a running server goes on with it.`),
        ];
        process.stdout.write(
          `${lines.join('\n') || `The tables are as version ${version.version} left them.`}\n${describeAdvice(indexes)}`,
        );
      }
      return drift.length + unfinished.length === 0 && views ? 0 : 1;
    },
    { asIs: true },
  );
}

/** Advice on indexes for people, with the age of what it rests on. */
function describeAdvice({ missing, unused, usageSince, statisticsSince }: IndexAdvice): string {
  const lines = [...missing, ...unused].map(({ message }) => message);
  const uses = usageSince === null ? 'no use of fields has been counted yet' : `uses of fields are counted since ${usageSince}`;
  const reads = `reads of indexes ${statisticsSince === null ? 'since PostgreSQL began to count them' : `since ${statisticsSince}`}`;
  const age = `(${uses}, ${reads}; what is asked less often than that does not show.)`;
  return `${lines.length === 0 ? 'No index is missing, and none is unused, as far as the statistics tell' : lines.join('\n')} ${age}\n`;
}
