/** Makes the text anew that the search box looks in, in batches, once every writer knows what belongs into it. */
import { id, join, sql, toStatement } from '../../database/sql.ts';
import type { Database } from '../../database/types.ts';
import type { FieldEnvironment } from '../../fields/types.ts';
import type { Entity } from '../../model/types.ts';
import { searchText } from '../../records/physical.ts';

const batchSize = 1000;

/**
 * Goes through all records of an entity.
 * @param after the last id of an earlier run; null from the beginning
 * @param saved is told after each batch where it ended and how many records it held; false ends the run
 */
export async function fillSearch(
  database: Database,
  entity: Entity,
  environment: FieldEnvironment,
  after: string | null,
  saved: (cursor: string, count: number) => Promise<boolean>,
): Promise<boolean> {
  const table = id(database.schema, entity.table);
  const fields = entity.search.flatMap((path) => entity.fields.get(path) ?? []).filter((field) => field.type.columns(field).length > 0);
  const members = fields.map((field) => sql`${field.name}::text, ${field.type.read(field, (column) => id(column))}`);
  const values = members.length === 0 ? sql`'{}'::json` : sql`json_build_object(${join(members)})`;
  for (let cursor = after; ;) {
    const where = cursor === null ? sql`true` : sql`id > ${cursor}::uuid`;
    const ids = await database.tx(async (tx) => {
      const { rows } = await tx.query<{ id: string; values: Record<string, unknown> }>(
        toStatement(
          sql`select id::text as id, ${values} as values from ${table} where ${where} order by id limit ${batchSize}::int for update`,
        ),
      );
      const fresh = rows.map((row) => ({ id: row.id, text: searchText(entity, row.values, environment) }));
      await tx.query(
        toStatement(sql`update ${table} t set search_text = n.text from jsonb_to_recordset(${JSON.stringify(fresh)}::jsonb) as n(id uuid, text text)
          where t.id = n.id and t.search_text is distinct from n.text`),
      );
      return rows.map((row) => row.id);
    });
    cursor = ids.at(-1) ?? null;
    if (cursor === null) return true;
    if (!(await saved(cursor, ids.length))) return false;
  }
}
