/** Runs a command's work on the workspace, and closes what it opened. */
import { openWorkspace, type OpenedWorkspace, type OpenOptions } from '../app.ts';
import { readConfig, type Config } from '../kernel/config.ts';

/**
 * Opens the workspace of the environment, runs, closes.
 * @param options `asIs` for commands that are about the model itself: the files are then not applied before
 */
export async function withWorkspace<T>(
  work: (opened: OpenedWorkspace, config: Config) => Promise<T>,
  options: Pick<OpenOptions, 'asIs' | 'beforeSecret'> = {},
): Promise<T> {
  const config = readConfig();
  const opened = await openWorkspace(config, { poolSize: 4, ...options });
  try {
    return await work(opened, config);
  } finally {
    await opened.close();
  }
}
