/**
 * Rights: what the union of a user's roles permits, compiled once per model and set of roles. Nothing else decides on
 * access: the query engine and the write path ask here.
 */
import type { RoleDocument } from '../../metadata/types.ts';
import type { Entity, Model } from '../model/types.ts';
import { differs, fieldOrder, roleField, type FieldAccess, type FieldCases } from './field-cases.ts';
import { presentName } from './present-names.ts';
import { scopeOfRole, splitStatus, uniteScopes, type RecordAction, type Scope } from './scopes.ts';

/** Rights on one entity. */
export interface EntityRights {
  scope(action: RecordAction): Scope;
  /** The most that is given of a field on any record. */
  field(name: string): FieldAccess;
  /** What each role gives of a field, where that depends on the record: on its status, or on which of the roles reaches it. */
  fieldCases(name: string): FieldCases | undefined;
  /** Statuses of which some role states rights, as `<field>.<code>`. */
  readonly statuses: readonly string[];
}

/** Rights on everything. */
export interface Rights {
  /** Identifies the set of roles under this model: for caches of plans and validators. */
  readonly key: string;
  readonly admin: boolean;
  /** May read and change documents. */
  readonly metadata: boolean;
  readonly audits: 'none' | 'read' | 'run';
  entity(id: string): EntityRights;
}

const auditOrder = ['none', 'read', 'run'] as const;
const everything: EntityRights = { scope: () => 'all', field: () => 'write', fieldCases: () => undefined, statuses: [] };
const nothing: EntityRights = { scope: () => 'none', field: () => 'hidden', fieldCases: () => undefined, statuses: [] };

/** Rights that permit everything that no restriction forbids: for admins and for the server itself. */
export const fullRights: Rights = { key: 'full', admin: true, metadata: true, audits: 'run', entity: () => everything };

/**
 * Compiles the union of roles. Unknown role ids give nothing.
 * @param roles ids of role documents
 */
export function compileRights(model: Model, roles: readonly string[]): Rights {
  const documents = [...new Set(roles)].sort().flatMap((role) => model.roles.get(role) ?? []);
  if (documents.some((role) => role.admin === true)) return fullRights;
  const compiled = new Map<string, EntityRights>();
  return {
    key: documents.map((role) => role.id).join('+'),
    admin: false,
    metadata: documents.some((role) => role.metadata === true),
    audits: auditOrder[Math.max(0, ...documents.map((role) => auditOrder.indexOf(role.audits ?? 'none')))] ?? 'none',
    entity(id) {
      const known = compiled.get(id);
      if (known) return known;
      const entity = model.entities.get(id);
      const rights = entity ? entityRights(documents, entity) : nothing;
      compiled.set(id, rights);
      return rights;
    },
  };
}

function entityRights(documents: readonly RoleDocument[], entity: Entity): EntityRights {
  const rules = documents.map((role) => ({ ...ruleOf(role, entity), role: role.id }));
  const scopes = new Map<RecordAction, Scope>();
  const fields = new Map<string, FieldCases>();
  const casesOf = (name: string): FieldCases => {
    let cases = fields.get(name);
    // A role that may not read the entity at all gives nothing of its fields.
    if (!cases) {
      const giving = rules.filter((rule) => scopeOfRole(rule, 'read') !== 'none');
      fields.set(name, (cases = giving.map((rule) => roleField(rule.role, rule, name))));
    }
    return cases;
  };
  return {
    scope(action) {
      let scope = scopes.get(action);
      if (!scope) scopes.set(action, (scope = uniteScopes(rules.map((rule) => scopeOfRole(rule, action)))));
      return scope;
    },
    field(name) {
      const given = casesOf(name).flatMap(({ general, cases }) => [general, ...cases.map((each) => each.access)]);
      return fieldOrder[Math.max(0, ...given.map((access) => fieldOrder.indexOf(access)))] ?? 'hidden';
    },
    fieldCases(name) {
      const cases = casesOf(name);
      return name !== 'id' && name !== 'version' && differs(cases) ? cases : undefined;
    },
    statuses: [...new Set(rules.flatMap((rule) => Object.keys(rule.statuses ?? {})))],
  };
}

/** What a role states of an entity, by the present names of its fields; what it does not state there is taken from what it states of all. */
export function ruleOf(role: RoleDocument, entity: Entity): NonNullable<RoleDocument['entities']>[string] {
  const rule = { ...role.entities?.['*'], ...role.entities?.[entity.id] };
  const { fields, statuses } = rule;
  return {
    ...rule,
    ...(fields === undefined ? {} : { fields: byPresentName(entity, fields) }),
    ...(statuses === undefined ? {} : { statuses: statusesByPresentName(entity, statuses) }),
  };
}

function byPresentName<T>(entity: Entity, stated: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(stated).map(([name, value]) => [presentName(entity, name), value]));
}

type StatusRights = NonNullable<NonNullable<RoleDocument['entities']>[string]['statuses']>;

function statusesByPresentName(entity: Entity, statuses: StatusRights): StatusRights {
  return Object.fromEntries(
    Object.entries(statuses).map(([status, stated]) => {
      const { field, code } = splitStatus(status);
      return [
        `${presentName(entity, field)}.${code}`,
        { ...stated, ...(stated.fields === undefined ? {} : { fields: byPresentName(entity, stated.fields) }) },
      ];
    }),
  );
}
