/** Where entries of the navigation lead. */
import type { ClientNavigationItem } from '../../../metadata/client-model.ts';
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
