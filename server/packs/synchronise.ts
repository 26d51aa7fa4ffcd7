/**
 * From files of packs to the applied model. Instant and online additions are applied at once; whatever would need a person's word
 * leaves the last good model in use. The applied documents are kept in the database: they are the truth that a node with broken or
 * older files falls back to.
 */
import path from 'node:path';
import semver from 'semver';
import { beginApplying, readChangeSet } from '../changes/change-sets.ts';
import type { DocumentConflict } from '../changes/documents/document-sets.ts';
import { leaseName, withLease, type Lease } from '../changes/run/lease.ts';
import { runChange } from '../changes/run/run-change.ts';
import { removeSteps } from '../changes/run/steps.ts';
import type { Applier } from '../changes/types.ts';
import { insertVersion, modelOf, readVersion } from '../changes/versions.ts';
import type { Database } from '../database/types.ts';
import type { Logger } from '../kernel/logger.ts';
import { checkDocuments } from '../model/check.ts';
import { compileModel } from '../model/compile.ts';
import { readPackFolders } from '../model/load.ts';
import type { DocumentError, Model } from '../model/types.ts';
import { applyPlan, waitingOperations } from '../schema/apply.ts';
import { desiredTables } from '../schema/desired.ts';
import { introspect } from '../schema/introspect.ts';
import { planSchema } from '../schema/plan.ts';
import type { Plan } from '../schema/types.ts';
import { appliesByItself, draftOfFiles, packsTitle, reasonsToWait } from './file-changes.ts';
import { applyPatches } from './patches.ts';

/** What came of it: the model in use, and why it is not the one in the files, if it is not. */
export interface Synchronised {
  readonly model: Model;
  /** Its number. */
  readonly version: number;
  readonly changed: boolean;
  readonly errors: readonly DocumentError[];
  readonly waiting: readonly string[];
}

/** Thrown at a first start with documents that are wrong: there is no last good model to fall back to. */
export class BadDocuments extends Error {
  readonly errors: readonly DocumentError[];
  constructor(errors: readonly DocumentError[]) {
    super(errors.map((error) => formatDocumentError(error)).join('\n'));
    this.name = 'BadDocuments';
    this.errors = errors;
  }
}

/** One error on one line: file, place, what is wrong, and the nearest right name. */
export function formatDocumentError(error: DocumentError): string {
  return `${error.file}${error.pointer === '' ? '' : `#${error.pointer}`}: ${error.message}${error.hint === undefined ? '' : ` ${error.hint}`}`;
}

/** The model of the files, or what is wrong with them. */
export interface ReadModel {
  readonly model?: Model;
  readonly errors: readonly DocumentError[];
  /** Where patches of packs were made on other words than the patched packs have now. */
  readonly conflicts: readonly DocumentConflict[];
}

/** Reads documents, lays patches over them and compiles them; errors instead of a model when something is wrong. */
export function readModel(folders: readonly string[]): ReadModel {
  const { documents, patches, unreadable } = readPackFolders(folders);
  const sources = unreadable.map(({ source }) => source);
  const broken = new Set(sources.map(({ kind, pack, file }) => `${kind} ${pack}.${path.basename(file, '.json')}`));
  const patched = applyPatches(documents, patches, broken);
  const found = checkDocuments(patched.documents, sources).map((error) => withPatch(error, patched.files.get(error.file)));
  const errors = [...unreadable.map(({ error }) => error), ...patched.errors, ...found];
  const { conflicts } = patched;
  return errors.length > 0 ? { errors, conflicts } : { model: compileModel(patched.documents), errors, conflicts };
}

/** An error in a document that does not stand in its file as it was found: the patch is where to look. */
function withPatch(error: DocumentError, file: string | undefined): DocumentError {
  if (file === undefined) return error;
  return { ...error, hint: `${error.hint === undefined ? '' : `${error.hint} `}The document is changed by ${file}.` };
}

/** What a model would do to the database. */
export async function planModel(database: Database, model: Model): Promise<Plan> {
  return planSchema(database.schema, desiredTables(model, database.schema), await introspect(database, database.schema));
}

