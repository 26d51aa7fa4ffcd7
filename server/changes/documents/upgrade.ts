/**
 * The workspace's documents on top of newer files, made whole: what the newer pack took away and the workspace still uses stays, what the
 * workspace took away and the newer pack uses anew is left out, and names that the pack changed stay as old names. Each of these is
 * told like any other place in which both sides had a word. Pure.
 */
import { segment, splitPointer } from '../../../metadata/rules/json-pointer.ts';
import { inspectDocuments } from '../../model/check.ts';
import type { DocumentError, DocumentSet, SourceDocument } from '../../model/types.ts';
import { byKey, documentKey, mergeSets, type DocumentConflict } from './document-sets.ts';
import type { Members } from './merge.ts';
import { byIdentity, memberOf, namesOf, valueAt, withValue } from './pointers.ts';
import { namesById } from './properties.ts';
import { placesOf } from './targets.ts';

/** Merged documents, and where two words stood against each other. */
export interface Upgrade {
  readonly documents: DocumentSet;
  readonly conflicts: DocumentConflict[];
}

/** More than any chain of things that need each other. */
const maximumRounds = 20;

/**
 * Upgrades a workspace's documents.
 * @param base the packs' documents when the workspace's were made
 * @param ours the workspace's documents
 * @param theirs the packs' documents now
 */
export function upgradeDocuments(base: DocumentSet, ours: DocumentSet, theirs: DocumentSet): Upgrade {
  const merged = mergeSets(base, ours, theirs);
  const mending: Mending = {
    base: byKey(base),
    ours: byKey(ours),
    theirs: byKey(theirs),
    merged: byKey(merged.documents.map((document) => withOldNames(document, byKey(ours).get(documentKey(document))))),
    uses: usesOf(ours),
    conflicts: [...merged.conflicts],
  };
  for (let round = 0; round < maximumRounds; round++) {
    const { errors } = inspectDocuments([...mending.merged.values()]);
    if (!mend(mending, errors)) break;
  }
  return { documents: [...mending.merged.values()], conflicts: mending.conflicts };
}

interface Mending {
  readonly base: ReadonlyMap<string, SourceDocument>;
  readonly ours: ReadonlyMap<string, SourceDocument>;
  readonly theirs: ReadonlyMap<string, SourceDocument>;
  readonly merged: Map<string, SourceDocument>;
  /** What our documents use, by `<kind> <id><pointer>`. */
  readonly uses: ReadonlyMap<string, readonly string[]>;
  readonly conflicts: DocumentConflict[];
}

/** Names under which properties were known before the pack changed them: scripts and documents go on with them. */
function withOldNames(document: SourceDocument, before: SourceDocument | undefined): SourceDocument {
  if (document.kind !== 'entity' || before === undefined) return document;
  const [properties, old] = [document, before].map(({ content }) => (content as { properties: Members }).properties) as [Members, Members];
  const names = namesById(properties);
  let { content } = document;
  for (const [id, name] of namesById(old)) {
    const present = names.get(id);
    if (present === undefined || present === name || Object.hasOwn(properties, name)) continue;
    const aliases = memberOf(properties[present], 'aliases') as readonly string[] | undefined;
    if (aliases?.includes(name) !== true) content = withValue(content, `/properties/${present}/aliases`, [...(aliases ?? []), name]);
  }
  return content === document.content ? document : { ...document, content };
}

function usesOf(set: DocumentSet): Map<string, string[]> {
  const result = new Map<string, string[]>();
  for (const { target, document, pointer } of inspectDocuments(set).uses) {
    const key = documentKey(document) + byIdentity(document.content, pointer);
    result.set(key, [...(result.get(key) ?? []), target]);
  }
  return result;
}

/** Mends what can be mended. @returns whether anything was */
function mend(mending: Mending, errors: readonly DocumentError[]): boolean {
  const byFile = new Map([...mending.merged.values()].map((document) => [document.file, document]));
  const places = errors.flatMap(({ file, pointer }) => {
    const document = byFile.get(file);
    return document ? [{ key: documentKey(document), place: byIdentity(document.content, pointer) }] : [];
  });
  const mended = new Set(
    places.filter(({ key, place }) => restore(mending, key, place) || leaveOut(mending, key, place)).map(({ key }) => key),
  );
  const whole = [...new Set(places.map(({ key }) => key))].filter((key) => !mended.has(key) && keepOurs(mending, key));
  return mended.size + whole.length > 0;
}

