/** A process that applies a change set and may kill itself or the database on the way: `apply-child.ts <url> <schema> <change set> <hash> <victim> <place> <postmaster>`. */
import { testSecrets } from './test-secrets.ts';
import { createWorkspace, systemContext } from '../../server/access/workspace.ts';
import { applyChangeSet } from '../../server/changes/apply.ts';
import { modelOf, readVersion } from '../../server/changes/versions.ts';
import { connectDatabase } from '../../server/database/connect.ts';
import { systemClock } from '../../server/kernel/clock.ts';
import { silentLogger } from '../../server/kernel/logger.ts';

const [url = '', schema = '', changeSet = '', hash = '', victim = 'nobody', place = '0', postmaster = '0'] = process.argv.slice(2);
const database = connectDatabase({ url, schema, secrets: testSecrets, poolSize: 3, applicationName: 'relata test child' });
const version = await readVersion(database);
if (!version) throw new Error('There is no version.');
const workspace = createWorkspace({
  name: 'child',
  database,
  model: modelOf(version),
  version: version.version,
  clock: systemClock,
  logger: silentLogger,
});
let steps = 0;
const { finished } = await applyChangeSet(
  systemContext(workspace),
  {
    database,
    logger: silentLogger,
    switched: () => Promise.resolve(),
    // Told at the beginning of each step and after each batch.
    progress: () => {
      steps++;
      if (steps !== Number(place)) return;
      if (victim === 'runner') process.kill(process.pid, 'SIGKILL');
      if (victim === 'batch') setTimeout(() => process.kill(process.pid, 'SIGKILL'), 5);
      if (victim === 'postgres') killDatabase(Number(postmaster));
    },
  },
  changeSet,
  hash,
);
const ending = await finished;
await database.close();
process.stdout.write(`${ending} ${steps}`);

/** All processes of the database at once, as when its machine loses power; it was started in a group of its own. */
function killDatabase(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    process.kill(pid, 'SIGKILL');
  }
}
