/** Names of records for those who read of the past: also of what is in the trash by now, as far as the reader may see it. */
import type { Context } from '../access/context.ts';
import { slot } from '../database/named.ts';
import { all, id, sql } from '../database/sql.ts';
import { isId } from '../kernel/ids.ts';
import { joinAll, columnSql, createSource, tableSql } from './source.ts';
import type { RecordReference } from './labels.ts';
import { readScope } from './scope.ts';
import { statementFor } from './statement-cache.ts';
import { labelSql } from './visible.ts';

/** Labels by id, by one statement for each entity; a record that the reader may not see is missing. */
export async function readLabelsWithTrash(context: Context, references: Iterable<RecordReference>): Promise<Map<string, string | null>> {
  const wanted = new Map<string, Set<string>>();
  // What a field held before it became a link need be no id.
  for (const { entity, id: target } of references) if (isId(target)) wanted.set(entity, (wanted.get(entity) ?? new Set()).add(target));
  const labels = new Map<string, string | null>();
  for (const [name, ids] of wanted) {
    const entity = context.model.entities.get(name);
    if (!entity || context.rights.entity(name).scope('read') === 'none') continue;
    const statement = statementFor(context, ['labels', entity.id], {}, [[...ids]], (compilation) => {
      const source = createSource(compilation, entity);
      const label = labelSql(source);
      const where = all([sql`${columnSql(source, 'id')} = any(${slot(0)}::uuid[])`, ...readScope(source)]);
      return sql`select ${columnSql(source, 'id')}::text as id, ${label}::text as label from ${tableSql(context, entity.table)} ${id(source.alias)}${joinAll(source)} where ${where}`;
    });
    const { rows } = await context.database.query<{ id: string; label: string | null }>(statement);
    for (const row of rows) labels.set(row.id, row.label);
  }
  return labels;
}
