/**
 * Places in documents. A *pointer* is RFC 6901; within lists it names elements by their identity where they have one each (`/columns/amount`),
 * so that it stays true when lists are reordered; `#2` is an element that has none. Pure.
 */
import { segment, splitPointer } from '../../../metadata/rules/json-pointer.ts';
import { identityOf } from './identity.ts';

/** The names of what an object or list holds, in order; undefined for what holds nothing. */
export function namesOf(holder: unknown): string[] | undefined {
  if (Array.isArray(holder)) {
    const names = holder.map((item, index) => identityOf(item) ?? `#${index}`);
    return new Set(names).size === names.length ? names : holder.map((_, index) => `#${index}`);
  }
  return typeof holder === 'object' && holder !== null ? Object.keys(holder) : undefined;
}

/** What an object or list holds under a name; undefined when nothing. */
export function memberOf(holder: unknown, name: string): unknown {
  if (Array.isArray(holder)) return holder[(namesOf(holder) ?? []).indexOf(name)] as unknown;
  return typeof holder === 'object' && holder !== null && Object.hasOwn(holder, name)
    ? (holder as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

/** What stands at a pointer; undefined when nothing does. */
export function valueAt(content: unknown, pointer: string): unknown {
  return splitPointer(pointer).reduce((holder: unknown, name) => memberOf(holder, name), content);
}

/** A pointer with elements of lists by position, as checks give it, with their identities instead; as far as it leads. */
export function byIdentity(content: unknown, pointer: string): string {
  let holder = content;
  let result = '';
  for (const name of splitPointer(pointer)) {
    const known = Array.isArray(holder) ? (namesOf(holder)?.[Number(name)] ?? name) : name;
    result += segment(known);
    holder = memberOf(holder, known);
  }
  return result;
}

/** The other way round: elements by position. A place that is not there comes back as it is. */
export function byPosition(content: unknown, pointer: string): string {
  let holder = content;
  let result = '';
  for (const name of splitPointer(pointer)) {
    const index = Array.isArray(holder) ? (namesOf(holder) ?? []).indexOf(name) : -1;
    result += segment(index < 0 ? name : String(index));
    holder = memberOf(holder, name);
  }
  return result;
}

/**
 * A copy of a document with another value at a pointer; undefined takes away what is there.
 * @param neighbours names in the order in which they stood where the value comes from: a new one follows what it followed there
 * @returns undefined when what should hold the value is not there
 */
export function withValue(content: unknown, pointer: string, value: unknown, neighbours: readonly string[] = []): unknown {
  const names = splitPointer(pointer);
  const [name, ...rest] = names;
  if (name === undefined) return value;
  if (namesOf(content) === undefined) return undefined;
  if (rest.length === 0) return withMember(content, name, value, neighbours);
  const inner = withValue(memberOf(content, name), rest.map(segment).join(''), value, neighbours);
  return inner === undefined ? undefined : withMember(content, name, inner, []);
}

function withMember(holder: unknown, name: string, value: unknown, neighbours: readonly string[]): unknown {
  const names = namesOf(holder) ?? [];
  const items = names.map((each): [string, unknown] => [each, memberOf(holder, each)]);
  const index = names.indexOf(name);
  if (index >= 0) items.splice(index, 1, ...(value === undefined ? [] : [[name, value] as [string, unknown]]));
  else if (value !== undefined) items.splice(placeAmong(names, name, neighbours), 0, [name, value]);
  return Array.isArray(holder) ? items.map(([, item]) => item) : Object.fromEntries(items);
}

/** Behind the nearest of those that it followed; at the end when it followed nobody who is here. */
function placeAmong(names: readonly string[], name: string, neighbours: readonly string[]): number {
  const at = neighbours.indexOf(name);
  if (at === 0) return 0;
  const before = neighbours.slice(0, Math.max(at, 0)).findLast((each) => names.includes(each));
  return before === undefined ? names.length : names.indexOf(before) + 1;
}
