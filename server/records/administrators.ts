/** Administrators cannot be taken from the workspace: not all of them by anybody, and none by who is none. */
import type { Context } from '../access/context.ts';
import { id, join, literal, sql, toStatement } from '../database/sql.ts';
import type { Transaction } from '../database/types.ts';
import { conflict, forbidden, type Problem } from '../kernel/errors.ts';
import type { Entity } from '../model/types.ts';
import type { CurrentRecord } from './current.ts';
import type { Draft } from './draft.ts';
import type { WriteOperation } from './types.ts';

/** What makes somebody one who can sign in. */
const givesAccess = ['roles', 'active', 'email'];

/** Whether an operation may end or begin the access of somebody: then it is judged with locks. */
export function bearsOnAccess(entity: Entity, operation: { readonly action: string; readonly values?: unknown }): boolean {
  if (entity.id !== 'system.user') return false;
  return operation.action !== 'update' || givesAccess.some((name) => Object.hasOwn(operation.values as object, name));
}

/** Why somebody who is no administrator may not delete or bring back one; undefined when they may. */
export function refuseAdministrator(
  context: Context,
  entity: Entity,
  operation: WriteOperation,
  { values }: Pick<CurrentRecord, 'values'>,
): Problem | undefined {
  if (context.rights.admin || entity.id !== 'system.user' || (operation.action !== 'delete' && operation.action !== 'restore'))
    return undefined;
  return rolesOf(context, values).length === 0 ? undefined : forbidden('Only an administrator may do this to an administrator.');
}

/**
 * The drafts by which the workspace would lose its last administrator.
 * @returns none when there is another one who can sign in; they are locked, so that two cannot take each other away at once
 */
export async function takingTheLast(context: Context, tx: Transaction, entity: Entity, drafts: readonly Draft[]): Promise<Draft[]> {
  if (entity.id !== 'system.user') return [];
  const losing = drafts.filter(({ current, after, operation }) => {
    const before = current !== undefined && !current.deleted && isAdministrator(context, current.values);
    return before && (operation.action === 'delete' || !isAdministrator(context, after));
  });
  if (losing.length === 0) return [];
  const roles = sql`array[${join(administrative(context).map(literal))}]::text[]`;
  const { rows } = await tx.query<{ id: string }>(
    toStatement(sql`select id::text as id from ${id(context.database.schema, entity.table)}
      where deleted_at is null and active and email is not null and roles && ${roles} order by id for update`),
  );
  const going = new Set(losing.map((draft) => draft.id));
  return rows.every((row) => going.has(row.id)) ? losing : [];
}

/** What is said of such a draft. */
export function lastAdministrator(): Problem {
  return conflict('There would be no administrator left who can sign in. Make somebody else one first.', [], 'last-administrator');
}

function administrative({ model }: Context): string[] {
  return [...model.roles.values()].filter((role) => role.admin === true).map((role) => role.id);
}

function rolesOf(context: Context, values: Readonly<Record<string, unknown>>): string[] {
  const held = Array.isArray(values['roles']) ? (values['roles'] as readonly unknown[]) : [];
  return administrative(context).filter((role) => held.includes(role));
}

function isAdministrator(context: Context, values: Readonly<Record<string, unknown>>): boolean {
  return values['active'] === true && values['email'] != null && rolesOf(context, values).length > 0;
}
