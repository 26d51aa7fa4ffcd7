/** Which records an action is permitted on, as SQL: the only place where roles become predicates. */
import { parseCondition } from '../../metadata/rules/condition.ts';
import type { RecordAction } from '../access/rights.ts';
import { any, raw, sql, type Sql } from '../database/sql.ts';
import { columnSql, createSource, type Source } from './source.ts';

/** Predicates that restrict a source to the records that the reader may see; none for unrestricted readers. */
export function readScope(source: Source): Sql[] {
  return actionScope(source, 'read');
}

/** Predicates that restrict a source to the records on which the actor may do something. */
export function actionScope(source: Source, action: RecordAction): Sql[] {
  const { actor, rights } = source.compilation.context;
  const scope = rights.entity(source.entity.id).scope(action);
  if (scope === 'all') return [];
  if (scope === 'none') return [raw('false')];
  return [
    any(
      scope.any.map((part) => {
        if (part === 'own') return actor.id === null ? raw('false') : sql`${columnSql(source, 'owner')} = ${actor.id}::uuid`;
        if (part === 'team') {
          const own = actor.id === null ? raw('false') : sql`${columnSql(source, 'owner')} = ${actor.id}::uuid`;
          return actor.teams.length === 0 ? own : sql`(${own} or ${columnSql(source, 'team')} = any(${actor.teams}::uuid[]))`;
        }
        return roleCondition(source, part);
      }),
    ),
  ];
}

/**
 * A role's condition, in a trusted source of the same alias. Its joins, if it needs any, stand in a subquery of their own, so
 * that they never reach what is sent.
 */
function roleCondition(source: Source, condition: unknown): Sql {
  const trusted = createSource(source.compilation, source.entity, true, source.alias);
  const predicate = source.compilation.condition(trusted, parseCondition(condition));
  if (trusted.joins.length === 0) return predicate;
  return sql`exists (select 1 from (select 1) ${raw(source.compilation.alias())}${trusted.joins.reduce((before, next) => sql`${before}${next}`, raw(''))} where ${predicate})`;
}
