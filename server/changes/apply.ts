/** From a draft to a version: plan, apply, roll back, and go on with what a killed process left. */
import type { Context } from '../access/context.ts';
import { badRequest, conflict, invalid, notFound } from '../kernel/errors.ts';
import type { DocumentSet } from '../model/types.ts';
import {
  beginApplying,
  createChangeSet,
  demandMetadata,
  moveChangeSet,
  readChangeSet,
  readOrigin,
  readPlan,
  rebase,
  storePlan,
  unfinishedChangeSets,
} from './change-sets.ts';
import { applyEdits, byKey, mergeSets } from './documents/document-sets.ts';
import { leaseName, withLease } from './run/lease.ts';
import { findOverreach } from './plan/author-rights.ts';
import { planChange } from './plan/plan-change.ts';
import { runChange, type Ending } from './run/run-change.ts';
import type { Runtime } from './run/run.ts';
import { removeSteps } from './run/steps.ts';
import type { Applier, ChangePlan, ChangeSet, Edit, Version } from './types.ts';
import { modelOf, newestNumber, readVersion } from './versions.ts';
import { refusal } from '../access/wording.ts';

/** How long an apply waits for another one to end, in milliseconds. */
const patience = 2_000;

/** @throws Problem 404 */
async function versionOf(context: Context, number?: number): Promise<Version> {
  const version = await readVersion(context.database, number);
  if (!version) throw notFound(number === undefined ? 'There is no version yet.' : refusal(context, 'noVersionNumber', { number }));
  return version;
}

/** Edits that turn one set of documents into another. */
export function editsBetween(before: DocumentSet, after: DocumentSet): Edit[] {
  const [old, fresh] = [byKey(before), byKey(after)];
  const parts = (key: string): Pick<Edit, 'kind' | 'id'> => {
    const [kind, id = ''] = key.split(' ');
    return { kind: kind as Edit['kind'], id };
  };
  const kept = [...fresh].flatMap(([key, document]) =>
    JSON.stringify(old.get(key)?.content) === JSON.stringify(document.content) ? [] : [{ ...parts(key), content: document.content }],
  );
  return [...kept, ...[...old.keys()].filter((key) => !fresh.has(key)).map((key) => ({ ...parts(key), content: null }))];
}

/**
 * Plans a change set and keeps the plan. A draft on an older version is first brought onto the newest one.
 * @throws Problem 409 `moved` with both sides, when somebody has changed the same places meanwhile
 */
export async function planChangeSet(context: Context, changeSet: string): Promise<ChangePlan> {
  demandMetadata(context);
  const newest = await versionOf(context);
  const change = await bringForward(context, await readChangeSet(context.database, changeSet), newest);
  // A draft that came with files of packs stays one, however often it is edited and planned.
  const origin = await readOrigin(context.database, change.id);
  const { plan, physical } = await planChange(
    context.database,
    newest,
    modelOf(newest),
    applyEdits(newest.documents, change.edits),
    origin.sources !== null,
    change.replacements,
    (documents, model) => findOverreach(context, documents, model),
  );
  await storePlan(context.database, change.id, { plan, physical, ...origin });
  return plan;
}

async function bringForward(context: Context, change: ChangeSet, newest: Version): Promise<ChangeSet> {
  if (change.state !== 'draft' && change.state !== 'failed')
    throw conflict(refusal(context, 'notADraft', { state: change.state }), [], 'not-a-draft');
  if (change.baseVersion === newest.version) return change;
  const base = await versionOf(context, change.baseVersion);
  const { documents, conflicts } = mergeSets(base.documents, applyEdits(base.documents, change.edits), newest.documents);
  if (conflicts.length > 0) {
    const items = conflicts.map(({ kind, id, pointer, ours, theirs }) => ({
      pointer: `/${kind}/${id}${pointer}`,
      code: 'moved',
      message: `Here it says ${show(theirs)} since version ${newest.version}; your draft says ${show(ours)}.`,
      hint: 'Edit this place in your draft once more, or discard it.',
    }));
    throw conflict(refusal(context, 'draftMoved', { version: newest.version }), items, 'moved');
  }
  return rebase(context, change.id, editsBetween(newest.documents, documents), newest.version);
}

