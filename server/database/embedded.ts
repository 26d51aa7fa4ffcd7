/**
 * The embedded PostgreSQL: made at the first start, shared by every Relata process of one home, gone when the last of
 * them leaves.
 *
 * *Home* is RELATA_HOME. Its `postgres.json` (readable by the owner only) remembers port, password and data directory.
 * Every process that uses the server holds one idle connection, its *presence*. Whoever leaves and sees no other presence
 * stops the server; a process that is killed leaves no presence, and the server goes on until the next one finds it.
 * All of this happens under one lock per home, so that starters and leavers never cross.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from '../kernel/logger.ts';
import { choosePlace, choosePlaceBeside, type Place } from './embedded-account.ts';
import { ensureBinaries } from './embedded-binaries.ts';
import { ensureCluster, isServerAlive, readPidFile, startServer, stopServer, superuser } from './embedded-cluster.ts';
import { dataDirOf, giveToOwnerOf, readState, stateFile, writeState, type State } from './embedded-state.ts';
import { withFileLock } from './file-lock.ts';
import { freePort, isFree } from './free-port.ts';

/** A running embedded server. */
export interface Embedded {
  /** How to connect, with the password. */
  readonly url: string;
  readonly dataDir: string;
  /** Whether this call started it; false when it was running already. */
  readonly started: boolean;
  /** Leaves: close your own pools first. The server stops unless another Relata process is using it. */
  stop(): Promise<void>;
}

/** What `startEmbedded` takes. */
export interface EmbeddedInput {
  /** RELATA_HOME; made if it is missing. */
  readonly home: string;
  readonly log: Logger;
  /** Nobody will miss what an earlier home of this path left outside of it: it is removed. For tests. */
  readonly disposable?: boolean;
  /** The folder of another PostgreSQL of the same packages. */
  readonly programs?: string;
}

/** A connection that can step back from keeping the process alive (node-postgres has both, its types do not say so). */
type Connection = pg.Client & { ref(): void; unref(): void };

const databaseName = 'relata';
const presenceName = 'relata presence';

/**
 * Attaches to the server of this home, or makes and starts it. Safe to call from several processes at once.
 * A server that dies while it is in use is started again.
 * @throws Error in words for the operator.
 */
export async function startEmbedded({ home: homeInput, log, disposable = false, programs }: EmbeddedInput): Promise<Embedded> {
  mkdirSync(homeInput, { recursive: true, mode: 0o700 });
  const home = realpathSync(homeInput);
  mkdirSync(path.join(home, 'logs'), { recursive: true });
  giveToOwnerOf(home, path.join(home, 'logs'));
  let left = false;
  let presence: Connection;

  const enter = async (): Promise<{ state: State; started: boolean }> => {
    const entered = await withFileLock(lockFile(home), () => bringUp(home, log, disposable, programs));
    presence = entered.presence;
    presence.on('error', () => undefined);
    presence.on('end', () => {
      if (!left) void revive();
    });
    presence.unref();
    return entered;
  };
  const revive = async (): Promise<void> => {
    for (let attempt = 1; attempt <= 5 && !left; attempt++) {
      log.warn({ attempt }, 'The connection to the embedded PostgreSQL is lost; it is being brought back');
      try {
        await enter();
        return;
      } catch (error) {
        log.error({ error: String(error) }, 'The embedded PostgreSQL could not be brought back');
        await sleep(1_000 * attempt, undefined, { ref: false });
      }
    }
  };

  const { state, started } = await enter();
  return {
    url: urlOf(state),
    dataDir: state.dataDir,
    started,
    async stop() {
      if (left) return;
      left = true;
      presence.ref();
      await withFileLock(lockFile(home), () => leave(state.dataDir, presence));
    },
  };
}

/** Ends our presence, and the server when it was the last. */
async function leave(dataDir: string, presence: Connection): Promise<void> {
  let others = 0;
  try {
    const { rows } = await presence.query<{ others: number }>(
      'select count(*)::int as others from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid()',
      [presenceName],
    );
    others = rows[0]?.others ?? 0;
  } catch {
    // The server is gone or going; nobody can be using it.
  }
  await presence.end().catch(() => undefined);
  if (others === 0) await stopServer(dataDir);
}

function lockFile(home: string): string {
  return path.join(home, 'postgres.lock');
}

function urlOf(state: State): string {
  return `postgres://${superuser}:${state.password}@127.0.0.1:${state.port}/${databaseName}`;
}

/** Under the lock: attach, else make, start and attach. */
async function bringUp(
  home: string,
  log: Logger,
  disposable: boolean,
  programs: string | undefined,
): Promise<{ state: State; started: boolean; presence: Connection }> {
  const known = readState(home);
  const place = await findPlace(home, known, log, disposable);
  const before: State = {
    home,
    dataDir: place.dataDir,
    port: known?.port ?? 0,
    password: known?.password ?? randomBytes(24).toString('hex'),
  };
  if (known && existsSync(place.dataDir)) {
    const presence = await attach(before);
    if (presence) {
      writeState(home, before);
      return { state: before, started: false, presence };
    }
  }
  const state = await start(home, place, before, log, programs);
  const presence = await attach(state, true);
  if (!presence)
    throw new Error(`The embedded PostgreSQL started on port ${state.port} but does not answer there. Its log: ${logOf(home)}`);
  log.info({ port: state.port, dataDir: state.dataDir, account: place.account.name }, 'Embedded PostgreSQL started');
  return { state, started: true, presence };
}

