/** What a new record gets by itself: defaults of fields, first statuses, numbers, owner and team. */
import type { Context } from '../access/context.ts';
import { id, sql, toStatement } from '../database/sql.ts';
import type { Queryable } from '../database/types.ts';
import type { FieldEnvironment } from '../fields/types.ts';
import { defaultOf } from '../model/default-of.ts';
import type { Entity, Field } from '../model/types.ts';
import { isGiven, type Draft } from './draft.ts';
import { hasTeamOfOwner } from './team-of-owner.ts';

/** Fills what the caller left out. Fields that were given as null stay empty, except a status, which a record always has. */
export function applyDefaults(context: Context, entity: Entity, draft: Draft, environment: FieldEnvironment): void {
  const { after } = draft;
  for (const field of entity.fields.values()) {
    if (after[field.name] !== undefined && after[field.name] !== null) continue;
    if (field.pipelines.length > 0) after[field.name] = field.pipelines[0]?.initial ?? null;
    else if (!draft.given.has(field) && field.document.default !== undefined)
      after[field.name] = field.type.normalise(defaultOf(context.model, field), field, environment);
    else if (after[field.name] === undefined) after[field.name] = null;
  }
  if (!isGiven(draft, 'owner') && after['owner'] === null) after['owner'] = context.actor.id;
  if (hasTeamOfOwner(entity, draft) && after['owner'] === context.actor.id) after['team'] = context.actor.team;
}

/** Takes numbers for the auto-number fields of new records: one counter row a field, so numbers are unique and in order of commit. */
export async function assignNumbers(context: Context, tx: Queryable, entity: Entity, drafts: readonly Draft[]): Promise<void> {
  const fields = [...entity.fields.values()].filter((field) => field.kind === 'autoNumber');
  for (const field of fields) {
    if (drafts.length === 0) return;
    const first = await takeNumbers(context, tx, entity, field, drafts.length);
    drafts.forEach((draft, index) => (draft.after[field.name] = formatNumber(field, first + index)));
  }
}

async function takeNumbers(context: Context, tx: Queryable, entity: Entity, field: Field, count: number): Promise<number> {
  const start = field.document.field === 'autoNumber' ? (field.document.start ?? 1) : 1;
  const table = id(context.database.schema, 'relata_counters');
  const { rows } = await tx.query<{ value: string }>(
    toStatement(sql`insert into ${table} as c (name, value) values (${`${entity.id}.${field.id}`}, ${start + count - 1}::bigint)
      on conflict (name) do update set value = c.value + ${count}::bigint returning value`),
  );
  return Number(rows[0]?.value) - count + 1;
}

function formatNumber(field: Field, value: number): string {
  const document = field.document;
  if (document.field !== 'autoNumber') return String(value);
  return `${document.prefix ?? ''}${String(value).padStart(document.digits ?? 1, '0')}`;
}