/** Brings back, in our form, what our documents use at a place and the newer pack took away or made something else. */
function restore(mending: Mending, key: string, place: string): boolean {
  let restored = false;
  for (const target of mending.uses.get(key + place) ?? []) {
    for (const { document: holder, pointer } of placesOf(target, mending.ours)) {
      const [mine, present] = [mending.ours.get(holder), mending.merged.get(holder)];
      const wanted = mine && valueAt(mine.content, pointer);
      if (!mine || wanted === undefined || isAlike(wanted, present && valueAt(present.content, pointer))) continue;
      restored = put(mending, mine, pointer, wanted) || restored;
    }
  }
  return restored;
}

/** Members of a property that say what its values are. */
const telling = ['field', 'to', 'pipelines', 'of', 'result'];

/** Whether what is there now can be used as that what was there before. */
function isAlike(before: unknown, now: unknown): boolean {
  return now !== undefined && telling.every((name) => JSON.stringify(memberOf(before, name)) === JSON.stringify(memberOf(now, name)));
}

/** Gives a place of the merged document our value. */
function put(mending: Mending, mine: SourceDocument, pointer: string, value: unknown): boolean {
  const key = documentKey(mine);
  const present = mending.merged.get(key);
  const parent = valueAt(mine.content, pointer.slice(0, pointer.lastIndexOf('/')));
  const content = pointer === '' || !present ? mine.content : withValue(present.content, pointer, value, namesOf(parent) ?? []);
  if (content === undefined) return false;
  note(mending, mine, pointer, value);
  mending.merged.set(key, { ...(present ?? mine), content });
  return true;
}

/** Tells a place in which our word stands, once. */
function note({ base, theirs, conflicts }: Mending, document: SourceDocument, pointer: string, ours: unknown): void {
  const key = documentKey(document);
  const id = key.slice(key.indexOf(' ') + 1);
  const at = (side: ReadonlyMap<string, SourceDocument>): unknown => valueAt(side.get(key)?.content, pointer);
  const within = conflicts.findIndex((each) => each.kind === document.kind && each.id === id && each.pointer === pointer);
  if (within >= 0) conflicts.splice(within, 1);
  conflicts.push({ kind: document.kind, id, pointer, base: at(base), ours, theirs: at(theirs), taken: 'ours' });
}

/** Members whose elements can be left out without making the rest mean something else. */
const listed = [
  ...['properties', 'rules', 'required', 'unique', 'search', 'columns', 'filters', 'card', 'sort', 'fields', 'sections'],
  ...['navigation', 'items', 'entities', 'require'],
];

/** Leaves out the element of the newer pack that leads nowhere here: a column, a field of a form, a property. */
function leaveOut(mending: Mending, key: string, place: string): boolean {
  const wrong = mending.merged.get(key);
  if (!wrong) return false;
  const names = splitPointer(place);
  for (let length = names.length; length >= 2; length--) {
    const pointer = names
      .slice(0, length)
      .map((name) => segment(name))
      .join('');
    if (!listed.includes(names[length - 2] ?? '')) continue;
    const mine = valueAt(mending.ours.get(key)?.content, pointer);
    const present = valueAt(wrong.content, pointer);
    if (mine !== undefined || present === undefined || emptied(wrong.content, pointer)) continue;
    note(mending, wrong, pointer, undefined);
    mending.merged.set(key, { ...wrong, content: withValue(wrong.content, pointer, undefined) });
    return true;
  }
  return false;
}

/** Whether a list would be left with nothing in it: then what holds the list goes. */
function emptied(content: unknown, pointer: string): boolean {
  const holder = valueAt(content, pointer.slice(0, pointer.lastIndexOf('/')));
  return Array.isArray(holder) && holder.length === 1;
}

/** The last way: the whole document as it is here, and not at all where it is new. */
function keepOurs(mending: Mending, key: string): boolean {
  const [mine, wrong] = [mending.ours.get(key), mending.merged.get(key)];
  if (!wrong || wrong.kind === 'pack' || JSON.stringify(mine?.content) === JSON.stringify(wrong.content)) return false;
  note(mending, wrong, '', mine?.content);
  if (mine) mending.merged.set(key, { ...wrong, content: mine.content });
  else mending.merged.delete(key);
  return true;
}
