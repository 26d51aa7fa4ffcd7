/** The system tables of a workspace: ours, not the model's. Each step runs once, in order, and is never edited afterwards. */
import { foldFunctionSql } from '../../metadata/rules/fold-sql.ts';
import { id, raw, sql, toStatement, type Sql } from './sql.ts';
import type { Database } from './types.ts';

/** The steps, by number. `schema` is the quoted name of the workspace's schema. */
export const steps: readonly ((schema: string) => readonly string[])[] = [
  (schema) => [
    foldFunctionSql(`${schema}.relata_fold`),
    `create table ${schema}.relata_history (id uuid primary key, at timestamptz(3) not null, entity text not null, record_id uuid, action text not null, version int,
      actor uuid, source text not null, cause_kind text, cause_id text, changes jsonb not null)`,
    `create index relata_history_record on ${schema}.relata_history (entity, record_id, at desc, id desc)`,
    `create index relata_history_cause on ${schema}.relata_history (cause_id) where cause_id is not null`,
    `create table ${schema}.relata_status_history (id uuid primary key, at timestamptz(3) not null, entity text not null, record_id uuid not null, field text not null,
      from_code text, to_code text, actor uuid)`,
    `create index relata_status_history_record on ${schema}.relata_status_history (entity, record_id, field, at)`,
    `create table ${schema}.relata_outbox (id uuid primary key, created_at timestamptz(3) not null, topic text not null, payload jsonb not null, relayed_at timestamptz(3))`,
    `create index relata_outbox_open on ${schema}.relata_outbox (created_at, id) where relayed_at is null`,
    `create table ${schema}.relata_effects (key text primary key, at timestamptz(3) not null, result jsonb)`,
    `create table ${schema}.relata_automation_runs (id uuid primary key, automation text not null, entity text not null, record_id uuid, started_at timestamptz(3) not null,
      finished_at timestamptz(3), state text not null, error text, steps jsonb not null default '[]')`,
    `create index relata_automation_runs_at on ${schema}.relata_automation_runs (started_at desc)`,
    `create table ${schema}.relata_mails (id uuid primary key, created_at timestamptz(3) not null, recipients text[] not null, subject text not null, html text not null, plain text not null,
      state text not null, attempts int not null default 0, error text, sent_at timestamptz(3), effect_key text unique)`,
    `create index relata_mails_at on ${schema}.relata_mails (created_at desc, id desc)`,
    `create table ${schema}.relata_counters (name text primary key, value bigint not null)`,
    `create table ${schema}.relata_metadata_versions (version bigint generated always as identity primary key, hash text not null, documents json not null, applied_at timestamptz(3) not null,
      actor uuid, message text not null, plan jsonb not null)`,
    `create table ${schema}.relata_credentials (user_id uuid primary key, password text, changed_at timestamptz(3), failures int not null default 0, locked_until timestamptz(3))`,
    `create table ${schema}.relata_sessions (id text primary key, user_id uuid not null, created_at timestamptz(3) not null, seen_at timestamptz(3) not null, expires_at timestamptz(3) not null, agent text)`,
    `create index relata_sessions_user on ${schema}.relata_sessions (user_id)`,
    `create table ${schema}.relata_tokens (id text primary key, user_id uuid not null, purpose text not null, created_at timestamptz(3) not null, expires_at timestamptz(3) not null, used_at timestamptz(3))`,
    `create table ${schema}.relata_files (id uuid primary key, name text not null, type text not null, size bigint not null, sha256 text not null, created_at timestamptz(3) not null, created_by uuid)`,
    `create table ${schema}.relata_imports (id uuid primary key, entity text not null, file_name text not null, map jsonb not null, state text not null, total int, counts jsonb not null default '{}',
      errors jsonb not null default '[]', error_file uuid, started_at timestamptz(3) not null, finished_at timestamptz(3), actor uuid, dry_run boolean not null default false)`,
    `create table ${schema}.relata_audit_runs (id uuid primary key, audit text not null, version text not null, state text not null, started_at timestamptz(3) not null, finished_at timestamptz(3),
      actor uuid, params jsonb not null default '{}', model_version text not null, progress jsonb, result jsonb, error text)`,
    `create index relata_audit_runs_audit on ${schema}.relata_audit_runs (audit, started_at desc)`,
  ],
  (schema) => [
    // The result is json, not jsonb: its text, and with it its digest, stays as it was written.
    `alter table ${schema}.relata_audit_runs drop column progress, add column actor_name text not null default '', add column done int not null default 0, add column total int not null default 0,
      add column score numeric, add column band text, add column digest text, alter column result type json using result::json`,
    `create table ${schema}.relata_audit_answers (id uuid primary key, audit text not null, check_id text not null, item text not null, answer boolean not null, note text, actor uuid,
      actor_name text not null, answered_at timestamptz(3) not null)`,
    `create index relata_audit_answers_item on ${schema}.relata_audit_answers (audit, check_id, item, answered_at desc)`,
  ],
  (schema) => [
    // Versions keep the names of tables and columns, and the packs' own documents, so that a newer pack merges three ways.
    `alter table ${schema}.relata_metadata_versions add column physical jsonb not null default '{"tables":{},"columns":{}}', add column sources json, add column conflicts jsonb not null default '[]', add column tables json,
      add column actor_name text, add column change_set uuid`,
    `create table ${schema}.relata_change_sets (id uuid primary key, number bigint generated always as identity, state text not null, title text not null, base_version bigint not null, edits json not null, replacements jsonb not null default '{}',
      author uuid, author_name text not null, created_at timestamptz(3) not null, updated_at timestamptz(3) not null, sources json, plan json, plan_hash text, version bigint, error text)`,
    `create index relata_change_sets_author on ${schema}.relata_change_sets (author, updated_at desc)`,
    `create table ${schema}.relata_change_steps (change_set uuid not null, ordinal int not null, step jsonb not null, state text not null, cursor text, done bigint not null default 0, total bigint,
      attempts int not null default 0, started_at timestamptz(3), finished_at timestamptz(3), error text, primary key (change_set, ordinal))`,
    `create table ${schema}.relata_leases (name text primary key, holder text not null, token bigint not null, expires_at timestamptz(3) not null)`,
    `create table ${schema}.relata_trash (id uuid primary key, kind text not null, entity text not null, field text, title text not null, document json not null, physical jsonb not null,
      dropped_at timestamptz(3) not null, version bigint not null, actor uuid, restored_at timestamptz(3), purged_at timestamptz(3))`,
    `create table ${schema}.relata_unconverted (change_set uuid not null, entity text not null, field text not null, record_id uuid not null, value jsonb, reason text not null,
      primary key (change_set, entity, field, record_id))`,
    `create table ${schema}.relata_nodes (id uuid primary key, version bigint not null, seen_at timestamptz(3) not null)`,
  ],
  (schema) => [
    // Attempts by a digest of what was tried, known or not: who is locked out says nothing of who has an account.
    `create table ${schema}.relata_attempts (key text primary key, count int not null, since timestamptz(3) not null)`,
    `create index relata_attempts_since on ${schema}.relata_attempts (since)`,
  ],
  (schema) => [
    // Things in the trash say where all of their fields stand.
    `update ${schema}.relata_trash set physical = jsonb_build_object('table', physical -> 'table', 'fields',
      case when field is null then '[]'::jsonb else jsonb_build_array(physical - 'table' || jsonb_build_object('field', field, 'name', field)) end) where not physical ? 'fields'`,
  ],
  (schema) => [
    // What was done under an Idempotency-Key, a row for each transaction of a request.
    `create table ${schema}.relata_done (actor text not null, key text not null, start int not null, fingerprint text not null, at timestamptz(3) not null, results jsonb not null,
      constraint relata_done_pkey primary key (actor, key, start))`,
    `create index relata_done_at on ${schema}.relata_done (at)`,
  ],
  (schema) => [
    // `place`: the transaction that wrote an entry. Everything below the oldest open one is settled, so that seals cover ranges of places and no entry is ever written twice.
    `alter table ${schema}.relata_history add column operation uuid, add column key_id uuid, add column place bigint not null default 0, add column salt uuid, add column digest text,
      add column erased_at timestamptz(3)`,
    `alter table ${schema}.relata_history alter column place set default (pg_current_xact_id()::text::bigint), alter column salt set default gen_random_uuid()`,
    `create index relata_history_place on ${schema}.relata_history (place, id)`,
    // A range index of instants costs a write next to nothing, and finds a day among years.
    `create index relata_history_at on ${schema}.relata_history using brin (at)`,
    `create index relata_history_operation on ${schema}.relata_history (operation) where operation is not null`,
    `create table ${schema}.relata_seals (number bigint primary key, place_from bigint not null, place_to bigint not null, entries int not null, leaves bytea not null, digest text not null, total bigint not null, previous text not null,
      hash text not null, sealed_at timestamptz(3) not null)`,
    `insert into ${schema}.relata_system (name, value) values ('sealer', '{}'), ('place offset', '0') on conflict do nothing`,
    `create table ${schema}.relata_shares (entity text not null, record_id uuid not null, grantee uuid not null, grantee_kind text not null, level text not null, created_at timestamptz(3) not null, created_by uuid,
      primary key (entity, record_id, grantee))`,
    `create index relata_shares_grantee on ${schema}.relata_shares (grantee, entity)`,
    `create table ${schema}.relata_api_keys (id uuid primary key, user_id uuid not null, name text not null, hash text not null unique, hint text not null, roles text[], scopes text[] not null,
      created_at timestamptz(3) not null, expires_at timestamptz(3), used_at timestamptz(3), revoked_at timestamptz(3))`,
    `create index relata_api_keys_user on ${schema}.relata_api_keys (user_id)`,
    `create table ${schema}.relata_second_factors (user_id uuid primary key, secret text not null, created_at timestamptz(3) not null, confirmed_at timestamptz(3), last_step bigint)`,
    `create table ${schema}.relata_recovery_codes (user_id uuid not null, hash text not null, created_at timestamptz(3) not null, used_at timestamptz(3), primary key (user_id, hash))`,
    `create table ${schema}.relata_identities (issuer text not null, subject text not null, user_id uuid not null, created_at timestamptz(3) not null, primary key (issuer, subject))`,
    `create index relata_identities_user on ${schema}.relata_identities (user_id)`,
    `create table ${schema}.relata_challenges (id text primary key, kind text not null, user_id uuid, payload jsonb not null, created_at timestamptz(3) not null, expires_at timestamptz(3) not null)`,
    `create index relata_challenges_expires on ${schema}.relata_challenges (expires_at)`,
    `create table ${schema}.relata_data_keys (id uuid primary key, wrapped text not null, created_at timestamptz(3) not null, retired_at timestamptz(3))`,
  ],
  (schema) => [
    // Mails that let their readers in.
    `alter table ${schema}.relata_mails add column confidential boolean not null default false`,
  ],
  (schema) => [
    // A function, so that whoever is in no team pays nothing for the recursion, not even its preparation. Its names are those of the system pack, which never change.
    `create or replace function ${schema}.relata_teams_below(uuid) returns uuid[] language plpgsql stable as $$ begin
      return (with recursive b as (select $1 as id union select t.id from ${schema}.system_team t join b on t.parent = b.id where t.deleted_at is null) select array_agg(b.id) from b);
      end $$`,
  ],
  (schema) => [
    // How often records are filtered and sorted by which fields, for advice on indexes.
    `create table ${schema}.relata_query_usage (entity text not null, path text not null, use text not null, day date not null, count bigint not null, primary key (entity, path, use, day))`,
  ],
  (schema) => [
    // From where somebody signed in.
    `alter table ${schema}.relata_sessions add column address text`,
  ],
  (schema) => [
    // Keys of secrets that were replaced: up to which seal one was used, and that seal's hash.
    `create table ${schema}.relata_kept_keys (id uuid primary key, purpose text not null, secret text not null, number_to bigint not null, hash text not null, wrapped text not null, kept_at timestamptz(3) not null,
      unique (purpose, secret, number_to))`,
  ],
  (schema) => [
    // Who applies a change set, which need not be its author.
    `alter table ${schema}.relata_change_sets add column applier jsonb`,
  ],
  (schema) => [
    // What housekeeping looks by. Range indexes cost those who write next to nothing.
    `create index relata_sessions_expires on ${schema}.relata_sessions (expires_at)`,
    `create index relata_tokens_expires on ${schema}.relata_tokens (expires_at)`,
    `create index relata_outbox_created on ${schema}.relata_outbox using brin (created_at)`,
    `create index relata_effects_at on ${schema}.relata_effects using brin (at)`,
  ],
  (schema) => [
    // Undoing of large imports.
    `create table ${schema}.relata_undos (id uuid primary key, import uuid not null, operation uuid not null, state text not null, attempts int not null default 0, done int not null default 0, total int not null, counts jsonb not null default '{}',
      results jsonb not null default '[]', error text, actor uuid, key_id uuid, started_at timestamptz(3) not null, finished_at timestamptz(3))`,
    `create unique index relata_undos_open on ${schema}.relata_undos (import) where state in ('running', 'cancelling')`,
  ],
  foldAnew,
  (schema) => [
    // The next mail to be sent is looked for every other second, among all that were ever sent; whose access ends, their links and sign-ins.
    `create index relata_mails_queued on ${schema}.relata_mails (created_at) where state = 'queued'`,
    `create index relata_tokens_user on ${schema}.relata_tokens (user_id)`,
    `create index relata_challenges_user on ${schema}.relata_challenges (user_id)`,
  ],
  (schema) => [
    // Nothing was ever written there: what is done once is told by the ids of records, by mails, and by relata_done.
    `drop table ${schema}.relata_effects`,
  ],
  (schema) => [
    // A mail belongs to whoever sends it without a transaction that stays open meanwhile.
    `alter table ${schema}.relata_mails add column taken_until timestamptz(3)`,
  ],
];

