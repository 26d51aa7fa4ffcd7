/** Everything that the tables of a workspace hold, as text. */
import { id, sql, toStatement } from '../../server/database/sql.ts';
import type { Database } from '../../server/database/types.ts';

/** The tables, of the workspace's schema and of those beside it (jobs, views), whose rows hold one of some texts anywhere. */
export async function tablesWith(database: Database, texts: readonly string[]): Promise<string[]> {
  const { rows: tables } = await database.query<{ schema: string; name: string }>(
    toStatement(sql`select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'm', 'v') and starts_with(n.nspname, ${database.schema}) order by 1, 2`),
  );
  const found: string[] = [];
  for (const { schema, name } of tables) {
    const patterns = texts.map((text) => `%${text.replaceAll('\\', '\\\\').replaceAll('%', '\\%').replaceAll('_', '\\_')}%`);
    const { rows } = await database.query<{ hits: number }>(
      toStatement(sql`select count(*)::int as hits from ${id(schema, name)} t where t::text ilike any(${patterns}::text[])`),
    );
    if ((rows[0]?.hits ?? 0) > 0) found.push(`${schema}.${name}`);
  }
  return found;
}

/** How many tables `tablesWith` looks into. */
export async function countTables(database: Database): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    toStatement(
      sql`select count(*)::int as n from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and starts_with(n.nspname, ${database.schema})`,
    ),
  );
  return rows[0]?.n ?? 0;
}
