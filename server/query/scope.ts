/** Which records an action is permitted on, as SQL: the only place where roles, shares and restrictions become predicates. */
import { fieldRestrictionsOf, restrictionsOf } from '../access/restrictions.ts';
import type { RecordAction, Scope, ScopePart, StatusCases } from '../access/scopes.ts';
import { all, any, join, literal, raw, sql, type Sql } from '../database/sql.ts';
import { sharedSql } from './shared-sql.ts';
import { columnSql, type Source } from './source.ts';
import { trustedCondition } from './trusted-condition.ts';

/** How a scope is asked for. */
export interface ScopeOptions {
  /** Whether shares of single records widen it (default true). */
  readonly shares?: boolean;
  /** Whether it is asked of what a record has become: then any status will do, for a record may be moved into one in which it can no longer be changed. */
  readonly become?: boolean;
}

/** Predicates that restrict a source to the records that the reader may see; none for unrestricted readers. */
export function readScope(source: Source): Sql[] {
  return actionScope(source, 'read');
}

/** Predicates that restrict a source to the records on which the actor may do something. */
export function actionScope(source: Source, action: RecordAction): Sql[] {
  return [...roleScope(source, action), ...unrestricted(source, action)];
}

/** The part that roles and shares give. */
export function roleScope(source: Source, action: RecordAction, options: ScopeOptions = {}): Sql[] {
  const scope = source.compilation.context.rights.entity(source.entity.id).scope(action);
  return scope === 'all' ? [] : [scopeSql(source, scope, action, options)];
}

/** A scope as one predicate. A share widens what a role gives of some records: none stays none. */
export function scopeSql(source: Source, scope: Scope, action: RecordAction, options: ScopeOptions = {}): Sql {
  if (scope === 'all') return raw('true');
  if (scope === 'none') return raw('false');
  const plain = scope.any.filter((part) => !isCases(part));
  const shared = plain.length === 0 || options.shares === false ? [] : sharedSql(source, action);
  return any([...scope.any.map((part) => partSql(source, part, action, options)), ...shared]);
}

function isCases(part: ScopePart): part is StatusCases {
  return typeof part === 'object' && 'cases' in part;
}

function partSql(source: Source, part: ScopePart, action: RecordAction, options: ScopeOptions): Sql {
  const { actor } = source.compilation.context;
  const own = (): Sql => (actor.id === null ? raw('false') : sql`${columnSql(source, 'owner')} = ${actor.id}::uuid`);
  if (part === 'own') return own();
  if (part === 'team')
    return actor.teams.length === 0 ? own() : sql`(${own()} or ${columnSql(source, 'team')} = any(${actor.teams}::uuid[]))`;
  if (!isCases(part)) return trustedCondition(source, part.where);
  if (options.become === true)
    return any([part.otherwise, ...part.cases.map((each) => each.scope)].map((scope) => scopeSql(source, scope, action, options)));
  return casesSql(source, part, action, options);
}

/** In the status: what is said of it; in none of them: what is said otherwise. */
function casesSql(source: Source, { cases, otherwise }: StatusCases, action: RecordAction, options: ScopeOptions): Sql {
  const within = cases.map(({ field, code, scope }) => ({
    inside: sql`${columnSql(source, source.entity.fields.get(field)?.column ?? field)} is not distinct from ${code}::text`,
    scope,
  }));
  const each = within
    .filter(({ scope }) => scope !== 'all')
    .map(({ inside, scope }) => sql`(not (${inside}) or ${scopeSql(source, scope, action, options)})`);
  const general = otherwise === 'all' ? [] : [any([...within.map(({ inside }) => inside), scopeSql(source, otherwise, action, options)])];
  return all([...each, ...general]);
}

/** Which roles permit each of the actions on a record, as an array of `<action> <role>`; null where it makes no difference to any field. */
export function reachedSql(source: Source, actions: readonly RecordAction[]): Sql {
  const rights = source.compilation.context.rights.entity(source.entity.id);
  const roles = new Map(
    [...source.entity.fields.keys()].flatMap((name) => (rights.fieldCases(name) ?? []).map((each) => [each.role, each.reach])),
  );
  if (roles.size < 2) return raw('null::text[]');
  const parts = actions.flatMap((action) =>
    [...roles].map(([role, reach]) => sql`case when ${scopeSql(source, reach(action), action)} then ${literal(`${action} ${role}`)} end`),
  );
  return sql`array_remove(array[${join(parts)}]::text[], null)`;
}

/** What no role permits. */
function unrestricted(source: Source, action: RecordAction): Sql[] {
  return restrictionsOf(source.compilation.context, source.entity, action).map(
    ({ where }) => sql`(${trustedCondition(source, where)}) is not true`,
  );
}

/** Which restrictions on these actions hold for a record, as an array of their ids: of whole records, and of some fields. */
export function restrictedSql(source: Source, actions: readonly RecordAction[]): Sql {
  const { context } = source.compilation;
  const binding = new Map(
    actions.flatMap((action) =>
      [...restrictionsOf(context, source.entity, action), ...fieldRestrictionsOf(context, source.entity, action)].map(
        (each) => [each.id, each.where] as const,
      ),
    ),
  );
  if (binding.size === 0) return raw("'{}'::text[]");
  const parts = [...binding].map(([name, where]) => sql`case when ${trustedCondition(source, where)} then ${literal(name)} end`);
  return sql`array_remove(array[${join(parts)}]::text[], null)`;
}
