/** Runs a command's work on the workspace, and closes what it opened. */
import { openWorkspace, type OpenedWorkspace } from '../app.ts';
import { readConfig, type Config } from '../kernel/config.ts';

/** Opens the workspace of the environment, runs, closes. */
export async function withWorkspace<T>(work: (opened: OpenedWorkspace, config: Config) => Promise<T>): Promise<T> {
  const config = readConfig();
  const opened = await openWorkspace(config, { poolSize: 4 });
  try {
    return await work(opened, config);
  } finally {
    await opened.close();
  }
}
