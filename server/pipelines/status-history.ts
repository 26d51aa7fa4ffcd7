/** When a record came into each status: the source of "time in status". */
import type { Context } from '../access/context.ts';
import { id, sql, type Sql } from '../database/sql.ts';
import { newId } from '../kernel/ids.ts';

/** One step of a record along a pipeline; `from` is null for the first. */
export interface StatusChange {
  readonly entity: string;
  readonly recordId: string;
  readonly field: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** INSERT of steps: part of the statement that writes the record. */
export function statusHistoryInsert(context: Pick<Context, 'database' | 'actor' | 'clock'>, changes: readonly StatusChange[]): Sql {
  const rows = changes.map((change) => ({
    id: newId(),
    at: context.clock.now().toISOString(),
    entity: change.entity,
    record_id: change.recordId,
    field: change.field,
    from_code: change.from,
    to_code: change.to,
    actor: context.actor.id,
  }));
  const columns = sql`id, at, entity, record_id, field, from_code, to_code, actor`;
  const types = sql`id uuid, at timestamptz, entity text, record_id uuid, field text, from_code text, to_code text, actor uuid`;
  return sql`insert into ${id(context.database.schema, 'relata_status_history')} (${columns}) select ${columns} from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as s(${types})`;
}
