/** The one place that wires things together: database, model, workers, HTTP. */
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { mkdir } from 'node:fs/promises';
import { createWorkspace, systemContext, type Workspace } from './access/workspace.ts';
import { startAutomation } from './automation/start.ts';
import { checkDatabase, connectDatabase } from './database/connect.ts';
import { startEmbedded } from './database/embedded.ts';
import { demandSecret } from './database/demand-secret.ts';
import { prepareSystemTables } from './database/system-tables.ts';
import type { Database } from './database/types.ts';
import { demandOpenKeys } from './encryption/key-ring.ts';
import { ensureViews } from './changes/analysts/install.ts';
import { watchVersions, type VersionWatch } from './changes/run/nodes.ts';
import { startChanges } from './changes/run/runtime.ts';
import { s3Store } from './files/s3-store.ts';
import { diskStore, type FileStore } from './files/store.ts';
import { checkpointFile } from './history/checkpoints.ts';
import { alignPlaces } from './history/places.ts';
import { startSealer } from './history/sealer.ts';
import { resumeUndoJobs } from './exchange/undo-jobs.ts';
import { startHousekeeping } from './jobs/housekeeping.ts';
import { startRevaluing } from './records/revalue.ts';
import { startLive } from './live/live.ts';
import { createHttp } from './http/server.ts';
import { createProvider } from './identity/oidc/provider.ts';
import { ensureFirstAdmin } from './identity/first-admin.ts';
import { startBeat } from './kernel/beat.ts';
import { systemClock } from './kernel/clock.ts';
import type { Config } from './kernel/config.ts';
import { createLogger, type Logger } from './kernel/logger.ts';
import { readSecrets } from './kernel/secrets.ts';
import { learnLargeTables } from './query/large-tables.ts';
import { startUsage } from './query/usage.ts';
import { presentModel, synchronise, type Synchronised } from './packs/synchronise.ts';

/** A workspace that is ready for use, without HTTP: what the command line works on. */
export interface OpenedWorkspace {
  readonly workspace: Workspace;
  readonly database: Database;
  readonly files: FileStore;
  readonly logger: Logger;
  /** What came of bringing files and tables together. */
  readonly synchronised: Synchronised;
  /** Takes newer versions into use, and says which this process works on. */
  readonly watch: VersionWatch;
  close(): Promise<void>;
}

/** The schema of the default workspace. */
export const defaultSchema = 'main';

/** How a workspace is opened. */
export interface OpenOptions {
  readonly schema?: string;
  readonly poolSize?: number;
  /** With the model that was applied last, whatever the files say by now. */
  readonly asIs?: boolean;
  /** Does something before the secret of the server is compared with that of the database. */
  readonly beforeSecret?: (database: Database) => Promise<void>;
}

/**
 * Opens the database, applies documents, and puts the workspace together.
 * @throws BadDocuments at a first start with wrong documents; Error with plain words when the database will not do
 */
export async function openWorkspace(config: Config, options: OpenOptions = {}): Promise<OpenedWorkspace> {
  const logger = createLogger(config.logLevel);
  await mkdir(config.home, { recursive: true, mode: 0o700 });
  const secrets = await readSecrets(config.home, config.secret);
  const embedded = config.databaseUrl === undefined ? await startEmbedded({ home: config.home, log: logger }) : undefined;
  const database = connectDatabase({
    url: config.databaseUrl ?? embedded?.url ?? '',
    schema: options.schema ?? defaultSchema,
    secrets,
    logger,
    poolSize: options.poolSize ?? 10,
    applicationName: 'relata',
  });
  try {
    await checkDatabase(database);
    await prepareSystemTables(database);
    await options.beforeSecret?.(database);
    await demandSecret(database);
    await demandOpenKeys(database);
    await alignPlaces(database);
    const synchronised = await (options.asIs === true
      ? presentModel(database, config.packFolders, logger)
      : synchronise(database, config.packFolders, logger));
    const workspace = createWorkspace({
      name: 'main',
      database,
      model: synchronised.model,
      version: synchronised.version,
      clock: systemClock,
      logger,
    });
    if (options.asIs !== true) await ensureViews(systemContext(workspace));
    const watch = watchVersions(workspace);
    const files = config.filesUrl === undefined ? diskStore(path.join(config.home, 'files')) : s3Store(config.filesUrl);
    return {
      workspace,
      database,
      files,
      logger,
      synchronised,
      watch,
      async close() {
        await watch.stop();
        await database.close();
        await embedded?.stop();
      },
    };
  } catch (error) {
    await database.close();
    await embedded?.stop();
    throw error;
  }
}

