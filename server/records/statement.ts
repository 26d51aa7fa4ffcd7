/**
 * The one statement that writes: records, their join rows, status history, change history and outbox together, so that no crash
 * can leave one without the others.
 */
import type { Context } from '../access/context.ts';
import { id, join, raw, sql, toStatement, type Sql } from '../database/sql.ts';
import type { Queryable } from '../database/types.ts';
import { historyInsert, type HistoryEntry } from '../history/entry.ts';
import { outboxInsert, type OutboxMessage } from '../jobs/outbox.ts';
import type { Entity, Field } from '../model/types.ts';
import { statusHistoryInsert, type StatusChange } from '../pipelines/status-history.ts';
import { tableSql } from '../query/source.ts';

/** One row to be written: physical values by column name, with `id`. */
export type PhysicalRow = Readonly<Record<string, unknown>> & { readonly id: string };

/** Join rows that a `links` field gains (or whose position changes) and loses. */
export interface JoinChange {
  readonly field: Field;
  readonly set: readonly { readonly from_id: string; readonly to_id: string; readonly position: number }[];
  readonly remove: readonly { readonly from_id: string; readonly to_id: string }[];
}

/** Everything that one statement writes. */
export interface WriteSet {
  readonly entity: Entity;
  readonly mode: 'insert' | 'update';
  /** Physical columns with their types, `id` left out. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly PhysicalRow[];
  readonly joins: readonly JoinChange[];
  readonly history: readonly HistoryEntry[];
  readonly statuses: readonly StatusChange[];
  readonly outbox: readonly OutboxMessage[];
}

/**
 * Runs the write.
 * @returns how many records were written
 */
export async function runWrite(context: Context, tx: Queryable, set: WriteSet): Promise<number> {
  const parts: Sql[] = [
    sql`input as (select * from jsonb_to_recordset(${JSON.stringify(set.rows)}::jsonb) as i(id uuid${columnTypes(set)}))`,
    written(context, set),
  ];
  set.joins.forEach((change, index) => parts.push(...joinParts(context, change, index)));
  if (set.history.length > 0) parts.push(sql`history as (${historyInsert(context, set.history)})`);
  if (set.statuses.length > 0) parts.push(sql`statuses as (${statusHistoryInsert(context, set.statuses)})`);
  if (set.outbox.length > 0) parts.push(sql`outbox as (${outboxInsert(context, set.outbox)})`);
  const { rows } = await tx.query<{ n: string }>(toStatement(sql`with ${join(parts)} select count(*) as n from written`));
  return Number(rows[0]?.n ?? 0);
}

function columnTypes(set: WriteSet): Sql {
  return join([raw(''), ...set.columns.map((column) => sql`${id(column.name)} ${raw(column.type)}`)]);
}

function written(context: Context, set: WriteSet): Sql {
  const table = tableSql(context, set.entity.table);
  const names = set.columns.map((column) => id(column.name));
  if (set.mode === 'insert') {
    const values = set.columns.map((column) => id('i', column.name));
    return sql`written as (insert into ${table} (id, ${join(names)}) select i.id, ${join(values)} from input i returning id)`;
  }
  const assignments = join(set.columns.map((column) => sql`${id(column.name)} = ${id('i', column.name)}`));
  return sql`written as (update ${table} t set ${assignments} from input i where t.id = i.id returning t.id)`;
}

function joinParts(context: Context, change: JoinChange, index: number): Sql[] {
  const table = tableSql(context, change.field.joinTable ?? '');
  const parts: Sql[] = [];
  if (change.set.length > 0) {
    const rows = sql`jsonb_to_recordset(${JSON.stringify(change.set)}::jsonb) as l(from_id uuid, to_id uuid, position int)`;
    parts.push(
      sql`${raw(`linked_${index}`)} as (insert into ${table} (from_id, to_id, position) select l.from_id, l.to_id, l.position from ${rows} on conflict (from_id, to_id) do update set position = excluded.position)`,
    );
  }
  if (change.remove.length > 0) {
    const rows = sql`jsonb_to_recordset(${JSON.stringify(change.remove)}::jsonb) as l(from_id uuid, to_id uuid)`;
    parts.push(
      sql`${raw(`unlinked_${index}`)} as (delete from ${table} d using ${rows} where d.from_id = l.from_id and d.to_id = l.to_id)`,
    );
  }
  return parts;
}
