/** Patches: what packs make of other packs' documents, laid over them before anything else looks at these. Pure. */
import { nearest } from '../../metadata/rules/suggest.ts';
import { applyEdits, byKey, type DocumentConflict } from '../changes/documents/document-sets.ts';
import { mergeDocuments } from '../changes/documents/merge.ts';
import { applyChanges, type Change, type Patched } from '../changes/documents/patch.ts';
import { checkShape } from '../model/checks/shape.ts';
import type { SourcePatch } from '../model/load.ts';
import type { DocumentError, DocumentSet, SourceDocument } from '../model/types.ts';

/** A patch that has the right form: one of `changes`, `document` and `remove`. */
export interface Patch {
  readonly kind: SourceDocument['kind'];
  readonly of: string;
  readonly changes?: readonly Change[];
  readonly document?: Readonly<Record<string, unknown>>;
  readonly remove?: true;
}

/** Documents with patches laid over them. */
export interface PatchedSet {
  readonly documents: DocumentSet;
  readonly errors: readonly DocumentError[];
  /** Where a document says something else by now than when its patch was made. */
  readonly conflicts: readonly DocumentConflict[];
  /** Files of patches by the file of the document that they change. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Lays patches over documents, one after the other.
 * @param broken `<kind> <id>` of documents that could not be read: patches of these are no second error
 */
export function applyPatches(documents: DocumentSet, patches: readonly SourcePatch[], broken: ReadonlySet<string> = new Set()): PatchedSet {
  const errors: DocumentError[] = [];
  const conflicts: DocumentConflict[] = [];
  const files = new Map<string, string>();
  let present = documents;
  for (const { file, content } of patches) {
    const wrong = checkShape({ kind: 'patch', file, content });
    errors.push(...wrong);
    if (wrong.length > 0) continue;
    const patch = content as Patch;
    const target = byKey(present).get(`${patch.kind} ${patch.of}`);
    const error = faultOf(patch, target, present);
    if (error !== undefined && !broken.has(`${patch.kind} ${patch.of}`)) errors.push({ file, ...error });
    if (error !== undefined) continue;
    const patched = patchedContent(patch, target?.content);
    conflicts.push(...patched.conflicts.map((conflict) => ({ kind: patch.kind, id: patch.of, ...conflict })));
    present = applyEdits(present, [{ kind: patch.kind, id: patch.of, content: patched.content ?? null }]);
    const place = byKey(present).get(`${patch.kind} ${patch.of}`);
    if (place) files.set(place.file, file);
  }
  return { documents: present, errors, conflicts, files };
}

function faultOf(
  { kind, of, changes, document }: Patch,
  target: SourceDocument | undefined,
  present: DocumentSet,
): Omit<DocumentError, 'file'> | undefined {
  if (document && document['id'] !== of)
    return { pointer: '/document/id', message: `The document is called "${String(document['id'])}", the patch is of "${of}".` };
  if (!changes || target) return undefined;
  const near = nearest(
    of,
    present.filter((each) => each.kind === kind).map((each) => String((each.content as { id?: unknown } | null)?.id)),
  );
  return {
    pointer: '/of',
    message: `There is no ${kind} "${of}" to change.`,
    ...(near === undefined ? {} : { hint: `Did you mean "${near}"?` }),
  };
}

function patchedContent({ changes, document }: Patch, target: unknown): Patched {
  if (changes) return applyChanges(target, changes);
  const { value, conflicts } = mergeDocuments(undefined, document, target);
  return document ? { content: value, conflicts } : { content: undefined, conflicts: [] };
}
