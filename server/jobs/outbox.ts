/** The transactional outbox: what is to follow a write is stored by the write itself, and relayed afterwards, at least once. */
import type { Context } from '../access/context.ts';
import { id, sql, type Sql } from '../database/sql.ts';
import { newId } from '../kernel/ids.ts';

/** A message for the worker: a topic and JSON that its handler understands. */
export interface OutboxMessage {
  readonly topic: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** INSERT of messages: part of the statement that causes them. */
export function outboxInsert(context: Pick<Context, 'database' | 'clock'>, messages: readonly OutboxMessage[]): Sql {
  const rows = messages.map((message) => ({
    id: newId(),
    created_at: context.clock.now().toISOString(),
    topic: message.topic,
    payload: message.payload,
  }));
  const columns = sql`id, created_at, topic, payload`;
  return sql`insert into ${id(context.database.schema, 'relata_outbox')} (${columns}) select ${columns} from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as o(id uuid, created_at timestamptz, topic text, payload jsonb)`;
}
