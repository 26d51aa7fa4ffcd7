/** What became of the concurrent build of an index whose runner is gone. */
import type { Database } from '../database/types.ts';

const pause = 300;

/**
 * Looks for an index by its name; while some session is still building it, waits for the end of that.
 * @returns `invalid` for the remains of a build that was broken off: PostgreSQL keeps them up to date and never reads them
 */
export async function stateOfIndex(database: Database, name: string): Promise<'none' | 'valid' | 'invalid'> {
  for (;;) {
    const { rows } = await database.query<{ valid: boolean; building: boolean }>({
      text: `select x.indisvalid as valid, exists (select from pg_stat_progress_create_index p where p.index_relid = x.indexrelid) as building
        from pg_index x join pg_class i on i.oid = x.indexrelid join pg_namespace n on n.oid = i.relnamespace where n.nspname = $1 and i.relname = $2`,
      values: [database.schema, name],
    });
    const [found] = rows;
    if (found === undefined) return 'none';
    if (found.valid) return 'valid';
    if (!found.building) return 'invalid';
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