/**
 * After a change of the tables of folding: the function as it is now, what was folded before, and indexes over it. Folding what was folded by
 * older tables gives what these ones give of the original.
 */
export function foldAnew(schema: string): readonly string[] {
  const named = `'${schema.replaceAll("'", "''")}'`;
  const each = (query: string, ...work: readonly string[]): string =>
    `do $fold$ declare item record; begin for item in ${query} loop ${work.map((statement) => `execute ${statement}; `).join('')}end loop; end $fold$`;
  const relations = (kind: string): string =>
    `select c.oid::regclass::text as name, c.relname as plain from pg_class c where c.relnamespace = ${named}::regnamespace and c.relkind = '${kind}'`;
  const fold = `format('%s.relata_fold(search_text)', ${named})`;
  return [
    foldFunctionSql(`${schema}.relata_fold`),
    each(
      `${relations('r')} and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'search_text' and not a.attisdropped)`,
      `format('update %s set search_text = %s where search_text is distinct from %s', item.name, ${fold}, ${fold})`,
    ),
    // A connection remembers an index with the function as it was written into it, until something about the index has changed.
    each(
      `${relations('i')} and pg_get_indexdef(c.oid) like '%relata_fold(%'`,
      `format('alter index %s rename to relata_refolded', item.name)`,
      `format('alter index %s.relata_refolded rename to %I', ${named}, item.plain)`,
      `format('reindex index %s', item.name)`,
    ),
  ];
}

