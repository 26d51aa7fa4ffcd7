/** The live catalogue of a workspace's schema. */
import type { Queryable } from '../database/types.ts';
import type { LiveForeignKey, LiveTable } from './types.ts';

/** Reads tables with their columns, indexes, foreign keys and triggers, by table name. */
export async function introspect(database: Queryable, schema: string): Promise<Map<string, LiveTable>> {
  const text = `select c.relname as name,
      coalesce((select json_object_agg(a.attname, format_type(a.atttypid, a.atttypmod)) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '{}') as columns,
      coalesce((select json_object_agg(i.relname, x.indisvalid) from pg_index x join pg_class i on i.oid = x.indexrelid where x.indrelid = c.oid), '{}') as indexes,
      coalesce((select json_object_agg(k.conname, json_build_object('validated', k.convalidated, 'target', t.relname, 'onDelete',
        case k.confdeltype when 'r' then 'restrict' when 'n' then 'set null' when 'c' then 'cascade' else 'other' end))
        from pg_constraint k join pg_class t on t.oid = k.confrelid where k.conrelid = c.oid and k.contype = 'f'), '{}') as keys,
      coalesce((select json_agg(g.tgname) from pg_trigger g where g.tgrelid = c.oid and not g.tgisinternal and g.tgenabled <> 'D'), '[]') as triggers
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relkind in ('r', 'p')`;
  const { rows } = await database.query<{
    name: string;
    columns: Record<string, string>;
    indexes: Record<string, boolean>;
    keys: Record<string, LiveForeignKey>;
    triggers: string[];
  }>({ text, values: [schema] });
  return new Map(
    rows.map((row) => [
      row.name,
      {
        name: row.name,
        columns: new Map(Object.entries(row.columns)),
        indexes: new Map(Object.entries(row.indexes)),
        foreignKeys: new Map(Object.entries(row.keys)),
        triggers: new Set(row.triggers),
      },
    ]),
  );
}
