/** The server's own acts while a change is planned and applied, on whichever model is at hand. */
import type { Context } from '../access/context.ts';
import { createWorkspace, systemContext } from '../access/workspace.ts';
import type { Database } from '../database/types.ts';
import { systemClock } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Model } from '../model/types.ts';

/** A context with all rights; nobody listens to what it publishes. */
export function serverContext(database: Database, model: Model, version: number, logger: Logger): Context {
  return systemContext(createWorkspace({ name: 'change', database, model, version, clock: systemClock, logger }));
}
