/** One run of a change set: where it works, on what, from which model to which. */
import type { Database } from '../../database/types.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { Model } from '../../model/types.ts';
import type { StoredPlan } from '../change-sets.ts';
import { fieldById } from '../plan/choose-names.ts';
import { environmentOf } from '../../model/environment.ts';
import { serverContext } from '../server-context.ts';
import type { ChangeSet, Version } from '../types.ts';
import type { Conversion } from './convert-step.ts';
import type { Lease } from './lease.ts';

/** Where a runner works, and whom it tells. */
export interface Runtime {
  readonly database: Database;
  readonly logger: Logger;
  /** The new version is in force: whoever serves requests takes it into use. */
  switched(): Promise<void>;
  /** Progress, for those who watch. */
  progress(changeSet: string, step: string, done: number, total: number | null): void;
}

/** One run. */
export interface Run {
  readonly runtime: Runtime;
  readonly lease: Lease;
  readonly change: ChangeSet;
  readonly stored: StoredPlan;
  readonly from: Version;
  readonly before: Model;
  readonly after: Model;
}

/** The conversion of a field. @throws Error when the plan names one that is not there */
export function conversionOf({ runtime, change, stored, before, after }: Run, entityId: string, fieldId: string): Conversion {
  const entity = after.entities.get(entityId);
  const [old, fresh] = [fieldById(before.entities.get(entityId), fieldId), fieldById(entity, fieldId)];
  if (!entity || !old || !fresh) throw new Error(`The field ${entityId}.${fieldId} is not there, although the plan says so.`);
  const revived = stored.plan.steps.some(
    ({ work }) => work.kind === 'convert' && work.entity === entityId && work.field === fieldId && work.revived,
  );
  const context = serverContext(runtime.database, before, change.baseVersion, runtime.logger);
  return { changeSet: change.id, entity, before: old, after: fresh, revived, environment: environmentOf(after), context };
}

/** All conversions of the plan. */
export function conversionsOf(run: Run): Conversion[] {
  return run.stored.plan.steps.flatMap(({ work }) => (work.kind === 'convert' ? [conversionOf(run, work.entity, work.field)] : []));
}