/**
 * Makes the schema and brings its system tables up to date. Several processes may do so at once: a row lock lets one through.
 * @param known the steps that are known to whoever prepares them; an older server knows fewer
 */
export async function prepareSystemTables(database: Database, known = steps): Promise<void> {
  const schema = id(database.schema);
  const name = raw(schema.chunks[0] ?? '');
  const run = (statement: Sql): Promise<unknown> => database.query(toStatement(statement));
  await retryRace(() => run(sql`create schema if not exists ${name}`));
  await retryRace(() => run(sql`create extension if not exists pg_trgm`));
  await retryRace(() => run(sql`create table if not exists ${name}.relata_system (name text primary key, value jsonb not null)`));
  await run(sql`insert into ${name}.relata_system (name, value) values ('steps', '0') on conflict do nothing`);
  await database.tx(async (tx) => {
    const { rows } = await tx.query<{ value: number }>(
      toStatement(sql`select value from ${name}.relata_system where name = 'steps' for update`),
    );
    const done = Number(rows[0]?.value ?? 0);
    for (const step of known.slice(done)) for (const text of step(name.chunks[0] ?? '')) await tx.query({ text, values: [] });
    if (done < known.length)
      await tx.query(
        toStatement(sql`update ${name}.relata_system set value = ${JSON.stringify(known.length)}::jsonb where name = 'steps'`),
      );
  });
}

/** "if not exists" can still collide when two sessions race: the loser simply looks again. */
async function retryRace(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch {
    await work();
  }
}
