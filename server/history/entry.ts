/** History: one append-only entry for every write, made in the statement that writes. */
import type { Context, Source } from '../access/context.ts';
import { id, sql, type Sql } from '../database/sql.ts';
import { newId } from '../kernel/ids.ts';

/** What happened to one thing. `changes` holds canonical values before and after, by field name. */
export interface HistoryEntry {
  readonly entity: string;
  /** Null for what is of no record, such as a change of the model. */
  readonly recordId: string | null;
  readonly action: string;
  /** The instant that the record itself notes (ISO 8601); now when left out. */
  readonly at?: string;
  /** The version that the record has by it; null for what makes no new one. */
  readonly version: number | null;
  readonly changes: Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;
}

/** Whoever does something, from where, with which key, and as a part of what: as history keeps it. */
export interface Doer {
  readonly actor: { readonly id: string | null };
  /** `cli`: a command at the machine itself, which writes no records. */
  readonly source: Source | 'cli';
  readonly cause?: Context['cause'];
  readonly key?: { readonly id: string };
  readonly operation?: string;
}

/** INSERT of entries: to be a part of the statement that makes the change. Who, from where, by which key and in which operation the context says. */
export function historyInsert(
  context: Doer & { readonly database: Pick<Context['database'], 'schema'>; readonly clock: Context['clock'] },
  entries: readonly HistoryEntry[],
): Sql {
  const now = context.clock.now().toISOString();
  const rows = entries.map((entry) => ({
    id: newId(),
    at: entry.at ?? now,
    entity: entry.entity,
    record_id: entry.recordId,
    action: entry.action,
    version: entry.version,
    actor: context.actor.id,
    source: context.source,
    cause_kind: context.cause?.kind,
    cause_id: context.cause?.id,
    key_id: context.key?.id,
    operation: context.operation,
    changes: entry.changes,
  }));
  const columns = sql`id, at, entity, record_id, action, version, actor, source, cause_kind, cause_id, key_id, operation, changes`;
  const types = sql`id uuid, at timestamptz, entity text, record_id uuid, action text, version int, actor uuid, source text, cause_kind text, cause_id text, key_id uuid, operation uuid, changes jsonb`;
  return sql`insert into ${id(context.database.schema, 'relata_history')} (${columns}) select ${columns} from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as h(${types})`;
}
