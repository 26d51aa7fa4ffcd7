/** Names of records for people, as far as the reader may see them. */
import type { Context } from '../access/context.ts';
import { readRows } from './rows.ts';

/** A record by its entity and id. */
export interface RecordReference {
  readonly entity: string;
  readonly id: string;
}

const chunk = 1000;

/** Labels by id; a record that is in the trash or hidden from the reader is missing. */
export async function readLabels(context: Context, references: Iterable<RecordReference>): Promise<Map<string, string | null>> {
  const wanted = new Map<string, Set<string>>();
  for (const { entity, id } of references) wanted.set(entity, (wanted.get(entity) ?? new Set()).add(id));
  const labels = new Map<string, string | null>();
  for (const [target, ids] of wanted) {
    const entity = context.model.entities.get(target);
    if (!entity || context.rights.entity(target).scope('read') === 'none') continue;
    const { display } = entity;
    for (let start = 0; start < ids.size; start += chunk) {
      const part = [...ids].slice(start, start + chunk);
      const { rows } = await readRows(context, target, { filter: { id: { in: part } }, select: [display.name], limit: chunk });
      for (const row of rows) labels.set(row.id, display.type.toText(row[display.name], display, context.environment) || null);
    }
  }
  return labels;
}
