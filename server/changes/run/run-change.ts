/**
 * Runs a change set, step by step. Every step can be begun again: a process that finds an unfinished change goes on where the last
 * note stands. Up to the switch the old version serves everybody and the change can be taken back without a trace in the records.
 */
import type { Context } from '../../access/context.ts';
import type { Database } from '../../database/types.ts';
import { compileModel } from '../../model/compile.ts';
import { storedNames } from '../../model/physical-names.ts';
import type { Entity, Field } from '../../model/types.ts';
import { runStatement } from '../../schema/apply.ts';
import { desiredTables } from '../../schema/desired.ts';
import { stateOfIndex } from '../../schema/index-build.ts';
import { introspect } from '../../schema/introspect.ts';
import { planTriggerRemovals } from '../../schema/plan.ts';
import { prepareViews } from '../analysts/install.ts';
import { analystViews } from '../analysts/views.ts';
import { moveChangeSet, readChangeSet, readPlan } from '../change-sets.ts';
import { applyEdits } from '../documents/document-sets.ts';
import { fieldById } from '../plan/choose-names.ts';
import { environmentOf } from '../../model/environment.ts';
import { serverContext } from '../server-context.ts';
import type { CodeMap, DdlWork } from '../types.ts';
import { modelOf, newestNumber, readVersion } from '../versions.ts';
import { convertAll, convertDirty } from './convert-step.ts';
import type { Lease } from './lease.ts';
import { everyNodeUses } from './nodes.ts';
import { choiceOf, fillChoices } from './pipeline-step.ts';
import { rebaseRates } from './rebase-step.ts';
import { moveRecords, replaceCodes, type Replacement } from './replace-step.ts';
import { conversionOf, type Run, type Runtime } from './run.ts';
import { fillRollups } from './rollup-step.ts';
import { fillSearch } from './search-step.ts';
import { createSteps, LeaseLost, noteStep, readSteps, type StoredStep } from './steps.ts';
import { switchOver } from './switch-over.ts';
import { isWatched, unwatchStatements } from './watch.ts';

/** How a run ended; `switched` when the new version is in force and there is still something to be done. */
export type Ending = 'applied' | 'failed' | 'cancelled' | 'switched';

/** Thrown when somebody asked to stop before the switch. */
class Cancelled extends Error {}

/**
 * Runs a change set that is `applying` to its end, under a lease.
 * @param untilSwitch leaves what comes after the switch to whoever finds it unfinished
 * @returns how it ended; a failure is noted in the change set, not thrown
 */
export async function runChange(runtime: Runtime, lease: Lease, changeSet: string, untilSwitch = false): Promise<Ending> {
  const { database, logger } = runtime;
  const run = await openRun(runtime, lease, changeSet);
  try {
    await createSteps(database, changeSet, run.stored.plan.steps);
    const steps = await readSteps(database, changeSet);
    for (const step of steps) {
      if (step.state !== 'done') await runStep(run, step);
      if (untilSwitch && step.step.type === 'switch' && step !== steps.at(-1)) return 'switched';
    }
    await moveChangeSet(database, changeSet, ['applying', 'cancelling'], 'applied');
    return 'applied';
  } catch (error) {
    if (error instanceof LeaseLost) throw error;
    const cancelled = error instanceof Cancelled;
    if (!(await isSwitched(database, changeSet))) await clearAway(run);
    logger.warn({ err: error, changeSet }, cancelled ? 'A change of the model was cancelled.' : 'A change of the model failed.');
    await moveChangeSet(
      database,
      changeSet,
      ['applying', 'cancelling'],
      cancelled ? 'draft' : 'failed',
      cancelled ? null : (error as Error).message,
    );
    return cancelled ? 'cancelled' : 'failed';
  }
}

async function openRun(runtime: Runtime, lease: Lease, changeSet: string): Promise<Run> {
  const { database } = runtime;
  const change = await readChangeSet(database, changeSet);
  const stored = await readPlan(database, changeSet);
  const from = await readVersion(database, change.baseVersion);
  if (!stored || !from) throw new Error(`The change set ${changeSet} has no plan.`);
  const after = compileModel(applyEdits(from.documents, change.edits), storedNames(stored.physical));
  return { runtime, lease, change, stored, from, before: modelOf(from), after };
}

/** Whether the version of a change set is in force. */
async function isSwitched(database: Database, changeSet: string): Promise<boolean> {
  return (await readChangeSet(database, changeSet)).version !== null;
}

/** What a change that will not be made has left: triggers. New columns and indexes hurt nobody and serve the next attempt. */
async function clearAway(run: Run): Promise<void> {
  const { database } = run.runtime;
  for (const { work } of run.stored.plan.steps) {
    const statements =
      work.kind === 'clear'
        ? work.statements
        : work.kind === 'convert'
          ? unwatchStatements(database.schema, conversionOf(run, work.entity, work.field))
          : [];
    for (const text of statements) await runStatement(database, { text, alone: false });
  }
  // What keeps rollups of the version that is not to come would go on with it for ever.
  const live = await introspect(database, database.schema);
  for (const { statements } of planTriggerRemovals(database.schema, desiredTables(run.before, database.schema), live))
    for (const { text } of statements) await runStatement(database, { text, alone: false });
}

async function runStep(run: Run, stored: StoredStep): Promise<void> {
  const { runtime, lease, change } = run;
  const note = (state: StoredStep['state'], more: object = {}): Promise<void> =>
    noteStep(runtime.database, lease, change.id, stored.ordinal, { state, ...more });
  await stopIfCancelled(run);
  await note('running');
  runtime.progress(change.id, stored.step.summary, stored.done, stored.total);
  try {
    await doWork(run, stored);
  } catch (error) {
    if (!(error instanceof LeaseLost)) await note(error instanceof Cancelled ? 'pending' : 'failed', { error: (error as Error).message });
    throw error;
  }
  await note('done');
}

