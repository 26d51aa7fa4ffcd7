/** New children that come with a new record: which lists of a body they are, and how they become drafts of their own. */
import { segment } from '../../metadata/rules/json-pointer.ts';
import type { Context } from '../access/context.ts';
import { fieldAccess, isReadable } from '../access/fields.ts';
import type { ProblemItem } from '../kernel/errors.ts';
import type { Entity } from '../model/types.ts';
import type { ExpandRequest } from '../query/types.ts';
import type { ChildList, Draft } from './draft.ts';
import { withoutHidden } from './permission.ts';
import type { GivenOperation } from './types.ts';
import { refusalOf, shownTitle } from '../access/wording.ts';

/** Children of one record, of all levels together, and how deep they may nest. */
export const maximumChildren = 500;
export const maximumLevels = 3;
/** Children of one list that the answer shows: as many as `expand` ever does. */
const maximumShown = 200;

type Values = Readonly<Record<string, unknown>>;

/** A body with its lists of children taken out. */
export interface Family {
  readonly own: Values;
  readonly children: readonly ChildList[];
  readonly errors: readonly ProblemItem[];
}

/** Whether an operation brings children along. */
export function bringsChildren(entity: Entity, operation: GivenOperation): boolean {
  if (operation.action !== 'create' && operation.action !== 'upsert') return false;
  return entity.backlinks.some(({ name }) => name !== undefined && Object.hasOwn(operation.values, name) && !entity.fields.has(name));
}

/** How many new children, of all levels, stand in these values. */
export function countChildren(context: Context, entity: Entity, values: Values): number {
  return childListsOf(context, entity, values).reduce((sum, { list, holder }) => {
    const items = Array.isArray(list) ? list : [];
    return sum + items.reduce((below: number, item) => below + 1 + (isValues(item) ? countChildren(context, holder, item) : 0), 0);
  }, 0);
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface NamedList {
  readonly name: string;
  readonly list: unknown;
  readonly holder: Entity;
  readonly link: ChildList['link'];
}

/** Members of a body that name to-many paths which the actor may know of. */
function childListsOf(context: Context, entity: Entity, values: Values): NamedList[] {
  const { model, rights } = context;
  return entity.backlinks.flatMap(({ name, entity: target, field }): NamedList[] => {
    if (name === undefined || !Object.hasOwn(values, name) || entity.fields.has(name)) return [];
    const holder = model.entities.get(target);
    const link = holder?.fields.get(field);
    if (!holder || !link) return [];
    const known = (['read', 'create'] as const).some((action) => rights.entity(holder.id).scope(action) !== 'none');
    return known && fieldAccess(model, rights, holder, link) !== 'hidden' ? [{ name, list: values[name], holder, link }] : [];
  });
}

/** The lists of new children that the actor may send with a new record. */
export function creatableChildren(context: Context, entity: Entity): { readonly name: string; readonly holder: Entity }[] {
  const { model, rights } = context;
  const names = Object.fromEntries(entity.backlinks.flatMap(({ name }) => (name === undefined ? [] : [[name, null]])));
  return childListsOf(context, entity, names).filter(
    ({ holder, link }) => rights.entity(holder.id).scope('create') !== 'none' && fieldAccess(model, rights, holder, link) === 'write',
  );
}

/** Whether a name is that of a to-many path of an entity which the actor may know of. */
export function isChildList(context: Context, entity: Entity, name: string): boolean {
  return childListsOf(context, entity, { [name]: null }).length > 0;
}

/**
 * Takes the lists of children out of the values of a new record.
 * @param level 0 for the record of the operation itself
 */
export function splitFamily(context: Context, entity: Entity, values: Values, level: number): Family {
  const lists = childListsOf(context, entity, values);
  if (lists.length === 0) return { own: values, children: [], errors: [] };
  const errors: ProblemItem[] = [];
  const names = new Set(lists.map(({ name }) => name));
  const own = Object.fromEntries(Object.entries(values).filter(([name]) => !names.has(name)));
  if (level === 0 && countChildren(context, entity, values) > maximumChildren) {
    const message = `A record can be created with ${maximumChildren} others at the most.`;
    return { own, children: [], errors: [{ pointer: '', code: 'children', message, hint: 'Create the others by the bulk call.' }] };
  }
  const children = lists.flatMap(({ name, list, holder, link }): ChildList[] => {
    const problem = listProblem(context, { name, list, holder, link }, level);
    if (problem) errors.push({ pointer: segment(name), ...problem });
    return problem ? [] : [{ name, entity: holder, link, values: list as readonly Values[] }];
  });
  return { own, children, errors };
}

function listProblem(context: Context, { name, list, holder, link }: NamedList, level: number): Omit<ProblemItem, 'pointer'> | undefined {
  if (!Array.isArray(list) || !list.every(isValues))
    return { code: 'type', message: `"${name}" takes a list of new records.`, hint: `Send [{ … }] with the fields of ${holder.plural}.` };
  if (level >= maximumLevels) return { code: 'children', message: `Records can be created ${maximumLevels} levels deep.` };
  if (list.length === 0) return undefined;
  if (context.rights.entity(holder.id).scope('create') === 'none')
    return { code: 'forbidden', message: refusalOf(context, 'mayNotCreate', holder) };
  if (fieldAccess(context.model, context.rights, holder, link) !== 'write')
    return { code: 'forbidden', message: refusalOf(context, 'mayNotSet', holder, { field: shownTitle(context, holder, link) }) };
  return undefined;
}

/** The value of a child's link to its new parent. */
export function parentValue(link: ChildList['link'], parent: Entity, id: string): unknown {
  if (link.joinTable !== undefined) return [id];
  return link.kind === 'linkAny' ? { entity: parent.id, id } : id;
}

/** Puts what is wrong with a child among what is wrong with the record that it comes with, as far as its writer may know of it. */
export function collectErrors(context: Context, draft: Draft, entity: Entity, child: Draft): void {
  for (const item of withoutHidden(context, entity, child.errors))
    draft.errors.push({ ...item, pointer: `${child.pointer}${item.pointer}` });
}

/** What to expand so that the answer shows the children that a record was created with, as far as the creator may read them; undefined for none. */
export function expandChildren(context: Context, entityName: string, values: Values): Readonly<Record<string, ExpandRequest>> | undefined {
  const { model, rights } = context;
  const entity = model.entities.get(entityName) ?? model.entities.get(model.shortNames.get(entityName) ?? '');
  const lists = entity ? childListsOf(context, entity, values) : [];
  const seen = lists.filter(
    ({ holder, link }) => rights.entity(holder.id).scope('read') !== 'none' && isReadable(model, rights, holder, link),
  );
  if (seen.length === 0) return undefined;
  return Object.fromEntries(
    seen.map(({ name, list, holder }): [string, ExpandRequest] => {
      const below = (list as readonly Values[]).map((item) => expandChildren(context, holder.id, item) ?? {});
      const expand = Object.assign({}, ...below) as NonNullable<ExpandRequest['expand']>;
      return [name, { limit: maximumShown, sort: ['id'], ...(Object.keys(expand).length === 0 ? {} : { expand }) }];
    }),
  );
}
