/**
 * Three-way merge of documents: what a pack said when it was customised, what the workspace made of it, what the pack says now. Objects
 * merge member by member and lists element by element, by identity; where both sides changed the same thing, the workspace's own
 * word stands and both are told.
 */
import { segment } from '../../../metadata/rules/json-pointer.ts';
import { interleave } from './interleave.ts';
import { identityOf, isTitled } from './identity.ts';
import { pairDefinitions, type Paired } from './properties.ts';

/** Which side's word stands. */
export type Side = 'ours' | 'theirs';

/** A place that both sides changed, each in its own way. Missing values are undefined. */
export interface MergeConflict {
  /** RFC 6901 into the merged document; elements of lists are named by their identity. */
  readonly pointer: string;
  readonly base: unknown;
  readonly ours: unknown;
  readonly theirs: unknown;
  /** Whose word stands in the merged document. */
  readonly taken: Side;
}

/** A merged document, and what could not be merged. */
export interface Merged {
  readonly value: unknown;
  readonly conflicts: readonly MergeConflict[];
}

/** Objects of a document. */
export type Members = Readonly<Record<string, unknown>>;

/** One merge: where clashes are noted, and whose word stands in them. */
export interface Merging {
  readonly conflicts: MergeConflict[];
  readonly prefer: Side;
}

