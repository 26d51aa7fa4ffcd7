/**
 * The one statement that writes: records, their join rows, status history, change history and outbox together, so that no crash
 * can leave one without the others.
 */
import type { Context } from '../access/context.ts';
import { slot } from '../database/named.ts';
import { id, join, literal, raw, sql, type Sql } from '../database/sql.ts';
import type { Statement, Transaction } from '../database/types.ts';
import { unchanged } from '../fields/encrypted.ts';
import type { Column } from '../fields/types.ts';
import { historyInsert, type HistoryEntry } from '../history/entry.ts';
import { outboxInsert, type OutboxMessage } from '../jobs/outbox.ts';
import type { Entity, Field } from '../model/types.ts';
import type { LinkGuards } from './complete.ts';
import { targetsSql } from './link-targets.ts';
import { statusHistoryInsert, type StatusChange } from '../pipelines/status-history.ts';
import type { RecordResult } from '../query/record.ts';
import { tableSql, type Compilation } from '../query/source.ts';
import { statementFor } from '../query/statement-cache.ts';

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
  readonly columns: readonly Column[];
  readonly rows: readonly PhysicalRow[];
  readonly joins: readonly JoinChange[];
  readonly history: readonly HistoryEntry[];
  readonly statuses: readonly StatusChange[];
  readonly outbox: readonly OutboxMessage[];
  /** What must be there to be pointed at, and stay there: checked and locked by the statement itself. */
  readonly guards: LinkGuards;
  /** What ends with it, by name: sessions and links of users who come or go. */
  readonly ended: readonly (readonly [string, Sql])[];
  /** INSERT of what is done by this, for a request that is to be done once. */
  readonly note: Sql | undefined;
}

/**
 * Runs the write, which ends the transaction.
 * @param after reads the record that was written, behind the commit
 * @returns what it read, if it could
 * @throws an error of the database (22012) when not all of the records were there to be written: then nothing is
 */
export async function runWrite(context: Context, tx: Transaction, set: WriteSet, after?: Statement): Promise<RecordResult | undefined> {
  const beside: readonly (readonly [string, Sql])[] = [
    ...set.joins.flatMap((change, index) => joinParts(context, change, index)),
    ...(set.history.length > 0 ? [['history', historyInsert(context, set.history)] as const] : []),
    ...(set.statuses.length > 0 ? [['statuses', statusHistoryInsert(context, set.statuses)] as const] : []),
    ...(set.outbox.length > 0 ? [['outbox', outboxInsert(context, set.outbox)] as const] : []),
    ...set.ended,
    ...(set.note ? [['note', set.note] as const] : []),
  ];
  // The text follows from this shape alone, so that writes of the same fields are prepared once; only the values differ.
  const caller = tx.guard?.();
  const shape = [
    'write',
    set.entity.id,
    set.mode,
    set.columns.map((column) => column.name),
    set.joins.map((change) => change.field.name),
    beside.map(([name]) => name),
    [...set.guards.keys()],
    caller?.name,
  ];
  const guards = [...set.guards];
  const values: unknown[] = [JSON.stringify(set.rows), ...beside.flatMap(([, part]) => part.values), set.rows.length];
  const first = values.length;
  guards.forEach(([, ids]) => values.push(ids, ids.length));
  const last = values.length;
  if (caller) values.push(...caller.sql.values);
  const statement = statementFor(context, shape, {}, values, (compilation) => {
    const parts = [
      sql`input as (select * from jsonb_to_recordset(${null}::jsonb) as i(id uuid${columnTypes(set)}))`,
      written(context, set),
      ...beside.map(([name, part]) => sql`${raw(name)} as (${part})`),
    ];
    const { chunks, values: places } = sql`with ${join(parts)} select 1 / (count(*) = ${null}::int)::int`;
    const writing = { chunks, values: places.map((_, index) => slot(index)) };
    const checks = guards.map(([target], index) => guardSql(compilation, target, first + 2 * index));
    const held = caller ? [{ chunks: caller.sql.chunks, values: caller.sql.values.map((_, index) => slot(last + index)) }] : [];
    return sql`${join([writing, ...checks, ...held])} from written`;
  });
  return (await tx.finish<RecordResult>(statement, after))?.rows[0];
}

/** Fails unless as many of the ids are there, locked against deletion, as there should be. */
function guardSql(compilation: Compilation, target: string, place: number): Sql {
  const entity = compilation.context.model.entities.get(target);
  if (!entity) throw new Error(`A link leads to ${target}, which is no entity, although the model was checked.`);
  return sql`(select 1 / (count(*) = ${slot(place + 1)}::int)::int from (${targetsSql(compilation, entity, slot(place))}) held)`;
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
  const assignments = join(set.columns.map((column) => sql`${id(column.name)} = ${assigned(column)}`));
  // Each write makes the next version: whoever was overtaken writes nothing.
  return sql`written as (update ${table} t set ${assignments} from input i where t.id = i.id and t.version = i.version - 1 returning t.id)`;
}

/** What a column gets: its new value, or of an encrypted field that does not change, what it has. */
function assigned({ name, encrypted }: Column): Sql {
  const given = id('i', name);
  return encrypted === true ? sql`(case when ${given} = ${literal(unchanged)} then ${id('t', name)} else ${given} end)` : given;
}

function joinParts(context: Context, change: JoinChange, index: number): (readonly [string, Sql])[] {
  const table = tableSql(context, change.field.joinTable ?? '');
  const parts: (readonly [string, Sql])[] = [];
  if (change.set.length > 0) {
    const rows = sql`jsonb_to_recordset(${JSON.stringify(change.set)}::jsonb) as l(from_id uuid, to_id uuid, position int)`;
    parts.push([
      `linked_${index}`,
      sql`insert into ${table} (from_id, to_id, position) select l.from_id, l.to_id, l.position from ${rows} on conflict (from_id, to_id) do update set position = excluded.position`,
    ]);
  }
  if (change.remove.length > 0) {
    const rows = sql`jsonb_to_recordset(${JSON.stringify(change.remove)}::jsonb) as l(from_id uuid, to_id uuid)`;
    parts.push([`unlinked_${index}`, sql`delete from ${table} d using ${rows} where d.from_id = l.from_id and d.to_id = l.to_id`]);
  }
  return parts;
}
