/** The runtime of changes in a server: its watch takes the new version into use, its live events tell the progress. */
import type { Workspace } from '../../access/workspace.ts';
import { startBeat } from '../../kernel/beat.ts';
import { resumeChanges } from '../apply.ts';
import type { VersionWatch } from './nodes.ts';
import type { Runtime } from './run.ts';

/** A runtime that runs until it is stopped. */
export interface ChangeRuntime extends Runtime {
  stop(): Promise<void>;
}

const resumePeriod = 5_000;

/**
 * Begins to look for changes whose runner was killed, and runs those that are asked for.
 * @param watch the process's watch over versions; it is left running
 */
export function startChanges(workspace: Workspace, watch: VersionWatch): ChangeRuntime {
  const runtime: Runtime = {
    database: workspace.database,
    logger: workspace.logger,
    switched: () => watch.look(),
    progress: (id, _step, done, total) =>
      workspace.publish({ type: 'job', kind: 'change', id, actor: null, done, total, state: 'running' }),
  };
  const beat = startBeat(() => resumeChanges(runtime), {
    every: resumePeriod,
    failed: (error) =>
      workspace.logger.warn({ err: error }, 'An unfinished change of the model could not be gone on with; it is tried again.'),
  });
  void beat.turn();
  return { ...runtime, stop: () => beat.stop() };
}
