/**
 * Unique values that are taken already, found for a whole batch by one statement for each rule: thousands of doubles are told one by one without
 * a transaction broken off for each. The index of the database stays the truth for what this cannot see, such as a writer beside it.
 */
import { foldText } from '../../metadata/rules/fold.ts';
import type { Context } from '../access/context.ts';
import { all, id, join, raw, sql, toStatement, type Sql } from '../database/sql.ts';
import type { Queryable } from '../database/types.ts';
import type { Problem } from '../kernel/errors.ts';
import type { Entity, Field } from '../model/types.ts';
import { tableSql } from '../query/source.ts';
import { duplicateProblem } from './database-errors.ts';
import { same, type Draft } from './draft.ts';

/** One rule of uniqueness: fields that no two living records have alike. */
function uniqueGroups(entity: Entity): (readonly Field[])[] {
  const alone = [...entity.fields.values()].filter((field) => field.unique).map((field) => [field]);
  return [...alone, ...entity.unique.map((names) => names.flatMap((name) => entity.fields.get(name) ?? []))];
}

/** Drafts that would break a rule of uniqueness: against what is stored, and the later ones of those that are alike in the batch. */
export async function findTaken(context: Context, tx: Queryable, entity: Entity, drafts: readonly Draft[]): Promise<Map<Draft, Problem>> {
  const taken = new Map<Draft, Problem>();
  const problem = (group: readonly Field[]): Problem =>
    duplicateProblem(
      context,
      entity,
      group.map((field) => field.name),
    );
  for (const group of uniqueGroups(entity)) {
    const seen = new Set<string>();
    const asked: { readonly draft: Draft; readonly values: readonly (string | null)[] }[] = [];
    for (const draft of drafts) {
      if (draft.operation.action === 'delete' || taken.has(draft) || !touches(draft, group)) continue;
      const values = group.map((field) => comparable(context, field, draft));
      if (values.includes(null)) continue;
      const key = JSON.stringify(values);
      if (seen.has(key)) taken.set(draft, problem(group));
      else asked.push({ draft, values });
      seen.add(key);
    }
    if (asked.length === 0) continue;
    for (const place of await takenPlaces(context, tx, entity, group, asked)) {
      const one = asked[place];
      if (one) taken.set(one.draft, problem(group));
    }
  }
  return taken;
}

function touches(draft: Draft, group: readonly Field[]): boolean {
  if (draft.current?.deleted === true) return draft.operation.action === 'restore';
  if (draft.operation.action !== 'update') return true;
  return group.some((field) => !same(draft.current?.values[field.name] ?? null, draft.after[field.name] ?? null));
}

/** What the unique index compares: the first column of the field, text folded. Null is never taken. */
function comparable(context: Context, field: Field, draft: Draft): string | null {
  const [value] = field.type.toColumns(draft.after[field.name] ?? null, field, context.environment);
  if (value === null || value === undefined) return null;
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return field.type.valueType === 'text' ? foldText(text) : text;
}

async function takenPlaces(
  context: Context,
  tx: Queryable,
  entity: Entity,
  group: readonly Field[],
  asked: readonly { readonly draft: Draft; readonly values: readonly (string | null)[] }[],
): Promise<number[]> {
  const columns = group.map((field) => field.type.columns(field)[0]);
  const lists = columns.map((column, index) => {
    const values = asked.map((each) => each.values[index] ?? null);
    return sql`${values}::${raw(column?.type ?? 'text')}[]`;
  });
  const names = columns.map((_, index) => raw(`v${index}`));
  const equal = columns.map((column, index): Sql => {
    const stored = id('t', column?.name ?? '');
    const compared = group[index]?.type.valueType === 'text' ? sql`${id(context.database.schema, 'relata_fold')}(${stored})` : stored;
    return sql`${compared} = w.${raw(`v${index}`)}`;
  });
  // A record of the batch itself may be about to give its value up; whether it does, the index will tell.
  const others = sql`t.id <> all(${asked.map(({ draft }) => draft.id)}::uuid[])`;
  const where = all([...equal, sql`t.deleted_at is null`, others]);
  const { rows } = await tx.query<{ place: number }>(
    toStatement(sql`select distinct w.place::int - 1 as place from unnest(${join(lists)}) with ordinality as w(${join(names)}, place)
      join ${tableSql(context, entity.table)} t on ${where}`),
  );
  return rows.map((row) => row.place);
}
