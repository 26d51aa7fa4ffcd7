/** Sets of documents: by identity, with edits applied, and with a newer pack merged in. Pure. */
import { documentFolders, type DocumentSet, type SourceDocument } from '../../model/types.ts';
import { mergeDocuments, type MergeConflict } from './merge.ts';
import type { Edit } from '../types.ts';

/** The identity of a document within a set. */
export function documentKey(document: Pick<SourceDocument, 'kind' | 'content'>): string {
  return `${document.kind} ${String((document.content as { id?: unknown } | null)?.id)}`;
}

/** Documents by `<kind> <id>`. */
export function byKey(set: DocumentSet): Map<string, SourceDocument> {
  return new Map(set.map((document) => [documentKey(document), document]));
}

/** A set with edits applied: in place, at the end, or taken away. The pack of workspace's own documents comes with the first of them. */
export function applyEdits(set: DocumentSet, edits: readonly Edit[]): DocumentSet {
  const changes = new Map(edits.map((edit) => [`${edit.kind} ${edit.id}`, edit]));
  const kept = set.flatMap((document): SourceDocument[] => {
    const edit = changes.get(documentKey(document));
    if (!edit) return [document];
    return edit.content === null ? [] : [{ ...document, content: edit.content }];
  });
  const known = byKey(set);
  const added = edits.filter((edit) => edit.content !== null && !known.has(`${edit.kind} ${edit.id}`)).map(sourceOf);
  const manifested = known.has(`pack ${customPack}`) || changes.has(`pack ${customPack}`);
  const own = added.some((document) => document.pack === customPack) && !manifested ? [customManifest] : [];
  return [...kept, ...own, ...added];
}

/** The pack of what a workspace makes for itself. */
export const customPack = 'custom';

const customManifest: SourceDocument = {
  kind: 'pack',
  pack: customPack,
  file: `${customPack}/pack.json`,
  content: { id: customPack, version: '1.0.0', title: 'Own documents' },
};

function sourceOf({ kind, id, content }: Edit): SourceDocument {
  const [pack = '', name = ''] = id.split('.');
  if (kind === 'pack') return { kind, pack: id, file: `${id}/pack.json`, content };
  if (kind === 'settings') return { kind, pack, file: `${pack}/settings.json`, content };
  return { kind, pack, file: `${pack}/${documentFolders[kind]}/${name}.json`, content };
}

/** A conflict, and the document that it stands in. */
export interface DocumentConflict extends MergeConflict {
  readonly kind: SourceDocument['kind'];
  readonly id: string;
}

/**
 * The workspace's documents on top of newer packs.
 * @param base the packs' documents when the workspace's were made
 * @param ours the workspace's documents
 * @param theirs the packs' documents now
 */
export function mergeSets(
  base: DocumentSet,
  ours: DocumentSet,
  theirs: DocumentSet,
): { documents: DocumentSet; conflicts: DocumentConflict[] } {
  const [before, mine, newer] = [byKey(base), byKey(ours), byKey(theirs)];
  const conflicts: DocumentConflict[] = [];
  const keys = [...newer.keys(), ...[...mine.keys()].filter((key) => !newer.has(key))];
  const documents = keys.flatMap((key): SourceDocument[] => {
    const place = newer.get(key) ?? mine.get(key);
    if (!place) return [];
    const merged = mergeDocuments(before.get(key)?.content, mine.get(key)?.content, newer.get(key)?.content);
    const [kind, id] = key.split(' ') as [SourceDocument['kind'], string];
    conflicts.push(...merged.conflicts.map((conflict) => ({ kind, id, ...conflict })));
    return merged.value === undefined ? [] : [{ ...place, content: merged.value }];
  });
  return { documents, conflicts };
}
