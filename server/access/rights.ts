/**
 * Rights: what the union of a user's roles permits, compiled once per model and set of roles. Nothing else decides on
 * access: the query engine and the write path ask here.
 */
import type { Condition, RoleDocument } from '../../metadata/types.ts';
import type { Entity, Model } from '../model/types.ts';

/** Actions on records that roles speak of. */
export type RecordAction = 'create' | 'read' | 'update' | 'delete' | 'export' | 'import' | 'merge' | 'transition';

/** How much of a field a role gives, weakest first. */
export type FieldAccess = 'hidden' | 'masked' | 'read' | 'write';

/**
 * On which records an action is permitted: all, none, or where at least one of the parts holds. `own` is a record whose owner is
 * the user, `team` one whose team is among the user's.
 */
export type Scope = 'all' | 'none' | { readonly any: readonly ('own' | 'team' | Condition)[] };

/** Rights on one entity. */
export interface EntityRights {
  scope(action: RecordAction): Scope;
  field(name: string): FieldAccess;
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

const fieldOrder: readonly FieldAccess[] = ['hidden', 'masked', 'read', 'write'];
const auditOrder = ['none', 'read', 'run'] as const;
type EntityRule = NonNullable<RoleDocument['entities']>[string];

/** Rights that permit everything: for admins and for the server itself. */
export const fullRights: Rights = {
  key: 'full',
  admin: true,
  metadata: true,
  audits: 'run',
  entity: () => ({ scope: () => 'all', field: () => 'write' }),
};

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
      const rights = entity ? entityRights(documents, entity) : { scope: (): Scope => 'none', field: (): FieldAccess => 'hidden' };
      compiled.set(id, rights);
      return rights;
    },
  };
}

function entityRights(documents: readonly RoleDocument[], entity: Entity): EntityRights {
  const rules = documents.map((role) => ({ ...role.entities?.['*'], ...role.entities?.[entity.id] }));
  const scopes = new Map<RecordAction, Scope>();
  const fields = new Map<string, FieldAccess>();
  return {
    scope(action) {
      let scope = scopes.get(action);
      if (!scope) scopes.set(action, (scope = uniteScopes(rules.map((rule) => scopeOf(rule, action)))));
      return scope;
    },
    field(name) {
      let access = fields.get(name);
      if (!access) fields.set(name, (access = uniteFields(rules, name)));
      return access;
    },
  };
}

/** What one role says of an action. A role that may update may also move along pipelines unless it says otherwise. */
function scopeOf(rule: EntityRule, action: RecordAction): Scope {
  const stated = rule[action] ?? (action === 'transition' ? rule.update : undefined);
  if (stated === undefined || stated === false || stated === 'none') return 'none';
  if (stated === true || stated === 'all') return 'all';
  return { any: [stated] };
}

function uniteScopes(scopes: readonly Scope[]): Scope {
  if (scopes.includes('all')) return 'all';
  const parts = scopes.flatMap((scope) => (typeof scope === 'object' ? scope.any : []));
  return parts.length === 0 ? 'none' : { any: parts };
}

/** The widest access that a role which may read the entity at all gives to a field. */
function uniteFields(rules: readonly EntityRule[], name: string): FieldAccess {
  const stated = rules.filter((rule) => scopeOf(rule, 'read') !== 'none').map((rule) => fieldOrder.indexOf(rule.fields?.[name] ?? 'write'));
  return fieldOrder[Math.max(0, ...stated)] ?? 'hidden';
}