/** A running server. */
export interface RunningApp {
  readonly url: string;
  readonly workspace: Workspace;
  readonly synchronised: Synchronised;
  /** How the first admin signs in, if nobody could yet. */
  readonly admin: { readonly email: string; readonly link?: string } | undefined;
  close(): Promise<void>;
}

/**
 * Starts everything.
 * @param client resolves to the folder of the built client; undefined serves the API alone
 */
export async function startApp(config: Config, client: Promise<string> | undefined): Promise<RunningApp> {
  const [folder, opened] = await settleBoth(client ?? Promise.resolve(undefined), openWorkspace(config));
  const { workspace, files, logger } = opened;
  let ready = false;
  const changes = startChanges(workspace, opened.watch);
  const sealer = startSealer(workspace.database, checkpointFile(config.home, workspace.database.schema), logger);
  const usage = startUsage(workspace.database, workspace.clock, (error) =>
    logger.warn({ err: error }, 'The use of fields was not written down.'),
  );
  const sizes = startBeat(() => learnLargeTables(workspace.database), {
    every: 60_000,
    failed: (error) => logger.warn({ err: error }, 'The sizes of the tables could not be read; it is tried again.'),
  });
  void sizes.turn();
  const undos = resumeUndoJobs(workspace);
  const housekeeping = startHousekeeping(workspace.database, workspace.clock, logger);
  const revaluing = startRevaluing(() => systemContext(workspace), logger);
  const live = startLive(workspace);
  const stopParts = async (): Promise<void> => {
    await changes.stop();
    await live.close();
    for (const part of [undos, housekeeping, revaluing, sealer, usage, sizes]) await part.stop();
  };
  let { publicUrl } = config;
  const http = createHttp({
    workspace,
    files,
    changes,
    live,
    client: folder,
    // Where the system chooses the port, the address is known once the server listens.
    get publicUrl() {
      return publicUrl;
    },
    trustedProxies: config.trustedProxies,
    sendsMails: config.smtpUrl !== undefined,
    provider: config.oidc && createProvider(config.oidc),
    ready: () => ready,
  });
  const handle = http.callback();
  const server = createServer((request, response) => void handle(request, response));
  server.headersTimeout = 30_000;
  server.requestTimeout = 300_000;
  try {
    const port = await listen(server, config);
    publicUrl = config.publicUrl.replace(/:0$/, `:${port}`);
    const admin = await ensureFirstAdmin(systemContext(workspace), { ...config, publicUrl });
    const automation = await startAutomation({ workspace, smtpUrl: config.smtpUrl, publicUrl, logger });
    ready = true;
    return {
      url: publicUrl,
      workspace,
      synchronised: opened.synchronised,
      admin,
      async close() {
        ready = false;
        await new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeIdleConnections();
          setTimeout(() => server.closeAllConnections(), 3000).unref();
        });
        await automation.stop();
        await stopParts();
        await opened.close();
      },
    };
  } catch (error) {
    server.close();
    await stopParts();
    await opened.close();
    throw error;
  }
}

/** Waits for both: when the client cannot be built, the database is still closed properly. */
async function settleBoth<A>(first: Promise<A>, second: Promise<OpenedWorkspace>): Promise<[A, OpenedWorkspace]> {
  const [one, other] = await Promise.allSettled([first, second]);
  if (one.status === 'fulfilled' && other.status === 'fulfilled') return [one.value, other.value];
  if (other.status === 'fulfilled') await other.value.close();
  throw (one.status === 'rejected' ? one.reason : (other as PromiseRejectedResult).reason) as Error;
}

function listen(server: Server, config: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new Error(`Port ${config.port} on ${config.host} is taken. Set PORT to another one.`) : error);
    });
    server.listen(config.port, config.host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : config.port);
    });
  });
}
