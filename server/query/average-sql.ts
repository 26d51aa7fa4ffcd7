/** The mean of many numbers, rounded by its exact value. */
import { raw, sql, type Sql } from '../database/sql.ts';

/**
 * A sum divided by a count. PostgreSQL's own division, and with it `avg`, keeps sixteen digits and cuts what a large number has behind them, so it
 * is asked for the whole part of a quotient shifted by one digit more than is kept: cut off there, it rounds as the exact value does.
 * @param places decimal places of the result
 */
export function averageSql(total: Sql, count: Sql, places: number): Sql {
  const digits = places + 1;
  return sql`round(div((${total})::numeric * ${raw(`1e${digits}`)}, nullif(${count}, 0)::numeric) * ${raw(`1e-${digits}`)}, ${raw(String(places))})`;
}
