/** Names of records for people, as far as the reader may see them. */
import type { Context } from '../access/context.ts';
import { slot } from '../database/named.ts';
import { all, id, sql } from '../database/sql.ts';
import { isId } from '../kernel/ids.ts';
import { readScope } from './scope.ts';
import { columnSql, createSource, joinAll, tableSql } from './source.ts';
import { statementFor } from './statement-cache.ts';
import { labelSql } from './visible.ts';

/** A record by its entity and id. */
export interface RecordReference {
  readonly entity: string;
  readonly id: string;
}

/** Labels by id; a record that is in the trash or hidden from the reader is missing, and one whose name is hidden has none. */
export function readLabels(context: Context, references: Iterable<RecordReference>): Promise<Map<string, string | null>> {
  return labelsOf(context, references, false);
}

/** The same for those who read of the past: also of what is in the trash by now. */
export function readLabelsWithTrash(context: Context, references: Iterable<RecordReference>): Promise<Map<string, string | null>> {
  return labelsOf(context, references, true);
}

/** By one statement for each entity. */
async function labelsOf(context: Context, references: Iterable<RecordReference>, trash: boolean): Promise<Map<string, string | null>> {
  const wanted = new Map<string, Set<string>>();
  // What a field held before it became a link need be no id.
  for (const { entity, id: target } of references) if (isId(target)) wanted.set(entity, (wanted.get(entity) ?? new Set()).add(target));
  const labels = new Map<string, string | null>();
  for (const [name, ids] of wanted) {
    const entity = context.model.entities.get(name);
    if (!entity || context.rights.entity(name).scope('read') === 'none') continue;
    const statement = statementFor(context, ['labels', entity.id, trash], {}, [[...ids]], (compilation) => {
      const source = createSource(compilation, entity);
      const label = labelSql(source);
      const living = trash ? [] : [sql`${columnSql(source, 'deleted_at')} is null`];
      const where = all([sql`${columnSql(source, 'id')} = any(${slot(0)}::uuid[])`, ...living, ...readScope(source)]);
      return sql`select ${columnSql(source, 'id')}::text as id, ${label}::text as label from ${tableSql(context, entity.table)} ${id(source.alias)}${joinAll(source)} where ${where}`;
    });
    const { rows } = await context.database.query<{ id: string; label: string | null }>(statement);
    for (const row of rows) labels.set(row.id, row.label);
  }
  return labels;
}
