/** The change that the files of packs ask for: merged with what the workspace made of them, planned, and kept as a draft. */
import { editsBetween } from '../changes/apply.ts';
import { createChangeSet, discardDrafts, storePlan } from '../changes/change-sets.ts';
import type { DocumentConflict } from '../changes/documents/document-sets.ts';
import { upgradeDocuments } from '../changes/documents/upgrade.ts';
import { planChange } from '../changes/plan/plan-change.ts';
import type { ChangePlan, Version } from '../changes/types.ts';
import { modelOf } from '../changes/versions.ts';
import type { Database } from '../database/types.ts';
import type { PackManifest } from '../../metadata/types.ts';
import type { DocumentSet } from '../model/types.ts';

/** Who proposes what files say. */
const filesAuthor = { id: null, name: 'Relata' };

/** A draft of what files ask for. */
export interface FileChange {
  readonly changeSet: string;
  readonly plan: ChangePlan;
  readonly conflicts: readonly DocumentConflict[];
}

/**
 * Drafts the way from a version to the documents of files. Drafts of earlier files, which nobody applied, are given up.
 * @param patched conflicts of the files' own patches; those of documents that changed are told with the others
 * @returns undefined when there is nothing to do
 */
export async function draftOfFiles(
  database: Database,
  present: Version,
  files: DocumentSet,
  patched: readonly DocumentConflict[] = [],
): Promise<FileChange | undefined> {
  const { documents, conflicts: merged } = upgradeDocuments(present.sources, present.documents, files);
  const changed = new Set(editsBetween(present.sources, files).map(({ kind, id }) => `${kind} ${id}`));
  const conflicts = [...merged, ...patched.filter(({ kind, id }) => changed.has(`${kind} ${id}`))];
  const newSources = JSON.stringify(present.sources) !== JSON.stringify(files);
  const { plan, physical } = await planChange(database, present, modelOf(present), documents, newSources);
  await discardDrafts(database, filesAuthor.name);
  if (plan.steps.length === 0 && plan.errors.length === 0) return undefined;
  const edits = editsBetween(present.documents, documents);
  const { id } = await createChangeSet(database, { title: packsTitle(files), baseVersion: present.version, edits, author: filesAuthor });
  await storePlan(database, id, { plan, physical, sources: files, conflicts });
  return { changeSet: id, plan, conflicts };
}

/** What a version that came from files is called. */
export function packsTitle(documents: DocumentSet): string {
  const packs = documents.filter((document) => document.kind === 'pack').map((document) => document.content as PackManifest);
  return `Packs ${packs.map((pack) => `${pack.id} ${pack.version}`).join(', ')}`;
}

/** Whether a start may apply a plan unasked: additions that nobody notices, against which no record stands. */
export function appliesByItself(plan: ChangePlan): boolean {
  return (
    plan.findings.length === 0 &&
    plan.steps.every(({ type, class: kind }) => kind === 'instant' || kind === 'online' || type === 'search' || type === 'rollups')
  );
}

/** Why a plan waits for a person, in words. */
export function reasonsToWait(plan: ChangePlan): string[] {
  const heavy = plan.steps.filter((step) => step.class === 'background' || step.class === 'destructive').map((step) => step.summary);
  const reasons = [...plan.findings.map(({ message, fix }) => (fix === undefined ? message : `${message} ${fix}`)), ...heavy];
  return [...reasons, '"relata plan" shows the whole change, "relata apply" makes it.'];
}
