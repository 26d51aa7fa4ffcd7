/** A record comes back only with what it cannot be without: links that are required or cascade must not lead into the trash. */
import type { Context } from '../access/context.ts';
import { isReadable } from '../access/fields.ts';
import { id, sql, toStatement } from '../database/sql.ts';
import type { Queryable } from '../database/types.ts';
import { conflict, type Problem } from '../kernel/errors.ts';
import type { Entity, Field } from '../model/types.ts';
import type { Gathered } from './cascade.ts';
import type { Draft } from './draft.ts';
import { linkTargets } from './link-targets.ts';
import { refusal, refusalOf, shownEntity, shownTitle } from '../access/wording.ts';

/**
 * Finds what would come back without something that it needs.
 * @param drafts those that the caller restores; the others come along
 * @throws Problem 409 when it is one that comes along
 */
export async function findWithoutParents(
  context: Context,
  tx: Queryable,
  entity: Entity,
  gathered: Gathered,
  drafts: readonly Draft[],
): Promise<Map<string, Problem>> {
  const roots = new Set(drafts);
  const needs: { readonly holder: Entity; readonly draft: Draft; readonly field: Field; readonly target: Entity; readonly id: string }[] =
    [];
  for (const [holder, along] of gathered)
    for (const field of holder.fields.values()) {
      if (field.system || !(field.required || field.onDelete === 'cascade')) continue;
      for (const draft of along.values())
        for (const { entity: name, id: key } of linkTargets(field, draft.current?.values[field.name])) {
          const target = context.model.entities.get(name);
          if (target && gathered.get(target)?.has(key) !== true) needs.push({ holder, draft, field, target, id: key });
        }
    }
  const refused = new Map<string, Problem>();
  for (const target of new Set(needs.map((need) => need.target))) {
    const those = needs.filter((need) => need.target === target);
    const living = await lockLiving(context, tx, target, [...new Set(those.map((need) => need.id))].sort());
    for (const { holder, draft, field, id: key } of those) {
      if (living.has(key)) continue;
      const problem = withoutParent(context, holder, field, target);
      if (holder !== entity || !roots.has(draft)) throw problem;
      refused.set(draft.id, problem);
    }
  }
  return refused;
}

/** Which records are not in the trash, kept from it until the end of the transaction. */
async function lockLiving(context: Context, tx: Queryable, entity: Entity, ids: readonly string[]): Promise<Set<string>> {
  const table = id(context.database.schema, entity.table);
  const { rows } = await tx.query<{ id: string }>(
    toStatement(sql`select id::text as id from ${table} where id = any(${ids}::uuid[]) and deleted_at is null order by id for key share`),
  );
  return new Set(rows.map((row) => row.id));
}

function withoutParent(context: Context, holder: Entity, field: Field, target: Entity): Problem {
  const known = isReadable(context.model, context.rights, holder, field);
  const message = known
    ? refusal(context, 'parentInTrash', { field: shownTitle(context, holder, field) })
    : refusal(context, 'parentUnseen');
  return conflict(
    refusalOf(context, 'cannotRestore', holder, { reason: message }),
    [
      {
        pointer: known ? `/${field.name}` : '',
        code: 'parent-deleted',
        message,
        hint: known
          ? refusal(context, 'restoreFirst', { entity: shownEntity(context, target).title })
          : refusal(context, 'restoreThatFirst'),
      },
    ],
    'parent-deleted',
  );
}
