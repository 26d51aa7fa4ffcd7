/** Fields that a reader may see on some records only: on the others they read as empty, wherever they are asked for. */
import { readableWhere } from '../access/field-cases.ts';
import { unreadableWhere } from '../access/restrictions.ts';
import { all, sql, type Sql } from '../database/sql.ts';
import type { Field } from '../model/types.ts';
import { columnSql, type Source } from './source.ts';
import { trustedCondition } from './trusted-condition.ts';

/** The predicate "the reader may see this field of this record", or undefined when they may see it of all. Never null. */
export function guardOf(source: Source, field: Field): Sql | undefined {
  if (source.trusted) return undefined;
  const { context } = source.compilation;
  const cases = context.rights.entity(source.entity.id).fieldCases(field.name);
  const where = cases && readableWhere(cases);
  const closed = unreadableWhere(context, source.entity, field.name);
  if (where === undefined && closed.length === 0) return undefined;
  return all([
    ...(where === undefined ? [] : [sql`(${trustedCondition(source, where)}) is true`]),
    ...closed.map((condition) => sql`(${trustedCondition(source, condition)}) is not true`),
  ]);
}

/** A column of a field, as the reader may see it. */
export function fieldColumn(source: Source, field: Field, column: string): Sql {
  const guard = guardOf(source, field);
  const value = columnSql(source, column);
  return guard === undefined ? value : sql`(case when ${guard} then ${value} end)`;
}
