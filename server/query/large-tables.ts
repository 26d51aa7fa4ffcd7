/**
 * Which tables are large. A statement must be planned with more care where a wrong guess of PostgreSQL's costs a walk through millions of
 * rows; on a small table that care would cost more than it saves.
 */
import { perSchema } from '../database/per-schema.ts';
import { sql, toStatement } from '../database/sql.ts';
import type { Database } from '../database/types.ts';

/**
 * Tables with more pages (of 8 kB) are large; when counting pays to be sampled is another question (`count-sql.ts`). At 100,000 records the care doubles the median of a search (10 to 17 ms with eight
 * clients on two cores) and takes the 95th percentile from 138 to 32 ms; a walk through a table below this bound is short however it is planned.
 */
const largePages = 2000;

const largeTables = perSchema<{ names: ReadonlySet<string> }>(() => ({ names: new Set() }));

/** Whether a table was large when sizes were last learnt. */
export function isLargeTable(database: Database, table: string): boolean {
  return largeTables(database).names.has(table);
}

/**
 * Learns which tables of the schema are large by now. Servers do so from time to time (`app.ts`).
 * @param pages from how many pages on a table is large
 */
export async function learnLargeTables(database: Database, pages = largePages): Promise<void> {
  const { rows } = await database.query<{ name: string }>(
    toStatement(sql`select c.relname as name from pg_class c where c.relnamespace = ${`"${database.schema.replaceAll('"', '""')}"`}::regnamespace
      and c.relkind in ('r', 'p') and pg_relation_size(c.oid) / 8192 > ${pages}::int`),
  );
  largeTables(database).names = new Set(rows.map(({ name }) => name));
}
