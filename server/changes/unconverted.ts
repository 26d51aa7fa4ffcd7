/** Values that a change of kind could not bring along. */
import { id, sql, toStatement } from '../database/sql.ts';
import type { Database } from '../database/types.ts';

/** One value that was left behind, and why. */
export interface Unconverted {
  readonly entity: string;
  readonly field: string;
  readonly record: string;
  readonly value: unknown;
  readonly reason: string;
}

/** At most this many are listed; the rest stays in the table. */
const listed = 10_000;

/** The values that a change set left behind. */
export async function listUnconverted(database: Database, changeSet: string): Promise<Unconverted[]> {
  const { rows } = await database.query<Unconverted>(
    toStatement(sql`select entity, field, record_id::text as record, value, reason from ${id(database.schema, 'relata_unconverted')} where change_set = ${changeSet}::uuid
      order by entity, field, record_id limit ${listed}::int`),
  );
  return rows;
}
