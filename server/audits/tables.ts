/** The system tables of audits: runs with their results, and answers to checklists. */
import { quoteIdentifier } from '../database/sql.ts';

/**
 * Statements that make the tables; each may run again. The result is `json`, not `jsonb`, so that its text, and with it its digest,
 * stays as it was written.
 */
export function auditTables(schema: string): string[] {
  const runs = `${quoteIdentifier(schema)}.relata_audit_runs`;
  const answers = `${quoteIdentifier(schema)}.relata_audit_answers`;
  return [
    `create table if not exists ${runs} (
      id uuid primary key,
      audit text not null,
      version text not null,
      state text not null,
      started_at timestamptz(3) not null,
      finished_at timestamptz(3),
      actor uuid,
      actor_name text not null,
      params jsonb not null,
      model_version text not null,
      done integer not null default 0,
      total integer not null,
      score numeric,
      band text,
      error text,
      digest text,
      result json
    )`,
    `create index if not exists relata_audit_runs_audit on ${runs} (audit, started_at desc)`,
    `create table if not exists ${answers} (
      id uuid primary key,
      audit text not null,
      check_id text not null,
      item text not null,
      answer boolean not null,
      note text,
      actor uuid,
      actor_name text not null,
      answered_at timestamptz(3) not null
    )`,
    `create index if not exists relata_audit_answers_audit on ${answers} (audit, check_id, item, answered_at desc)`,
  ];
}