/**
 * Where the data stands or will stand. A data directory without its password is either this home's, and an operator must
 * find `postgres.json` again, or was left outside by a home that is gone, such as an earlier clone in the same folder.
 */
async function findPlace(home: string, known: State | undefined, log: Logger, disposable: boolean): Promise<Place> {
  const remembered = dataDirOf(known, home);
  const place = choosePlace(home, remembered);
  const isOurs = remembered !== undefined || (known !== undefined && isWithin(home, place.dataDir));
  if (isOurs || !existsSync(path.join(place.dataDir, 'PG_VERSION'))) return place;
  if (isWithin(home, place.dataDir) || (!known && existsSync(logOf(home))))
    throw new Error(
      `${place.dataDir} holds a database, but its password is missing: restore ${stateFile(home)} from a backup, or move the folder away to begin anew.`,
    );
  if (!disposable) {
    const beside = choosePlaceBeside(home);
    log.warn(
      { left: place.dataDir, dataDir: beside.dataDir },
      'An earlier home of this path left a database behind. It is kept; this home begins with a new one.',
    );
    return beside;
  }
  await stopServer(place.dataDir);
  rmSync(place.dataDir, { recursive: true, force: true });
  return place;
}

function isWithin(folder: string, file: string): boolean {
  return file.startsWith(folder + path.sep);
}

function logOf(home: string): string {
  return path.join(home, 'logs', 'postgres.log');
}

/** Makes what is missing and starts the server, on another port if the remembered one is taken. */
async function start(home: string, place: Place, before: State, log: Logger, programs: string | undefined): Promise<State> {
  const say = (message: string): void => log.warn({ dataDir: place.dataDir }, message);
  const binaries = ensureBinaries(place.account, place.shared, say, programs);
  if (!existsSync(path.join(place.dataDir, 'PG_VERSION'))) {
    if (place.account.spawn.uid !== undefined)
      say(`PostgreSQL does not run as root: it runs as ${place.account.name}, with its data in ${place.dataDir}.`);
    // The password is written down before the cluster knows it: a crash in between loses nothing.
    writeState(home, before);
    await ensureCluster(place, binaries, before.password);
  }
  let port = before.port;
  for (let attempt = 0; attempt < 400; attempt++) {
    if (port === 0 || !(await isFree(port))) port = await freePort();
    writeState(home, { ...before, port });
    const logFile = logOf(home);
    const outcome = await startServer({ place, binaries, port, logFile });
    giveToOwnerOf(home, logFile);
    if (outcome === 'ready') return { ...before, port };
    if (outcome === 'port-taken') port = 0;
    // The sessions of a killed server still hold its memory; they notice within moments.
    else await sleep(25);
  }
  throw new Error(`Another PostgreSQL keeps ${place.dataDir} in use. Stop it and try again.`);
}

/**
 * Connects to the server that the state describes; undefined when nothing (or something else) listens there and none is
 * running on its data directory. A server that is starting or stopping is waited for.
 */
async function attach(state: State, mustRun = false): Promise<Connection | undefined> {
  const until = Date.now() + 60_000;
  for (;;) {
    const running = readPidFile(state.dataDir) !== undefined && isServerAlive(state.dataDir);
    if (state.port !== 0) {
      const answer = await connect(state, databaseName);
      if (answer instanceof pg.Client) return answer;
      // 3D000: a first start was cut off before the database was made.
      if (answer === '3D000') await createDatabase(state);
      else if (answer !== '57P03' && !running && !mustRun) return undefined;
      else if (answer === 'foreign' && !running) return undefined;
    } else if (!running) return undefined;
    if (Date.now() > until) throw new Error(`A PostgreSQL runs on ${state.dataDir}, but does not take connections on port ${state.port}.`);
    await sleep(15);
  }
}

/** A connection, or why there is none: a code of PostgreSQL or Node, or `foreign` when another cluster answers. */
async function connect(state: State, database: string): Promise<Connection | string> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: state.port,
    user: superuser,
    password: state.password,
    database,
    application_name: presenceName,
    connectionTimeoutMillis: 20_000,
    keepAlive: true,
  }) as Connection;
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ dir: string }>("select current_setting('data_directory') as dir");
    if (path.resolve(rows[0]?.dir ?? '') === path.resolve(state.dataDir)) return client;
    await client.end();
    return 'foreign';
  } catch (error) {
    await client.end().catch(() => undefined);
    const code = (error as { code?: string }).code ?? 'foreign';
    return ['28P01', '28000'].includes(code) ? 'foreign' : code;
  }
}

async function createDatabase(state: State): Promise<void> {
  const client = await connect(state, 'postgres');
  if (!(client instanceof pg.Client)) return;
  try {
    await client.query(`create database ${databaseName}`);
  } finally {
    await client.end();
  }
}