async function stopIfCancelled({ runtime: { database }, change }: Run): Promise<void> {
  const { state, version } = await readChangeSet(database, change.id);
  if (state === 'cancelling' && version === null) throw new Cancelled();
}

async function doWork(run: Run, stored: StoredStep): Promise<void> {
  const { runtime, after } = run;
  const { database } = runtime;
  const { work } = stored.step;
  switch (work.kind) {
    case 'ddl':
      await runDdl(run, work);
      return;
    case 'convert': {
      const conversion = conversionOf(run, work.entity, work.field);
      await convertAll(database, conversion, stored.cursor, (cursor, count) => saveBatch(run, stored, cursor, count));
      return;
    }
    case 'switch':
      await switchOver(run);
      return;
    case 'nodes':
      await waitForNodes(run);
      return;
    case 'settle': {
      const conversion = conversionOf(run, work.entity, work.field);
      if (await isWatched(database, conversion)) while ((await database.tx((tx) => convertDirty(tx, database.schema, conversion))) > 0);
      for (const text of work.statements) await runStatement(database, { text, alone: false });
      return;
    }
    case 'replace': {
      const save = (count: number): Promise<boolean> => saveBatch(run, stored, null, count);
      if (work.where === undefined) await replaceCodes(database, writer(run), replacementOf(run, work), save);
      else await moveRecords(writer(run), replacementOf(run, work), { where: work.where, ...readerOf(run, work) }, save);
      return;
    }
    case 'pipelines': {
      const { entity, field } = fieldOf(run, work);
      const choice = choiceOf(entity, field);
      if (choice) await fillChoices(database, choice, stored.cursor, (cursor, count) => saveBatch(run, stored, cursor, count));
      return;
    }
    case 'views':
      await prepareViews(database, analystViews(writer(run)));
      return;
    case 'clear':
      for (const text of work.statements) await runStatement(database, { text, alone: false });
      return;
    case 'rebase':
      await rebaseRates(serverContext(database, run.before, run.change.baseVersion, runtime.logger), work, (count) =>
        saveBatch(run, stored, null, count),
      );
      return;
    case 'rollups': {
      const entity = after.entities.get(work.entity);
      if (entity) await fillRollups(database, after, entity, stored.cursor, (cursor, count) => saveBatch(run, stored, cursor, count));
      return;
    }
    case 'search': {
      const entity = after.entities.get(work.entity);
      if (entity)
        await fillSearch(database, entity, environmentOf(after), stored.cursor, (cursor, count) => saveBatch(run, stored, cursor, count));
    }
  }
}

async function saveBatch(run: Run, stored: StoredStep, cursor: string | null, count: number): Promise<boolean> {
  const { runtime, lease, change } = run;
  await noteStep(runtime.database, lease, change.id, stored.ordinal, { state: 'running', cursor, add: count });
  runtime.progress(change.id, stored.step.summary, stored.done + count, stored.total);
  await stopIfCancelled(run);
  return true;
}

async function runDdl({ runtime: { database } }: Run, { statements, undo, index }: DdlWork): Promise<void> {
  const clear = async (): Promise<void> => {
    for (const text of undo) await runStatement(database, { text, alone: true });
  };
  if (index !== undefined) {
    const state = await stateOfIndex(database, index);
    if (state === 'valid') return;
    if (state === 'invalid') await clear();
  }
  for (const statement of statements) {
    try {
      await runStatement(database, statement);
    } catch (error) {
      if (isAlreadyThere(error)) continue;
      await clear();
      throw error;
    }
  }
}

/** A statement that was run before a crash: the table, column, index or key is there. */
function isAlreadyThere(error: unknown): boolean {
  return ['42P07', '42701', '42710'].includes(String((error as { code?: unknown }).code));
}

/** The server itself on the new model, before and after it is in force. */
function writer({ runtime, after, change }: Run): Context {
  return serverContext(runtime.database, after, change.baseVersion, runtime.logger);
}

/** The records and the field as they are before the change. */
function readerOf(
  { runtime, before, change }: Run,
  work: { readonly entity: string; readonly field: string },
): { readonly reader: Context; readonly before: Field } {
  const field = fieldById(before.entities.get(work.entity), work.field);
  if (!field) throw new Error(`The field ${work.entity}.${work.field} is not in the version before, although the plan says so.`);
  return { reader: serverContext(runtime.database, before, change.baseVersion, runtime.logger), before: field };
}

function replacementOf(run: Run, work: { readonly entity: string; readonly field: string; readonly codes: CodeMap }): Replacement {
  return { ...fieldOf(run, work), codes: work.codes };
}

function fieldOf(
  { after }: Run,
  work: { readonly entity: string; readonly field: string },
): { readonly entity: Entity; readonly field: Field } {
  const entity = after.entities.get(work.entity);
  const field = fieldById(entity, work.field);
  if (!entity || !field) throw new Error(`The field ${work.entity}.${work.field} is not there, although the plan says so.`);
  return { entity, field };
}

const nodesPatience = 60_000;

async function waitForNodes({ runtime: { database } }: Run): Promise<void> {
  const newest = await newestNumber(database);
  const end = Date.now() + nodesPatience;
  while (!(await everyNodeUses(database, newest))) {
    if (Date.now() > end) throw new Error('A server does not take the new version into use; stop it, and apply again to finish.');
    await pause(200);
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
