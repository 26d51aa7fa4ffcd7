/** Random customizations of a pack, always valid: what depends on something that was taken away goes, too, as an admin would have it. */
import { checkDocuments } from '../../server/model/check.ts';
import type { DocumentSet, SourceDocument } from '../../server/model/types.ts';

type Json = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- documents of every kind
interface Loose extends Omit<SourceDocument, 'content'> {
  content: Json;
}

/** A copy of a pack's documents with one to five things changed, added or taken away. */
export function customiseAtRandom(set: DocumentSet, random: () => number): DocumentSet {
  const copy = structuredClone(set) as unknown as Loose[];
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const count = 1 + Math.floor(random() * 5);
  for (let index = 0; index < count; index++) {
    const entity = pick(copy.filter(({ kind, pack }) => kind === 'entity' && pack === 'crm')).content;
    const name = pick(Object.keys(entity['properties'] as Json));
    pick([takeAway, retitle, add, changeOptions, rename, show, dropDocument])({ copy, entity, name, index, random });
  }
  return settle(copy);
}

interface Move {
  readonly copy: Loose[];
  readonly entity: Json;
  readonly name: string;
  readonly index: number;
  readonly random: () => number;
}

function takeAway({ entity, name }: Move): void {
  if (name !== entity['display']) Reflect.deleteProperty(entity['properties'] as Json, name);
}

function retitle({ entity, name, index }: Move): void {
  entity['properties'][name].title = `Ours ${index}`;
}

function add({ entity, index, random }: Move): void {
  entity['properties'][`own${index}`] = { field: random() < 0.5 ? 'text' : 'date' };
}

function changeOptions({ entity, name, random }: Move): void {
  const property = entity['properties'][name] as Json;
  const options = property['options'] as Json[] | undefined;
  if (options === undefined || options.some(({ value }) => value === 'own')) return;
  if (options.length > 1 && random() < 0.5) options.pop();
  else options.push({ value: 'own', title: 'Own' });
  if (!options.some(({ value }) => value === property['default'])) Reflect.deleteProperty(property, 'default');
}

function rename({ entity, name }: Move): void {
  const properties = Object.entries(entity['properties'] as Json) as [string, Json][];
  entity['properties'] = Object.fromEntries(
    properties.map(([key, property]) => [
      key === name ? `${key}X` : key,
      key === name ? { id: key, ...property, aliases: [key] } : property,
    ]),
  );
}

function show({ copy, entity, index, random }: Move): void {
  const columns = Object.keys(entity['properties'] as Json).filter(() => random() < 0.4);
  const view = { id: `custom.v${index}`, title: 'Ours', entity: entity['id'] as string, type: 'table', columns: ['createdAt', ...columns] };
  copy.push({ kind: 'view', pack: 'custom', file: `custom/views/v${index}.json`, content: view });
  if (!copy.some(({ kind, pack }) => kind === 'pack' && pack === 'custom'))
    copy.push({ kind: 'pack', pack: 'custom', file: 'custom/pack.json', content: { id: 'custom', version: '1.0.0', title: 'Ours' } });
}

function dropDocument({ copy, random }: Move): void {
  const droppable = copy.filter(({ kind }) => kind === 'view' || kind === 'form' || kind === 'report' || kind === 'automation');
  copy.splice(copy.indexOf(droppable[Math.floor(random() * droppable.length)] as Loose), 1);
}

/** Takes away what is wrong until nothing is. */
function settle(copy: Loose[]): DocumentSet {
  for (;;) {
    const [error] = checkDocuments(copy);
    const wrong = copy.find(({ file }) => file === error?.file);
    if (!error || !wrong) return copy;
    const names = error.pointer.split('/').slice(1);
    if (wrong.kind !== 'entity' && wrong.kind !== 'role' && wrong.kind !== 'pack') copy.splice(copy.indexOf(wrong), 1);
    else removeAt(wrong.content, wrong.kind === 'entity' ? names.slice(0, 2) : names);
  }
}

/** The nearest list element or member that can go. */
function removeAt(content: Json, names: readonly string[]): void {
  const holder = names.slice(0, -1).reduce((at, name) => at[name] as Json, content);
  const last = names.at(-1) ?? '';
  if (!Array.isArray(holder)) Reflect.deleteProperty(holder, Object.hasOwn(holder, last) ? last : '');
  if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else if (last === 'view' || last === 'report') removeAt(content, names.slice(0, -1));
}