/** The same JSON in the same order: the order of members is what forms and lists show. */
function same(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** Merges two changes of one document. `undefined` stands for a document that is not there. */
export function mergeDocuments(base: unknown, ours: unknown, theirs: unknown): Merged {
  const merging: Merging = { conflicts: [], prefer: 'ours' };
  return { value: mergeValues(base, ours, theirs, '', merging), conflicts: merging.conflicts };
}

/** Merges what stands at a pointer. */
export function mergeValues(base: unknown, ours: unknown, theirs: unknown, pointer: string, merging: Merging): unknown {
  if (same(ours, theirs) || same(base, theirs)) return ours;
  if (same(base, ours)) return theirs;
  if (isObject(ours) && isObject(theirs)) return mergeObjects(isObject(base) ? base : {}, ours, theirs, pointer, merging);
  const [left, right] = [ours, theirs].map((list) => (Array.isArray(list) ? keyed(list) : undefined));
  if (left && right)
    return mergeLists((Array.isArray(base) ? keyed(base) : undefined) ?? new Map<string, unknown>(), left, right, pointer, merging);
  merging.conflicts.push({ pointer, base, ours, theirs, taken: merging.prefer });
  return merging.prefer === 'ours' ? ours : theirs;
}

function mergeObjects(base: Members, ours: Members, theirs: Members, pointer: string, merging: Merging): Members {
  if (pointer === '/properties') return mergeDefinitions(pairDefinitions(base, ours, theirs), ours, pointer, merging);
  const names = interleave(Object.keys(base), Object.keys(ours), Object.keys(theirs));
  const result: Record<string, unknown> = {};
  for (const name of names) {
    const value = mergeValues(own(base, name), own(ours, name), own(theirs, name), pointer + segment(name), merging);
    if (value !== undefined) result[name] = value;
  }
  return result;
}

/** The properties of an entity, each known by its id. */
function mergeDefinitions(pairs: readonly Paired[], all: Members, pointer: string, merging: Merging): Members {
  const result: Record<string, unknown> = {};
  for (const { id, name, base, ours, theirs, misnamed } of pairs) {
    const place = pointer + segment(name);
    if (misnamed) merging.conflicts.push({ pointer: place, base, ours: ours ?? own(all, name), theirs, taken: 'ours' });
    // The pack's new property has a name that one of ours has: it stays out.
    if (misnamed && ours === undefined) continue;
    const value =
      isObject(ours) && isObject(theirs)
        ? mergeDefinition(isObject(base) ? base : {}, ours, theirs, place, merging)
        : mergeValues(base, ours, theirs, place, merging);
    if (value === undefined) continue;
    result[name] = isObject(value) && name !== id && value['id'] !== id ? { ...value, id } : value;
  }
  return result;
}

/** Members of a property that mean the same in every kind. */
const general = ['field', 'id', 'title', 'description', 'aliases', 'readOnly', 'unique', 'index', 'placeholder', 'hidden'];

/**
 * A property of which one side changed the kind: whatever belongs to the kind alone comes from that side, so that the two never mix to
 * something that is no property; what the other side had changed there is told.
 */
function mergeDefinition(base: Members, ours: Members, theirs: Members, pointer: string, merging: Merging): unknown {
  if (ours['field'] === theirs['field'] || same(base, ours) || same(base, theirs))
    return mergeValues(Object.keys(base).length === 0 ? undefined : base, ours, theirs, pointer, merging);
  const prefer: Side = ours['field'] === base['field'] ? 'theirs' : 'ours';
  const [kept, given] = prefer === 'ours' ? [ours, theirs] : [theirs, ours];
  const result: Record<string, unknown> = {};
  for (const name of interleave(Object.keys(base), Object.keys(ours), Object.keys(theirs))) {
    const parts = [own(base, name), own(ours, name), own(theirs, name)] as const;
    const place = pointer + segment(name);
    const foreign = !general.includes(name) && own(kept, name) === undefined;
    if (foreign && !same(own(base, name), own(given, name)))
      merging.conflicts.push({ pointer: place, base: parts[0], ours: parts[1], theirs: parts[2], taken: prefer });
    const value = foreign ? undefined : mergeValues(...parts, place, general.includes(name) ? merging : { ...merging, prefer });
    if (value !== undefined) result[name] = value;
  }
  return result;
}

type Keyed = ReadonlyMap<string, unknown>;

function mergeLists(base: Keyed, ours: Keyed, theirs: Keyed, pointer: string, merging: Merging): unknown[] {
  const [left, right] = [retitled(base, ours), retitled(base, theirs)];
  return interleave([...base.keys()], [...left.keys()], [...right.keys()]).flatMap((key) => {
    const [before, mine, newer] = [base.get(key), left.get(key), right.get(key)];
    const name = isTitled(before) && isTitled(mine) && mine.title !== before.title ? mine : (newer ?? mine ?? before);
    const value = mergeValues(before, mine, newer, pointer + segment(identityOf(name) ?? key), merging);
    return value === undefined ? [] : [value];
  });
}

/** Elements that are known by their title alone and got another one, under the title that they had. */
function retitled(base: Keyed, side: Keyed): Keyed {
  const gone = [...base].filter(([key, item]) => !side.has(key) && isTitled(item));
  const fresh = [...side].filter(([key, item]) => !base.has(key) && isTitled(item));
  if (gone.length === 0 || fresh.length === 0) return side;
  const names = new Map<string, string>();
  for (const [key, item] of gone) {
    const [closest] = fresh
      .filter(([candidate]) => !names.has(candidate))
      .map(([candidate, other]): [string, number] => [candidate, likeness(item, other)])
      .sort(([, one], [, other]) => other - one);
    if (closest && closest[1] >= 0.5) names.set(closest[0], key);
  }
  return new Map([...side].map(([key, item]) => [names.get(key) ?? key, item]));
}

/** The share of what is in the lists of the one that is in those of the other, too. */
function likeness(one: unknown, other: unknown): number {
  const [left, right] = [one, other].map((item) =>
    Object.values(item as Members).flatMap((list) => (Array.isArray(list) ? list.map((each) => identityOf(each)) : [])),
  ) as [(string | undefined)[], (string | undefined)[]];
  const common = left.filter((name) => name !== undefined && right.includes(name)).length;
  return common / Math.max(1, Math.min(left.length, right.length));
}

/** A list by the identity of its elements; undefined when they have none, or not each its own. */
function keyed(list: readonly unknown[]): Keyed | undefined {
  const keys = list.map((item) => identityOf(item));
  if (keys.some((key) => key === undefined) || new Set(keys).size < keys.length) return undefined;
  return new Map(list.map((item, index) => [keys[index] ?? '', item]));
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(members: Members, name: string): unknown {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}
