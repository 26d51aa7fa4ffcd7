/**
 * Whether records, as they are now, are still within what the actor may write: nobody creates or moves a record out of their own reach, or
 * creates what a restriction forbids.
 */
import type { Context } from '../access/context.ts';
import { presentNames } from '../access/present-names.ts';
import { fieldRestrictionsOf, restrictionsOf, restrictionText } from '../access/restrictions.ts';
import type { RecordAction } from '../access/scopes.ts';
import { slot } from '../database/named.ts';
import { all, id, sql } from '../database/sql.ts';
import type { Queryable } from '../database/types.ts';
import { forbidden, type Problem } from '../kernel/errors.ts';
import type { Entity } from '../model/types.ts';
import { restrictedSql, roleScope } from '../query/scope.ts';
import { columnSql, createSource, tableSql } from '../query/source.ts';
import { statementFor } from '../query/statement-cache.ts';
import type { Draft } from './draft.ts';
import { actionsOf } from './permission.ts';
import { refusalOf, shownEntity } from '../access/wording.ts';

/** Whether some restriction speaks of new records of an entity. */
export function isRestricted(context: Context, entity: Entity): boolean {
  return restrictionsOf(context, entity, 'create').length > 0 || fieldRestrictionsOf(context, entity, 'create').length > 0;
}

/** Why what was written may not stay, or undefined when it may. */
export async function refuseResults(
  context: Context,
  tx: Queryable,
  entity: Entity,
  drafts: readonly Draft[],
): Promise<Problem | undefined> {
  const groups = new Map<RecordAction, Draft[]>();
  for (const draft of drafts) {
    if (draft.operation.action !== 'create' && draft.operation.action !== 'update') continue;
    const [action = 'update'] = actionsOf(entity, draft.operation);
    groups.set(action, [...(groups.get(action) ?? []), draft]);
  }
  for (const [action, group] of groups) {
    const creating = action === 'create' && isRestricted(context, entity);
    if (!creating && context.rights.entity(entity.id).scope(action) === 'all') continue;
    const problem = await look(context, tx, entity, action, group);
    if (problem) return problem;
  }
  return undefined;
}

interface ResultRow {
  readonly id: string;
  readonly inside: boolean;
  readonly restricted: readonly string[];
}

async function look(
  context: Context,
  tx: Queryable,
  entity: Entity,
  action: RecordAction,
  drafts: readonly Draft[],
): Promise<Problem | undefined> {
  const statement = statementFor(context, ['results', entity.id, action], {}, [drafts.map((draft) => draft.id)], (compilation) => {
    const source = createSource(compilation, entity);
    const inside = all(roleScope(source, action, { become: true }));
    // Restrictions judge a change by what the record was: one may be brought into a state in which it can no longer be changed.
    const restricted = restrictedSql(source, action === 'create' ? ['create'] : []);
    return sql`select ${columnSql(source, 'id')}::text as id, (${inside}) is true as inside, ${restricted} as restricted from ${tableSql(context, entity.table)} ${id(source.alias)} where ${columnSql(source, 'id')} = any(${slot(0)}::uuid[])`;
  });
  const { rows } = await tx.query<ResultRow>(statement);
  if (rows.some((row) => !row.inside)) return forbidden(refusalOf(context, 'mayNotGiveAway', entity));
  const restricted = new Map(rows.map((row) => [row.id, row.restricted]));
  for (const draft of drafts) {
    const problem = refuseCreated(context, entity, draft, restricted.get(draft.id) ?? []);
    if (problem) return problem;
  }
  return undefined;
}

function refuseCreated(context: Context, entity: Entity, draft: Draft, restricted: readonly string[]): Problem | undefined {
  if (restricted.length === 0) return undefined;
  const whole = restrictionsOf(context, entity, 'create').find((each) => restricted.includes(each.id));
  if (whole) return forbidden(restrictionText(shownEntity(context, entity), whole, context.actor.language), [], 'restriction');
  for (const restriction of fieldRestrictionsOf(context, entity, 'create').filter((each) => restricted.includes(each.id))) {
    const names = presentNames(entity, restriction.fields);
    const field = [...draft.given].find((each) => names.includes(each.name) && (draft.after[each.name] ?? null) !== null);
    const message = restrictionText(shownEntity(context, entity), restriction, context.actor.language);
    if (field) return forbidden(message, [{ pointer: `/${field.name}`, code: 'restriction', message }], 'restriction');
  }
  return undefined;
}