function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? 'nothing');
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/**
 * Begins to apply a change set as it was planned.
 * @param hash of the plan that the caller has seen
 * @returns once it has begun; `finished` ends with the run
 * @throws Problem 409 when the plan is another by now, or another change is being applied; 422 when something blocks it
 */
export async function applyChangeSet(
  context: Context,
  runtime: Runtime,
  changeSet: string,
  hash: string,
): Promise<{ readonly finished: Promise<Ending> }> {
  demandMetadata(context);
  const { database } = context;
  const kept = await readPlan(database, changeSet);
  if (kept?.plan.hash !== hash)
    throw conflict('This is not the plan of this change set. Plan it again and look at what it says.', [], 'stale-plan');
  const plan = await planChangeSet(context, changeSet);
  if (plan.hash !== hash) throw conflict('The plan is another by now. Look at the new one.', [], 'stale-plan');
  refuseBlocked(plan);
  const begun = Promise.withResolvers<undefined>();
  const finished = withLease(database, leaseName, patience, async (lease) => {
    if (!(await beginApplying(database, changeSet, applierOf(context))))
      throw conflict('This change set is being applied already.', [], 'not-a-draft');
    await removeSteps(database, changeSet);
    begun.resolve(undefined);
    return runChange(runtime, lease, changeSet);
  }).then((ending) => {
    if (ending === undefined) throw conflict('Another change is being applied. Wait until it is done.', [], 'busy');
    return ending;
  });
  await Promise.race([begun.promise, finished]);
  return { finished };
}

function applierOf({ actor, source, key }: Context): Applier {
  return { id: actor.id, name: actor.name, source, ...(key ? { key: { id: key.id } } : {}) };
}

function refuseBlocked(plan: ChangePlan): void {
  const errors = plan.errors.map(({ file, pointer, message, hint }) => ({
    pointer: `/${file}${pointer}`,
    code: 'document',
    message,
    ...(hint === undefined ? {} : { hint }),
  }));
  const blocking = plan.findings
    .filter((finding) => finding.severity === 'blocks')
    .map(({ target, message, fix }) => ({ pointer: `/${target}`, code: 'blocked', message, ...(fix === undefined ? {} : { hint: fix }) }));
  if (errors.length + blocking.length > 0) throw invalid([...errors, ...blocking]);
  if (plan.documents.length === 0 && plan.steps.length === 0) throw badRequest('There is nothing to apply.');
}

/** A draft that leads back to an earlier version; it is planned and applied like any other. */
export async function draftRollback(context: Context, version: number): Promise<ChangeSet> {
  demandMetadata(context);
  const [newest, wanted] = [await versionOf(context), await versionOf(context, version)];
  const edits = editsBetween(newest.documents, wanted.documents);
  if (edits.length === 0) throw badRequest(`Version ${version} says the same as the present one.`);
  return createChangeSet(context.database, {
    title: `Back to version ${version}`,
    baseVersion: newest.version,
    edits,
    author: context.actor,
  });
}

/** Asks a running change to stop before its switch. @throws Problem 409 when it is too late */
export async function cancelChangeSet(context: Context, changeSet: string): Promise<void> {
  demandMetadata(context);
  const { state, version } = await readChangeSet(context.database, changeSet);
  if (state !== 'applying' || version !== null || !(await moveChangeSet(context.database, changeSet, ['applying'], 'cancelling')))
    throw conflict('This change can no longer be cancelled; roll back to the version before it.', [], 'too-late');
}

/** Goes on with changes whose runner was killed. Nothing happens while another process is at it. */
export async function resumeChanges(runtime: Runtime): Promise<void> {
  for (const changeSet of await unfinishedChangeSets(runtime.database)) {
    await withLease(runtime.database, leaseName, 0, async (lease) => {
      // Whoever held the lease before may have ended it while we waited.
      if ((await unfinishedChangeSets(runtime.database)).includes(changeSet)) await runChange(runtime, lease, changeSet);
    });
  }
}

/** The version in force, for those who begin a draft. */
export function presentVersion(context: Context): Promise<number> {
  return newestNumber(context.database);
}
