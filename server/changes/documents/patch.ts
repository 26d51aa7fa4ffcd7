/**
 * How one document became another, as a list of changes that can be read, reviewed and made again on a newer form of the first: the
 * patches of packs consist of these. Pure.
 */
import { segment, splitPointer } from '../../../metadata/rules/json-pointer.ts';
import { interleave } from './interleave.ts';
import type { Members, MergeConflict } from './merge.ts';
import { memberOf, namesOf, valueAt, withValue } from './pointers.ts';
import { namesById } from './properties.ts';

/** One change of one place; see metadata/schema/patch.schema.json. A member that is not there stands for nothing. */
export interface Change {
  readonly pointer: string;
  readonly base?: unknown;
  readonly value?: unknown;
  readonly after?: string;
  readonly order?: readonly string[];
  readonly rename?: string;
}

/** A document with changes made, and where it was no longer what they were made on. */
export interface Patched {
  readonly content: unknown;
  readonly conflicts: readonly MergeConflict[];
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The changes that make one document into another, to the letter and to the order of members. */
export function changesBetween(before: unknown, after: unknown): Change[] {
  const changes: Change[] = [];
  compare(before, after, '', changes);
  return changes;
}

function compare(before: unknown, after: unknown, pointer: string, changes: Change[]): void {
  if (same(before, after)) return;
  const start = pointer === '/properties' ? renamed(before as Members, after as Members, pointer, changes) : before;
  const [old, fresh] = [elementsOf(start), elementsOf(after)];
  if (!old || !fresh || Array.isArray(start) !== Array.isArray(after)) {
    changes.push({ pointer, ...(before === undefined ? {} : { base: before }), ...(after === undefined ? {} : { value: after }) });
    return;
  }
  const present = old.filter((name) => fresh.includes(name));
  for (const name of old) if (!fresh.includes(name)) changes.push({ pointer: pointer + segment(name), base: memberOf(start, name) });
  for (const name of present) compare(memberOf(start, name), memberOf(after, name), pointer + segment(name), changes);
  fresh.forEach((name, index) => {
    if (present.includes(name)) return;
    const previous = fresh[index - 1];
    const place = previous === undefined ? 0 : present.indexOf(previous) + 1;
    const behind = place === present.length ? {} : { after: previous ?? '' };
    present.splice(place, 0, name);
    changes.push({ pointer: pointer + segment(name), value: memberOf(after, name), ...behind });
  });
  if (!same(present, fresh)) changes.push({ pointer, order: fresh });
}

/** Names of members, or of elements that have one each; undefined for what is changed as a whole. */
function elementsOf(holder: unknown): string[] | undefined {
  const names = namesOf(holder);
  return Array.isArray(holder) && names?.some((name) => name.startsWith('#')) === true ? undefined : names;
}

/** Properties that got another name and kept their id: first the name, then whatever else is new in them. */
function renamed(before: Members, after: Members, pointer: string, changes: Change[]): Members {
  const names = namesById(after);
  return Object.fromEntries(
    [...namesById(before)].map(([id, name]) => {
      const fresh = names.get(id) ?? name;
      if (fresh === name || Object.hasOwn(before, fresh)) return [name, before[name]];
      changes.push({ pointer: pointer + segment(name), rename: fresh });
      return [fresh, before[name]];
    }),
  );
}

/** Makes changes on a document. Where it says something else by now than it did then, the change stands and both are told. */
export function applyChanges(content: unknown, changes: readonly Change[]): Patched {
  const conflicts: MergeConflict[] = [];
  const patched = changes.reduce((present: unknown, change) => make(present, change, conflicts), content);
  return { content: patched, conflicts };
}

function make(content: unknown, change: Change, conflicts: MergeConflict[]): unknown {
  const { pointer, base, value, after, order, rename } = change;
  const present = valueAt(content, pointer);
  if (rename !== undefined) return withName(content, pointer, rename);
  if (order !== undefined) return inOrder(content, pointer, order);
  if (same(present, value)) return content;
  const name = splitPointer(pointer).at(-1) ?? '';
  const result = withValue(content, pointer, value, after === undefined ? [] : after === '' ? [name] : [after, name]);
  const lost = result === undefined;
  if (lost || !same(present, base)) conflicts.push({ pointer, base, ours: value, theirs: present, taken: lost ? 'theirs' : 'ours' });
  return lost ? content : result;
}

/** Another name for a member, in its place; nothing where it is gone or the name is taken. */
function withName(content: unknown, pointer: string, name: string): unknown {
  const parent = pointer.slice(0, pointer.lastIndexOf('/'));
  const [holder, old] = [valueAt(content, parent), splitPointer(pointer).at(-1)];
  const names = namesOf(holder);
  if (!names || Array.isArray(holder) || old === undefined || !names.includes(old) || names.includes(name)) return content;
  const members = Object.fromEntries(names.map((each) => [each === old ? name : each, memberOf(holder, each)]));
  return withValue(content, parent, members);
}

/** The members or elements of a place in this order; what is new among them keeps its neighbours. */
function inOrder(content: unknown, pointer: string, order: readonly string[]): unknown {
  const holder = valueAt(content, pointer);
  const names = namesOf(holder);
  if (!names) return content;
  const sorted = interleave(
    names,
    order.filter((name) => names.includes(name)),
    names,
  );
  const items = sorted.map((name): [string, unknown] => [name, memberOf(holder, name)]);
  return withValue(content, pointer, Array.isArray(holder) ? items.map(([, item]) => item) : Object.fromEntries(items));
}
