/** Where entries of the navigation lead. */
import type { ClientEntity, ClientNavigationItem } from '../../../metadata/client-model.ts';
import type { RouteLocationRaw } from 'vue-router';
import type { useModel } from '../stores/model.ts';

/** Short address of an entity: its name when that is unambiguous, else its id. */
export function entityPath(model: ReturnType<typeof useModel>, id: string): string {
  const entity = model.entity(id);
  return entity === undefined ? id : model.entity(entity.name)?.id === entity.id ? entity.name : entity.id;
}

/** Address of an entry; undefined when it leads nowhere that the user may see. */
export function destination(model: ReturnType<typeof useModel>, item: ClientNavigationItem): RouteLocationRaw | undefined {
  if (item.report !== undefined) return { name: 'report', params: { id: item.report } };
  const view = item.view === undefined ? undefined : model.viewById(item.view);
  const entity = item.entity ?? view?.entity;
  if (entity === undefined) return undefined;
  return { name: 'entity', params: { entity: entityPath(model, entity) }, query: view === undefined ? {} : { view: view.id } };
}

/** Entities that no entry of the navigation leads to: new ones, and parts of others such as lines of a document. */
export function unlistedEntities(model: ReturnType<typeof useModel>): readonly ClientEntity[] {
  const items = (model.model?.navigation ?? []).flatMap((group) => group.items);
  const listed = new Set(items.flatMap((item) => item.entity ?? []));
  return (model.model?.entities ?? []).filter((entity) => !listed.has(entity.id));
}

/** True for records that live in another one: it is required, so the way to them is its list of related records. */
export function isPart(entity: ClientEntity): boolean {
  return entity.fields.some((field) => field.required && !field.system && field.valueType === 'record');
}
