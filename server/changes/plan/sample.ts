/** How many records something concerns, and the first of them. */
import { id, sql, toStatement, type Sql } from '../../database/sql.ts';
import type { Database } from '../../database/types.ts';
import type { Entity } from '../../model/types.ts';

/** Records that a finding names. */
export const sampleSize = 5;

/** What a finding says of records. */
export interface Sample {
  readonly records: number;
  readonly sample: readonly string[];
}

/** Counts the living records for which a condition on their table holds. */
export async function countAndSample(database: Database, entity: Entity, condition: Sql): Promise<Sample> {
  const table = id(database.schema, entity.table);
  const where = sql`deleted_at is null and ${condition}`;
  const { rows } = await database.query<{ records: number; sample: string[] | null }>(
    toStatement(sql`select count(*)::int as records, (select array_agg(s.id) from (select id::text as id from ${table} where ${where} order by id limit ${sampleSize}::int) s) as sample
      from ${table} where ${where}`),
  );
  return { records: rows[0]?.records ?? 0, sample: rows[0]?.sample ?? [] };
}
