/** A workspace at run time: its database, its present model, and who listens to changes. Contexts are made here. */
import type { Database } from '../database/types.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Model } from '../model/types.ts';
import type { Actor, Context, Source } from './context.ts';
import { compileRights, fullRights, type Rights } from './rights.ts';

/** Something that happened, for those who watch: a record that was written, or progress of a job. */
export type LiveEvent =
  /** Messages have come into the outbox. */
  | { readonly type: 'outbox' }
  | { readonly type: 'record'; readonly entity: string; readonly id: string; readonly action: string; readonly version: number }
  | {
      readonly type: 'job';
      readonly kind: 'import' | 'audit' | 'change' | 'undo';
      readonly id: string;
      readonly actor: string | null;
      readonly done: number;
      readonly total: number | null;
      readonly state: string;
    };

/** One workspace. */
export interface Workspace {
  readonly name: string;
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The applied model at this moment; a request keeps the one that it began with. */
  model(): Model;
  /** The number of the version that it is of; 0 for one that is stored nowhere. */
  version(): number;
  /** Takes a newer version into use; who began with an older one goes on with that. */
  useModel(model: Model, version: number): void;
  /** Says that somebody works on a version; returns what ends it. */
  hold(version: number): () => void;
  /** The oldest version that anybody in this process still works on. */
  oldestVersion(): number;
  /** Hears of events in this process; returns its own remover. */
  subscribe(listener: (event: LiveEvent) => void): () => void;
  publish(event: LiveEvent): void;
}

/** Puts a workspace together. */
export function createWorkspace(input: {
  name: string;
  database: Database;
  model: Model;
  version: number;
  clock: Clock;
  logger: Logger;
}): Workspace {
  let { model, version } = input;
  const held = new Map<number, number>();
  const listeners = new Set<(event: LiveEvent) => void>();
  return {
    name: input.name,
    database: input.database,
    clock: input.clock,
    logger: input.logger,
    model: () => model,
    version: () => version,
    useModel: (next, number) => void ([model, version] = [next, number]),
    hold(number) {
      held.set(number, (held.get(number) ?? 0) + 1);
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        const left = (held.get(number) ?? 1) - 1;
        if (left === 0) held.delete(number);
        else held.set(number, left);
      };
    },
    oldestVersion: () => Math.min(version, ...held.keys()),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    publish: (event) => listeners.forEach((listener) => listener(event)),
  };
}

const rightsByModel = new WeakMap<Model, Map<string, Rights>>();

/** Rights of a set of roles, compiled once per model. */
export function rightsOf(model: Model, roles: readonly string[]): Rights {
  let known = rightsByModel.get(model);
  if (!known) rightsByModel.set(model, (known = new Map<string, Rights>()));
  const key = [...roles].sort().join('+');
  let rights = known.get(key);
  if (!rights) known.set(key, (rights = compileRights(model, roles)));
  return rights;
}

/** The context of an act by an actor. */
export function contextFor(workspace: Workspace, actor: Actor, source: Source, rights?: Rights): Context {
  const model = workspace.model();
  const version = workspace.version();
  const { settings } = model;
  return {
    workspace: workspace.name,
    database: workspace.database,
    model,
    actor,
    rights: rights ?? rightsOf(model, actor.roles),
    source,
    clock: workspace.clock,
    logger: workspace.logger,
    publish: (event) => workspace.publish(event),
    hold: () => workspace.hold(version),
    environment: {
      baseCurrency: settings.baseCurrency,
      currencies: settings.currencies,
      timeZone: actor.timeZone,
      country: settings.country,
      language: actor.language,
      digest: (place, text) => workspace.database.cipher.digest(place, text),
    },
  };
}

/** The context of the server's own acts: everything is permitted, and history names no user. */
export function systemContext(workspace: Workspace, source: Source = 'automation'): Context {
  const { settings } = workspace.model();
  const actor: Actor = {
    id: null,
    name: 'Relata',
    email: null,
    roles: [],
    teams: [],
    team: null,
    language: settings.language,
    timeZone: settings.timeZone,
  };
  return contextFor(workspace, actor, source, fullRights);
}
