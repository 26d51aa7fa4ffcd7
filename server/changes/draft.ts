/** A draft as it would be: its documents, what is wrong with them, and its model, without touching the database. */
import type { Context } from '../access/context.ts';
import { notFound } from '../kernel/errors.ts';
import { inspectDocuments } from '../model/check.ts';
import type { DocumentError, DocumentSet, Model } from '../model/types.ts';
import { demandMetadata, readChangeSet } from './change-sets.ts';
import { applyEdits } from './documents/document-sets.ts';
import type { ChangeSet, Version } from './types.ts';
import { modelOf, readVersion } from './versions.ts';

/** What a draft says. */
export interface DraftState {
  /** The version that it stands on. */
  readonly from: Version;
  /** Undefined for the applied documents themselves. */
  readonly draft: ChangeSet | undefined;
  readonly documents: DocumentSet;
  readonly errors: readonly DocumentError[];
  /** Undefined while there are errors. */
  readonly model: Model | undefined;
}

/**
 * Reads a draft, or the applied documents when none is named.
 * @throws Problem 403, 404
 */
export async function readDraft(context: Context, changeSet: string | undefined): Promise<DraftState> {
  demandMetadata(context);
  const draft = changeSet === undefined ? undefined : await readChangeSet(context.database, changeSet);
  const from = await readVersion(context.database, draft?.baseVersion);
  if (!from) throw notFound('There is no version yet.');
  const documents = draft ? applyEdits(from.documents, draft.edits) : from.documents;
  if (!draft) return { from, draft, documents, errors: [], model: modelOf(from) };
  const { errors, model } = inspectDocuments(documents, [], from.physical);
  return { from, draft, documents, errors, model };
}
