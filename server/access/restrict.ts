/** Rights of an API key: those of its user, no wider than the scopes that the key was given. */
import type { FieldAccess } from './field-cases.ts';
import type { EntityRights, Rights } from './rights.ts';
import type { RecordAction } from './scopes.ts';

/** What a key can be given. */
export const keyScopes = ['read', 'write', 'delete', 'export', 'import', 'metadata', 'audits'] as const;

/** One of the scopes of a key. */
export type KeyScope = (typeof keyScopes)[number];

/** The scope that each action on records needs. */
const scopeOfAction: Readonly<Record<RecordAction, KeyScope>> = {
  read: 'read',
  create: 'write',
  update: 'write',
  transition: 'write',
  merge: 'write',
  delete: 'delete',
  export: 'export',
  import: 'import',
};

const restricted = new WeakMap<Rights, Map<string, Rights>>();

/**
 * Rights that reach no further than scopes: the same object for the same rights and scopes, so that whatever is kept by rights is compiled once.
 * Administration asks for reading and writing both; documents and audits for their own scopes.
 * @param scopes of a key; names that are no scope give nothing
 */
export function restrictRights(rights: Rights, scopes: readonly string[]): Rights {
  const key = keyScopes.filter((scope) => scopes.includes(scope)).join(',');
  let known = restricted.get(rights);
  if (!known) restricted.set(rights, (known = new Map<string, Rights>()));
  let result = known.get(key);
  if (!result) known.set(key, (result = restrict(rights, key)));
  return result;
}

function restrict(rights: Rights, key: string): Rights {
  const has = (scope: KeyScope): boolean => key.split(',').includes(scope);
  const most = (access: FieldAccess): FieldAccess => (access === 'write' && !has('write') ? 'read' : access);
  const entities = new Map<string, EntityRights>();
  return {
    ...rights,
    key: `${rights.key}|${key}`,
    admin: rights.admin && has('read') && has('write'),
    metadata: rights.metadata && has('metadata'),
    audits: has('audits') ? rights.audits : 'none',
    entity(id) {
      const known = entities.get(id);
      if (known) return known;
      const own = rights.entity(id);
      const result: EntityRights = {
        ...own,
        scope: (action) => (has(scopeOfAction[action]) ? own.scope(action) : 'none'),
        field: (name) => most(own.field(name)),
        fieldCases: (name) =>
          own.fieldCases(name)?.map(({ general, cases, ...role }) => ({
            ...role,
            general: most(general),
            cases: cases.map((each) => ({ ...each, access: most(each.access) })),
          })),
      };
      entities.set(id, result);
      return result;
    },
  };
}
