/** On which records an action is permitted, as roles state it, and the union of several roles. */
import type { Condition, RoleDocument } from '../../metadata/types.ts';

/** Actions on records that roles speak of. */
export type RecordAction = 'create' | 'read' | 'update' | 'delete' | 'export' | 'import' | 'merge' | 'transition';

/**
 * On which records an action is permitted: all, none, or where at least one of the parts holds. `own` is a record whose owner is
 * the user, `team` one whose team is among the user's.
 */
export type Scope = 'all' | 'none' | { readonly any: readonly ScopePart[] };

/** One part of a scope. */
export type ScopePart = 'own' | 'team' | { readonly where: Condition } | StatusCases;

/** A scope that depends on the status of the record. Where a record is in several of the cases, all of them must hold. */
export interface StatusCases {
  readonly cases: readonly { readonly field: string; readonly code: string; readonly scope: Scope }[];
  /** What holds for records in none of them. */
  readonly otherwise: Scope;
}

type EntityRule = NonNullable<RoleDocument['entities']>[string];
type StatedScope = EntityRule['read'];

/** What one role says of an action. A role that may update may also move along pipelines unless it says otherwise. */
export function scopeOfRole(rule: EntityRule, action: RecordAction): Scope {
  const otherwise = scopeOf(rule[action] ?? (action === 'transition' ? rule.update : undefined));
  if (action !== 'update' && action !== 'delete' && action !== 'transition') return otherwise;
  const cases = Object.entries(rule.statuses ?? {}).flatMap(([status, stated]) => {
    const own = stated[action] ?? (action === 'transition' ? stated.update : undefined);
    return own === undefined ? [] : [{ ...splitStatus(status), scope: scopeOf(own) }];
  });
  const idle = cases.length === 0 || [otherwise, ...cases.map((each) => each.scope)].every((scope) => scope === otherwise);
  return idle ? otherwise : { any: [{ cases, otherwise }] };
}

/** `stage.won` → the field and the code. */
export function splitStatus(status: string): { readonly field: string; readonly code: string } {
  const at = status.indexOf('.');
  return { field: status.slice(0, at), code: status.slice(at + 1) };
}

function scopeOf(stated: StatedScope): Scope {
  if (stated === undefined || stated === false || stated === 'none') return 'none';
  if (stated === true || stated === 'all') return 'all';
  return { any: [typeof stated === 'string' ? stated : { where: stated }] };
}

/** What at least one of several scopes permits. */
export function uniteScopes(scopes: readonly Scope[]): Scope {
  if (scopes.includes('all')) return 'all';
  const parts = scopes.flatMap((scope) => (typeof scope === 'object' ? scope.any : []));
  return parts.length === 0 ? 'none' : { any: parts };
}

/** Whether a scope permits something on at least some records in a status. */
export function permitsIn(scope: Scope, status: { readonly field: string; readonly code: string }): boolean {
  if (typeof scope === 'string') return scope === 'all';
  return scope.any.some((part) => {
    if (typeof part === 'string' || !('cases' in part)) return true;
    const inside = part.cases.filter((each) => each.field === status.field && each.code === status.code);
    return inside.length === 0 ? permitsIn(part.otherwise, status) : inside.every((each) => permitsIn(each.scope, status));
  });
}
