/** What the user may do with one record: rights by its status, and what nobody may do with records like it. The server decides; this is what screens offer. */
import type { ClientEntity, ClientField, ClientRestriction, ClientStatusRights } from '../../../metadata/client-model.ts';
import { describeEntity } from '../../../metadata/rules/client-source.ts';
import { parseCondition } from '../../../metadata/rules/condition.ts';
import { evaluateCondition } from '../../../metadata/rules/evaluate.ts';
import { recordSource } from '../../../metadata/rules/record-source.ts';
import { conditionEnvironment } from '../stores/condition-environment.ts';
import type { useModel } from '../stores/model.ts';

type Row = Readonly<Record<string, unknown>>;
type Can = ClientEntity['can'];

/** Of two accesses to a field the lesser. */
function lesser(left: ClientField['access'], right: ClientField['access']): ClientField['access'] {
  const order = ['masked', 'read', 'write'] as const;
  return order[Math.min(order.indexOf(left), order.indexOf(right))] ?? 'read';
}

/** What roles say of the statuses that a record is in. */
function statusesOf(entity: ClientEntity, record: Row): readonly ClientStatusRights[] {
  return Object.entries(entity.statuses ?? {}).flatMap(([place, rights]) => {
    const point = place.lastIndexOf('.');
    return record[place.slice(0, point)] === place.slice(point + 1) ? [rights] : [];
  });
}

/** Restrictions whose condition certainly holds; where the data for an answer are not here, the server has the word. */
export function restrictionsOn(model: ReturnType<typeof useModel>, entity: ClientEntity, record: Row): readonly ClientRestriction[] {
  const described = model.model === undefined ? undefined : describeEntity(model.model, entity.id);
  if (described === undefined || entity.restrictions === undefined) return [];
  const environment = conditionEnvironment(model);
  return entity.restrictions.filter((restriction) => {
    try {
      return evaluateCondition(parseCondition(restriction.where), recordSource(record, described), environment) === true;
    } catch {
      return false;
    }
  });
}

/** The same entity with what may be done with this very record; the very same object where nothing particular holds. */
export function entityFor(model: ReturnType<typeof useModel>, entity: ClientEntity, record: Row): ClientEntity {
  const statuses = statusesOf(entity, record);
  const restrictions = restrictionsOn(model, entity, record);
  if (statuses.length === 0 && restrictions.length === 0) return entity;
  const whole = restrictions.filter((restriction) => restriction.fields === undefined);
  const may = (action: 'update' | 'delete' | 'transition'): boolean => {
    // Several status fields may each say something: all of them have to agree.
    const said = statuses.length === 0 ? entity.can[action] : statuses.every((status) => status[action]);
    return said && !whole.some((restriction) => restriction.actions.includes(action));
  };
  const can: Can = { ...entity.can, update: may('update'), delete: may('delete'), transition: may('transition') };
  const closed = new Set(restrictions.flatMap((restriction) => (restriction.actions.includes('update') ? (restriction.fields ?? []) : [])));
  const fields = entity.fields.map((field) => {
    const stated = statuses.flatMap((status) => status.fields[field.name] ?? []);
    const inStatus = stated.length === 0 ? field.access : stated.reduce(lesser);
    const access = closed.has(field.name) ? lesser(inStatus, 'read') : inStatus;
    return access === field.access ? field : { ...field, access };
  });
  return { ...entity, can, fields };
}
