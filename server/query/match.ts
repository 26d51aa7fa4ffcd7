/** Which living records that the reader sees have certain values in a field: one statement, however many values. */
import type { Context } from '../access/context.ts';
import { slot } from '../database/named.ts';
import { all, id, raw, sql } from '../database/sql.ts';
import type { Queryable } from '../database/types.ts';
import type { Entity, Field } from '../model/types.ts';
import { folded } from './condition-sql.ts';
import { fieldExpression } from './expression.ts';
import { parameterType } from './literals.ts';
import { readScope } from './scope.ts';
import { columnSql, createSource, isWholeColumn, joinAll, tableSql } from './source.ts';
import { statementFor } from './statement-cache.ts';

/** What has a value: one record's id, or how many records there are. */
export interface Match {
  readonly id: string;
  readonly found: number;
}

/**
 * Looks records up.
 * @param keys values as conditions bind them; texts folded
 * @returns by the place of the key in the list; places with no record are missing
 */
export async function matchRecords(
  context: Context,
  db: Queryable,
  entity: Entity,
  field: Field,
  keys: readonly string[],
): Promise<Map<number, Match>> {
  if (keys.length === 0) return new Map();
  const whole = keys.every((key) => /^-?\d{1,18}$/.test(key));
  const statement = statementFor(context, ['match', entity.id, field.name, whole], {}, [keys], (compilation) => {
    const source = createSource(compilation, entity);
    const expression = fieldExpression(source, field);
    // An index on whole numbers knows no others.
    const type = whole && isWholeColumn(expression) ? 'bigint' : parameterType(expression.valueType);
    const wanted = sql`unnest(${slot(0)}::${raw(type)}[]) with ordinality w(value, place)`;
    const where = all([sql`${folded(expression)} = w.value`, sql`${columnSql(source, 'deleted_at')} is null`, ...readScope(source)]);
    const from = sql`${wanted} cross join ${tableSql(context, entity.table)} ${id(source.alias)}${joinAll(source)}`;
    return sql`select w.place::int - 1 as place, min(${columnSql(source, 'id')}::text) as id, count(*)::int as found from ${from} where ${where} group by w.place`;
  });
  const { rows } = await db.query<Match & { place: number }>(statement);
  return new Map(rows.map(({ place, ...match }) => [place, match]));
}
