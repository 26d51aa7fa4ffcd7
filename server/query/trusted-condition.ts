/** Conditions of the model itself on a record: they see what the reader may not, and nothing of it is ever sent. */
import { parseCondition } from '../../metadata/rules/condition.ts';
import { raw, sql, type Sql } from '../database/sql.ts';
import { createSource, type Source } from './source.ts';

/**
 * A condition in a trusted source of the same alias. Its joins, if it needs any, stand in a subquery of their own, so that they
 * never reach what is sent.
 */
export function trustedCondition(source: Source, condition: unknown): Sql {
  const trusted = createSource(source.compilation, source.entity, true, source.alias);
  const predicate = source.compilation.condition(trusted, parseCondition(condition));
  if (trusted.joins.length === 0) return predicate;
  const joins = trusted.joins.reduce((before, next) => sql`${before}${next}`, raw(''));
  return sql`exists (select 1 from (select 1) ${raw(source.compilation.alias())}${joins} where ${predicate})`;
}
