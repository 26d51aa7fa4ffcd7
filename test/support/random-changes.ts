/** Random changes of an entity's document, as an admin makes them one after the other: what is asked for is always of the right form. */
import type { Json } from './drafts.ts';

/** Numbers from 0 to below 1. */
export type Random = () => number;

/** One of a list, which must not be empty. */
export function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)] as T;
}

/** What fields may be and become. */
const properties: readonly Json[] = [
  { field: 'text' },
  { field: 'longText' },
  { field: 'integer' },
  { field: 'decimal', scale: 4 },
  { field: 'boolean' },
  { field: 'date' },
  { field: 'select', options: [{ value: 'a' }, { value: 'b' }, { value: 'c' }] },
  { field: 'link', to: 'custom.box' },
  { field: 'links', to: 'custom.box' },
  { field: 'money' },
];

/** What decides whether two properties hold the same values. */
export function signatureOf({ field, to }: Json): string {
  return `${field as string} ${(to as string | undefined) ?? ''}`;
}

/** Changes a document in place. @returns a few words on what was done */
type Move = (document: Json, random: Random, index: number) => string;

const keysOf = (document: Json): string[] => Object.keys(document['properties'] as Json).filter((key) => key !== 'name');
const listed = (document: Json, member: string): string[] => (document[member] as string[] | undefined) ?? [];

function mend(document: Json): void {
  const known = new Set(Object.keys(document['properties'] as Json));
  for (const member of ['required', 'search']) {
    const left = listed(document, member).filter((name) => known.has(name));
    if (left.length > 0) document[member] = left;
    else Reflect.deleteProperty(document, member);
  }
}

const add: Move = (document, random, index) => {
  const property = pick(random, properties);
  document['properties'][`f${index}`] = structuredClone(property);
  return `add f${index}: ${signatureOf(property)}`;
};

const drop: Move = (document, random) => {
  const key = pick(random, keysOf(document));
  Reflect.deleteProperty(document['properties'] as Json, key);
  mend(document);
  return `drop ${key}`;
};

const rename: Move = (document, random, index) => {
  const key = pick(random, keysOf(document));
  const fresh = `r${index}`;
  document['properties'] = Object.fromEntries(
    Object.entries(document['properties'] as Record<string, Json>).map(([name, property]) =>
      name === key ? [fresh, { ...property, id: (property['id'] as string | undefined) ?? key }] : [name, property],
    ),
  );
  for (const member of ['required', 'search'])
    if (document[member]) document[member] = listed(document, member).map((name) => (name === key ? fresh : name));
  return `rename ${key} to ${fresh}`;
};

const retype: Move = (document, random) => {
  const key = pick(random, keysOf(document));
  const { id } = document['properties'][key] as Json;
  const property = pick(random, properties);
  document['properties'][key] = { ...structuredClone(property), ...(id === undefined ? {} : { id: id as string }) };
  document['search'] = listed(document, 'search').filter((name) => name !== key);
  mend(document);
  return `make ${key} a ${signatureOf(property)}`;
};

const reorder: Move = (document, random) => {
  const entries = Object.entries(document['properties'] as Json);
  document['properties'] = Object.fromEntries(
    entries
      .map((entry) => [random(), entry] as const)
      .sort(([one], [other]) => one - other)
      .map(([, entry]) => entry),
  );
  return 'reorder';
};

/** Switches a member of a property on or off. */
const toggle =
  (member: string, kinds: readonly string[]): Move =>
  (document, random, index) => {
    const keys = keysOf(document).filter((key) => kinds.includes(document['properties'][key].field as string));
    if (keys.length === 0) return add(document, random, index);
    const key = pick(random, keys);
    const property = document['properties'][key] as Json;
    if (property[member] === true) Reflect.deleteProperty(property, member);
    else property[member] = true;
    return `${member} ${key}: ${String(property[member] === true)}`;
  };

/** Puts a field on a list of the document or takes it off. */
const toggleListed =
  (member: string, kinds: readonly string[]): Move =>
  (document, random, index) => {
    const keys = keysOf(document).filter((key) => kinds.includes(document['properties'][key].field as string));
    if (keys.length === 0) return add(document, random, index);
    const key = pick(random, keys);
    const before = listed(document, member);
    document[member] = before.includes(key) ? before.filter((name) => name !== key) : [...before, key];
    mend(document);
    return `${member} ${key}`;
  };

const retitle: Move = (document, random, index) => {
  const key = pick(random, keysOf(document));
  document['properties'][key].title = `Title ${index}`;
  return `retitle ${key}`;
};

const moves: readonly Move[] = [
  add,
  add,
  drop,
  rename,
  retype,
  retype,
  retype,
  reorder,
  retitle,
  toggle('unique', ['text', 'integer', 'date']),
  toggle('indexed', ['text', 'integer', 'date', 'select']),
  toggleListed('required', ['text', 'integer', 'date', 'select']),
  toggleListed('search', ['text', 'longText']),
];

/** Makes one to three changes to a copy of a document. */
export function changeAtRandom(document: Json, random: Random, index: number): { readonly document: Json; readonly words: string } {
  const copy = structuredClone(document);
  const count = random() < 0.7 ? 1 : 3;
  const words = Array.from({ length: count }, (_, place) => {
    const move = keysOf(copy).length === 0 ? add : pick(random, moves);
    return move(copy, random, index * 10 + place);
  });
  return { document: copy, words: words.join(', ') };
}

/** A value for a field, as a caller sends it; null for none. */
export function valueAtRandom({ field }: Json, random: Random, boxes: readonly string[], index: number): unknown {
  if (random() < 0.2) return null;
  switch (field) {
    case 'text':
    case 'longText':
      return pick(random, [`word ${index}`, `${index}`, `${index}.50`, 'a', 'yes', 'Box 1', '2026-02-03', `0${index}`]);
    case 'integer':
      return Math.floor(random() * 1e6);
    case 'decimal':
      return pick(random, [`${index}.5`, String(index), '-1.2345', '0']);
    case 'boolean':
      return random() < 0.5;
    case 'date':
      return `2026-0${1 + Math.floor(random() * 9)}-1${Math.floor(random() * 10)}`;
    case 'select':
      return pick(random, ['a', 'b', 'c']);
    case 'link':
      return pick(random, boxes);
    case 'links':
      return boxes.filter(() => random() < 0.4);
    default:
      return { amount: `${index}.25`, currency: pick(random, ['USD', 'EUR']) };
  }
}
