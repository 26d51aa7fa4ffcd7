/**
 * Three-way merge of documents: what a pack said when it was customised, what the workspace made of it, what the pack says now. Objects
 * merge member by member and lists element by element, by identity; where both sides changed the same thing, the workspace's own
 * word stands and both are told.
 */
import { identityOf } from './identity.ts';

/** A place that both sides changed, each in its own way. Missing values are undefined. */
export interface MergeConflict {
  /** RFC 6901 into the merged document; elements of lists are named by their identity. */
  readonly pointer: string;
  readonly base: unknown;
  readonly ours: unknown;
  readonly theirs: unknown;
}

/** A merged document, and what could not be merged. */
export interface Merged {
  readonly value: unknown;
  readonly conflicts: readonly MergeConflict[];
}

type Members = Readonly<Record<string, unknown>>;

/** The same JSON in the same order: the order of members is what forms and lists show. */
function same(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** Merges two changes of one document. `undefined` stands for a document that is not there. */
export function mergeDocuments(base: unknown, ours: unknown, theirs: unknown): Merged {
  const conflicts: MergeConflict[] = [];
  return { value: merge(base, ours, theirs, '', conflicts), conflicts };
}

function merge(base: unknown, ours: unknown, theirs: unknown, pointer: string, conflicts: MergeConflict[]): unknown {
  if (same(ours, theirs) || same(base, theirs)) return ours;
  if (same(base, ours)) return theirs;
  if (isObject(ours) && isObject(theirs)) return mergeMembers(isObject(base) ? base : {}, ours, theirs, pointer, conflicts);
  const lists = [ours, theirs].map((list) => (Array.isArray(list) ? keyed(list) : undefined));
  const [left, right] = lists;
  if (left && right)
    return mergeLists((Array.isArray(base) ? keyed(base) : undefined) ?? new Map<string, unknown>(), left, right, pointer, conflicts);
  conflicts.push({ pointer, base, ours, theirs });
  return ours;
}

function mergeMembers(base: Members, ours: Members, theirs: Members, pointer: string, conflicts: MergeConflict[]): Members {
  const names = interleave(Object.keys(base), Object.keys(ours), Object.keys(theirs));
  const result: Record<string, unknown> = {};
  for (const name of names) {
    const value = merge(own(base, name), own(ours, name), own(theirs, name), `${pointer}/${escape(name)}`, conflicts);
    if (value !== undefined) result[name] = value;
  }
  return result;
}

type Keyed = ReadonlyMap<string, unknown>;

function mergeLists(base: Keyed, ours: Keyed, theirs: Keyed, pointer: string, conflicts: MergeConflict[]): unknown[] {
  return interleave([...base.keys()], [...ours.keys()], [...theirs.keys()]).flatMap((key) => {
    const value = merge(base.get(key), ours.get(key), theirs.get(key), `${pointer}/${escape(key)}`, conflicts);
    return value === undefined ? [] : [value];
  });
}

/** Names in one order: ours where we changed the order, else theirs; what only the other side has follows what it followed there. */
function interleave(base: readonly string[], ours: readonly string[], theirs: readonly string[]): string[] {
  const common = (names: readonly string[]): string[] => names.filter((name) => ours.includes(name) && theirs.includes(name));
  const moved = !same(
    ours.filter((name) => base.includes(name)),
    base.filter((name) => ours.includes(name)),
  );
  const [first, second] = moved || common(theirs).length === 0 ? [ours, theirs] : [theirs, ours];
  const result = [...first];
  second.forEach((name, index) => {
    if (result.includes(name)) return;
    const before = second.slice(0, index).findLast((candidate) => result.includes(candidate));
    result.splice(before === undefined ? 0 : result.indexOf(before) + 1, 0, name);
  });
  return result;
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

const escape = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
