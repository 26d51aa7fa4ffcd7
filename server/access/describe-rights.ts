/** What a user may do by the status of a record, and what nobody may do: as clients show it. */
import type { ClientRestriction, ClientStatusRights } from '../../metadata/client-model.ts';
import { conditionPaths, parseCondition } from '../../metadata/rules/condition.ts';
import { PathError } from '../model/paths.ts';
import type { Entity, Field } from '../model/types.ts';
import type { Context } from './context.ts';
import { accessIn, fieldOrder, type FieldAccess } from './field-cases.ts';
import { fieldAccess, isReadable, pathReadable } from './fields.ts';
import { presentNames } from './present-names.ts';
import { permitsIn, splitStatus } from './scopes.ts';

/** Rights on records in those statuses of which roles say something particular. */
export function statusRights(context: Context, entity: Entity): Record<string, ClientStatusRights> {
  const rights = context.rights.entity(entity.id);
  const known = rights.statuses.filter((status) => {
    const field = entity.fields.get(splitStatus(status).field);
    return field !== undefined && isReadable(context.model, context.rights, entity, field);
  });
  return Object.fromEntries(
    known.map((status) => {
      const place = splitStatus(status);
      const may = (action: 'update' | 'delete' | 'transition'): boolean => permitsIn(rights.scope(action), place);
      const fields = [...entity.fields.values()].flatMap((field): [string, 'masked' | 'read' | 'write'][] => {
        const access = accessOf(context, entity, field, (name) => (name === place.field ? place.code : undefined));
        return access === 'hidden' || access === accessOf(context, entity, field, () => undefined) ? [] : [[field.name, access]];
      });
      return [status, { update: may('update'), delete: may('delete'), transition: may('transition'), fields: Object.fromEntries(fields) }];
    }),
  );
}

/**
 * What may be done with a field of a record; a field that can be seen on some records only is masked on the others.
 * @param reaches whether a role counts for the record: all of them where it is not known
 */
export function accessOf(
  context: Context,
  entity: Entity,
  field: Field,
  statusOf: (name: string) => unknown,
  reaches: (role: string) => boolean = () => true,
): FieldAccess {
  const most = fieldAccess(context.model, context.rights, entity, field);
  const cases = context.rights.entity(entity.id).fieldCases(field.name);
  if (!cases || most === 'hidden') return most;
  const here = accessIn(
    cases.filter(({ role }) => reaches(role)),
    statusOf,
  );
  const least = fieldOrder[Math.min(fieldOrder.indexOf(most), fieldOrder.indexOf(here))] ?? 'hidden';
  return least === 'hidden' ? 'masked' : least;
}

/** Restrictions that bind this user, those that speak of what they may not see left out: they hold all the same. */
export function restrictionsFor(context: Context, entity: Entity): ClientRestriction[] {
  if (context.actor.id === null) return [];
  return (entity.document.restrictions ?? []).flatMap(({ id, title, actions, where, fields, message }): ClientRestriction[] => {
    const seen = readablePaths(context, entity, [...conditionPaths(parseCondition(where)), ...presentNames(entity, fields ?? [])]);
    if (!seen || actions.includes('read')) return [];
    return [
      {
        id,
        ...(title === undefined ? {} : { title }),
        actions,
        where,
        ...(fields === undefined ? {} : { fields: presentNames(entity, fields) }),
        ...(message === undefined ? {} : { message }),
      },
    ];
  });
}

function readablePaths(context: Context, entity: Entity, paths: readonly string[]): boolean {
  try {
    return paths.every((path) => pathReadable(context.model, context.rights, entity, path));
  } catch (error) {
    // Paths below to-many links are not followed here.
    if (error instanceof PathError) return false;
    throw error;
  }
}