/** The model that was applied last; at a first start that of the files, which is applied. */
export async function presentModel(database: Database, folders: readonly string[], logger: Logger): Promise<Synchronised> {
  const present = await readVersion(database);
  if (!present) return synchronise(database, folders, logger);
  return { model: modelOf(present), version: present.version, changed: false, errors: [], waiting: [] };
}

/** Whoever applies what comes with newer files. */
const theServer: Applier = { id: null, name: 'Relata', source: 'automation' };

/** Milliseconds that a start waits for another process that is at the model. */
const patience = 30_000;

/**
 * Brings files, model and tables together. What the workspace made of the packs' documents stays on top of newer files.
 * @throws BadDocuments at a first start
 */
export async function synchronise(database: Database, folders: readonly string[], logger: Logger): Promise<Synchronised> {
  const read = readModel(folders);
  const result = await withLease(database, leaseName, patience, (lease) => bringTogether(database, read, logger, lease));
  if (result) return result;
  const present = await readVersion(database);
  if (!present) throw new Error('Another process is preparing this database and does not come to an end. Try again later.');
  return {
    model: modelOf(present),
    version: present.version,
    changed: false,
    errors: [],
    waiting: ['A change of the model is being applied; the files are looked at when it is done.'],
  };
}

async function bringTogether(database: Database, read: ReadModel, logger: Logger, lease: Lease): Promise<Synchronised> {
  const present = await readVersion(database);
  if (!present) return firstVersion(database, read, logger);
  const applied = modelOf(present);
  const stay = (errors: readonly DocumentError[], waiting: readonly string[]): Synchronised => ({
    model: applied,
    version: present.version,
    changed: false,
    errors,
    waiting,
  });
  if (!read.model) return stay(read.errors, []);
  if (isOlder(read.model, applied)) return stay([], ['The files of the packs are older than the applied model; it stays in use.']);
  const change = await draftOfFiles(database, present, read.model.documents, read.conflicts);
  if (!change) return stay([], []);
  const { plan, changeSet, conflicts } = change;
  if (plan.errors.length > 0) return stay(plan.errors, []);
  if (!appliesByItself(plan)) return stay([], reasonsToWait(plan));
  await beginApplying(database, changeSet, theServer);
  await removeSteps(database, changeSet);
  const ending = await runChange(
    { database, logger, switched: () => Promise.resolve(), progress: () => undefined },
    lease,
    changeSet,
    true,
  );
  if (ending === 'failed') return stay([], [(await readChangeSet(database, changeSet)).error ?? 'The change failed.']);
  const version = await readVersion(database);
  if (!version) throw new Error('The version that was just applied is not there.');
  const model = modelOf(version);
  return {
    model,
    version: version.version,
    changed: model.version !== applied.version,
    errors: [],
    waiting: conflicts.map((each) => conflictText(each)),
  };
}

/** A pack's new word that the workspace's own stands against. */
function conflictText({ kind, id, pointer, taken }: DocumentConflict): string {
  return `The ${kind} ${id} was changed here and in the newer pack (${pointer || 'whole'}); ${taken === 'ours' ? 'your own word stays' : "the pack's word stands"}.`;
}

async function firstVersion(database: Database, read: ReadModel, logger: Logger): Promise<Synchronised> {
  const { model, conflicts } = read;
  if (!model) throw new BadDocuments(read.errors);
  const plan = await planModel(database, model);
  const waiting = waitingOperations(plan);
  if (waiting.length > 0) throw new BadDocuments(waiting.map(({ summary }) => ({ file: database.schema, pointer: '', message: summary })));
  await applyPlan(database, plan, logger);
  const version = await insertVersion(database, database.schema, {
    model,
    sources: model.documents,
    message: packsTitle(model.documents),
    by: theServer,
    changeSet: null,
    steps: plan.operations.map(({ type, table, class: kind, summary }) => ({ type, table, class: kind, summary })),
    conflicts,
  });
  return { model, version, changed: true, errors: [], waiting: conflicts.map((each) => conflictText(each)) };
}

/** A pack with a lower version than the applied one: an older node must never plan the reverse. */
function isOlder(model: Model, applied: Model): boolean {
  return model.packs.some((pack) => {
    const before = applied.packs.find((candidate) => candidate.id === pack.id);
    return before !== undefined && semver.lt(pack.version, before.version);
  });
}
