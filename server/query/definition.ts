/**
 * The making of SQL that the database keeps by itself (functions of triggers): on a model and a schema alone, with nobody who asks. Everything
 * in it is trusted, and nothing of it may depend on a reader, a parameter or the time.
 */
import type { Context } from '../access/context.ts';
import { fullRights } from '../access/rights.ts';
import type { Database } from '../database/types.ts';
import { systemClock } from '../kernel/clock.ts';
import { silentLogger } from '../kernel/logger.ts';
import { environmentOf } from '../model/environment.ts';
import type { Model } from '../model/types.ts';
import { startCompilation } from './compilation.ts';
import type { Compilation } from './source.ts';

function refuse(): never {
  throw new Error('A definition is made without asking the database.');
}

/** Starts the making of a definition. */
export function startDefinition(model: Model, schema: string): Compilation {
  const { settings } = model;
  const database: Database = {
    schema,
    url: '',
    get secrets() {
      return refuse();
    },
    get cipher() {
      return refuse();
    },
    get knex() {
      return refuse();
    },
    get direct() {
      return refuse();
    },
    query: refuse,
    pair: refuse,
    tx: refuse,
    stream: refuse,
    close: () => Promise.resolve(),
  };
  const context: Context = {
    workspace: 'definition',
    database,
    model,
    rights: fullRights,
    source: 'automation',
    actor: {
      id: null,
      name: 'Relata',
      email: null,
      roles: [],
      teams: [],
      team: null,
      language: settings.language,
      timeZone: settings.timeZone,
    },
    clock: systemClock,
    publish: () => undefined,
    hold: () => () => undefined,
    logger: silentLogger,
    environment: environmentOf(model),
  };
  return startCompilation(context);
}
