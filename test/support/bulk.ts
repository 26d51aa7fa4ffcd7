/** Many records at once, straight into a table: for tests of what only large tables show. */
import { id, raw, sql, toStatement } from '../../server/database/sql.ts';
import type { Database } from '../../server/database/types.ts';

/**
 * Fills a table and gathers its statistics.
 * @param columns SQL by physical column, in which `g` is the number of the row from 1; trusted, for tests only
 */
export async function fillTable(database: Database, table: string, rows: number, columns: Readonly<Record<string, string>>): Promise<void> {
  const all: Record<string, string> = { id: 'gen_random_uuid()', version: '1', created_at: 'now()', updated_at: 'now()', ...columns };
  const names = Object.keys(all)
    .map((name) => id(name).chunks[0])
    .join(', ');
  await database.query(
    toStatement(
      sql`insert into ${id(database.schema, table)} (${raw(names)}) select ${raw(Object.values(all).join(', '))} from generate_series(1, ${rows}::int) g`,
    ),
  );
  await database.query(toStatement(sql`vacuum analyze ${id(database.schema, table)}`));
}
